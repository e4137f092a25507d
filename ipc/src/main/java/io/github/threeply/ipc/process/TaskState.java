package io.github.threeply.ipc.process;

/** Where a task of a {@link WorkerProcessPool} is on its way. */
public enum TaskState {
    /** Waits in the parent. It has not run. */
    QUEUED,
    /** Was sent to a worker and waits there. It has not run, and if that worker dies it goes to another. */
    SENT,
    /** Its code has begun to run in a worker. It will not run again, unless it is {@linkplain TaskOptions#idempotent idempotent}. */
    STARTED,
    /** Ended with a result. */
    SUCCEEDED,
    /** Ended with a failure: of its own, of its worker, or of its time limit. */
    FAILED,
    /** Ended because it was cancelled. */
    CANCELLED;

    /**
     * Tells whether the task has ended.
     *
     * @return true for the last three states
     */
    public boolean isDone() {
        return compareTo(STARTED) > 0;
    }
}
