package io.github.threeply.ipc.process;

import java.util.List;

/**
 * The worker process died while it ran the task. Only that task failed, and it is not run again, since its effects may
 * have happened (an {@linkplain TaskOptions#idempotent idempotent} one has had all its runs); the pool has put another
 * worker in place.
 */
public final class WorkerCrashedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN_LINES = 10;

    @SuppressWarnings("serial") // a record of strings and an immutable list, not needed after a journey
    private final transient WorkerExit exit;

    private final long taskId;
    private final boolean started;

    WorkerCrashedException(WorkerExit exit, Job job, boolean started) {
        super(message(exit, job, started));
        this.exit = exit;
        this.taskId = job.runningId();
        this.started = started;
    }

    private static String message(WorkerExit exit, Job job, boolean started) {
        StringBuilder text = new StringBuilder(200)
                .append(exit)
                .append(started ? " while it ran " : " and may have started ")
                .append(job.called())
                .append("; only that task failed");
        if (!job.lost().isEmpty()) {
            text.append(". It had been run ").append(job.lost().size()).append(" times before");
        }
        List<String> crash = exit.crashSummary();
        if (!crash.isEmpty()) {
            text.append(". Its crash log begins:");
            crash.forEach(line -> text.append("\n  # ").append(line));
        }
        List<String> tail = exit.stderrTail();
        if (!tail.isEmpty()) {
            text.append(". Its last output:");
            for (String line : tail.subList(Math.max(0, tail.size() - SHOWN_LINES), tail.size())) {
                text.append("\n  | ").append(line);
            }
        }
        return text.toString();
    }

    /**
     * Returns how the worker ended: its name, process id, exit code, signal, what that means, its last output.
     *
     * @return how it ended; {@code null} in an exception that was itself serialized
     */
    public WorkerExit exit() {
        return exit;
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
     * Tells whether it is certain that the task had started. It is, but for one case: a process that the worker left
     * behind keeps the worker's pipe open, so that what it said last cannot be read to the end.
     *
     * @return whether it is certain
     */
    public boolean started() {
        return started;
    }
}
