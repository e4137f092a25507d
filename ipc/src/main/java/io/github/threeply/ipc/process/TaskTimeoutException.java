package io.github.threeply.ipc.process;

import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One of the task's limits was over, and the task was ended or never started. */
public final class TaskTimeoutException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;
    private final Duration limit;
    private final @Nullable String workerName;
    private final long pid;
    private final long taskId;
    private final EndedBy endedBy;
    private final @Nullable String threadDump;

    /** Which limit was over. */
    public enum Kind {
        /** The one from submitting it to its start. The task never ran. */
        QUEUE("waited"),
        /** The one from its start in the worker. */
        RUN("ran"),
        /** The one from its start, or its last report of progress. */
        PROGRESS("reported no progress");

        private final String did;

        Kind(String did) {
            this.did = did;
        }
    }

    /** What it took to end a task. */
    public enum EndedBy {
        /** The task had not started, and never will. */
        DROP,
        /** The task ended when it was interrupted. Its worker lives on. */
        INTERRUPT,
        /** The task went on, and its process ended when it was asked to (SIGTERM). */
        TERMINATE,
        /** The process went on, and was killed with all below it (SIGKILL). */
        KILL
    }

    private TaskTimeoutException(
            String message, Kind kind, Job job, long taskId, @Nullable WorkerLink link, EndedBy endedBy) {
        super(message);
        this.kind = kind;
        this.limit = job.limit(kind);
        this.workerName = link == null ? null : link.handle().name();
        this.pid = link == null ? -1 : link.handle().pid();
        this.taskId = taskId;
        this.endedBy = endedBy;
        this.threadDump = job.threadDump();
    }

    /** For one that never started. */
    static TaskTimeoutException neverStarted(Job job) {
        String text = job.called() + " waited longer than its limit of " + job.limit(Kind.QUEUE)
                + " for a free worker, and will not be run";
        return new TaskTimeoutException(text, Kind.QUEUE, job, job.runningId(), null, EndedBy.DROP);
    }

    /** For one that was ended in a worker; {@code thrown} is what it threw when it was interrupted. */
    static TaskTimeoutException ended(
            Job job, long taskId, Kind kind, WorkerLink link, EndedBy endedBy, @Nullable Throwable thrown) {
        StringBuilder text = new StringBuilder(200)
                .append(job.called(taskId))
                .append(' ')
                .append(kind.did)
                .append(kind == Kind.PROGRESS ? " for longer than its limit of " : " longer than its limit of ")
                .append(job.limit(kind))
                .append(" in ")
                .append(link)
                .append(" and was ended by ")
                .append(endedBy);
        String dump = job.threadDump();
        if (dump != null) {
            text.append(". ").append(ThreadDumps.summary(dump));
        }
        TaskTimeoutException e = new TaskTimeoutException(text.toString(), kind, job, taskId, link, endedBy);
        if (thrown != null) {
            e.initCause(thrown);
        }
        return e;
    }

    /**
     * Returns which limit was over.
     *
     * @return the kind of limit
     */
    public Kind kind() {
        return kind;
    }

    /**
     * Returns the limit.
     *
     * @return the limit
     */
    public Duration limit() {
        return limit;
    }

    /**
     * Returns the worker in which it ran.
     *
     * @return the name, or {@code null} if it never ran
     */
    public @Nullable String workerName() {
        return workerName;
    }

    /**
     * Returns the process in which it ran.
     *
     * @return the process id, or nothing if it never ran
     */
    public OptionalLong pid() {
        return pid < 0 ? OptionalLong.empty() : OptionalLong.of(pid);
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

    /**
     * Returns what all threads of the worker were doing when the task had not heeded its interrupt, the one that ran the
     * task first. What a task threw when it was interrupted is the {@linkplain #getCause cause}.
     *
     * @return the stacks; or one line in parentheses which says that the worker did not answer, because it was stopped or
     *     its threads could not be halted; or {@code null} if the task heeded, or never ran
     */
    public @Nullable String threadDump() {
        return threadDump;
    }
}
