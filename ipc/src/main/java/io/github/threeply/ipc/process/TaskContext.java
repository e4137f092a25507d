package io.github.threeply.ipc.process;

import org.jspecify.annotations.Nullable;

/**
 * What a running task can ask and tell of itself, from its own code.
 * <pre>{@code
 * static int copy(List<Path> files) throws IOException {
 *     TaskContext task = TaskContext.current();
 *     int done = 0;
 *     for (Path file : files) {
 *         if (task.isCancelled()) {
 *             break;
 *         }
 *         copy(file);
 *         task.progress(++done, files.size());
 *     }
 *     return done;
 * }
 * }</pre>
 *
 * <p>Outside a worker of a {@link WorkerProcessPool} there is a context too, so that the same code runs over threads: there
 * the interrupt status says whether it is cancelled, and progress goes nowhere.
 *
 * <p>What a task can ask of its worker is in {@link WorkerContext}.
 *
 * <p><b>Threads.</b> Any thread of the worker may call any method: a worker runs one task at a time. A context belongs to the
 * task that ran when it was asked for, and does nothing once that has ended, so threads that a task starts should be given
 * its context instead of asking for their own.
 */
public final class TaskContext {
    private static final TaskContext OUTSIDE = new TaskContext(null, Inbox.NOTHING);

    private final @Nullable TaskReports reports;
    private final long taskHere;

    private TaskContext(@Nullable TaskReports reports, long taskHere) {
        this.reports = reports;
        this.taskHere = taskHere;
    }

    /**
     * Returns the context of the task that runs in this process.
     *
     * @return the context; in a process that is no worker of a pool, or between two tasks, one that tells nobody
     */
    public static TaskContext current() {
        TaskReports reports = PoolWorkerEntry.reports();
        if (reports == null) {
            return OUTSIDE;
        }
        long running = reports.inbox().running();
        return running == Inbox.NOTHING ? OUTSIDE : new TaskContext(reports, running);
    }

    /**
     * Tells whether the task should end: it was cancelled, or a limit is over. The thread that runs it was interrupted at
     * the same moment; this stays true when that interrupt was swallowed.
     *
     * @return whether it should end
     */
    public boolean isCancelled() {
        return reports == null
                ? Thread.currentThread().isInterrupted()
                : reports.inbox().isCancelled(taskHere);
    }

    /**
     * Reports how far the task is, in its own units. Returns at once; of many reports in a short time the last one
     * travels, at most every few hundredths of a second. {@link WorkerFuture#progress} shows it, and the {@linkplain
     * TaskOptions#progressTimeout progress limit} begins anew.
     *
     * @param done how much is done
     * @param total how much there is in all; 0 or less if that is not known
     */
    public void progress(long done, long total) {
        progress(done, total, null);
    }

    /**
     * As {@link #progress(long, long)}, with a word on what the task does.
     *
     * @param done how much is done
     * @param total how much there is in all; 0 or less if that is not known
     * @param note what it does, cut after 1000 characters; or {@code null}
     */
    public void progress(long done, long total, @Nullable String note) {
        if (reports != null) {
            reports.report(taskHere, done, total, note);
        }
    }
}
