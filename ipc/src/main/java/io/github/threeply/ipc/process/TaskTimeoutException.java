package io.github.threeply.ipc.process;

import java.time.Duration;

/** The task ran longer than the pool allows, and was ended. */
public final class TaskTimeoutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Duration limit;
    private final String workerName;
    private final long pid;
    private final long taskId;
    private final EndedBy endedBy;

    /** What it took to end a task. */
    public enum EndedBy {
        /** The task ended when it was interrupted. Its worker lives on. */
        INTERRUPT,
        /** The task went on, and its process ended when it was asked to (SIGTERM). */
        TERMINATE,
        /** The process went on, and was killed with all below it (SIGKILL). */
        KILL
    }

    TaskTimeoutException(Duration limit, String workerName, long pid, long taskId, EndedBy endedBy) {
        super("task " + taskId + " ran longer than its limit of " + limit + " in " + workerName + " (pid " + pid
                + ") and was ended by " + endedBy);
        this.limit = limit;
        this.workerName = workerName;
        this.pid = pid;
        this.taskId = taskId;
        this.endedBy = endedBy;
    }

    /**
     * Returns the limit, which counts from the task's start in the worker.
     *
     * @return the limit
     */
    public Duration limit() {
        return limit;
    }

    /**
     * Returns the worker in which it ran.
     *
     * @return the name
     */
    public String workerName() {
        return workerName;
    }

    /**
     * Returns the process in which it ran.
     *
     * @return the process id
     */
    public long pid() {
        return pid;
    }

    /**
     * Returns the number of the task in its pool.
     *
     * @return the number
     */
    public long taskId() {
        return taskId;
    }

    /**
     * Returns what it took to end the task.
     *
     * @return the last rung of the ladder that was climbed
     */
    public EndedBy endedBy() {
        return endedBy;
    }
}
