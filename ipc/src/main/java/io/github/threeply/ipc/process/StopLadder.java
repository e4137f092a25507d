package io.github.threeply.ipc.process;

import static java.util.Objects.requireNonNull;

import io.github.threeply.ipc.process.TaskTimeoutException.EndedBy;
import io.github.threeply.ipc.process.TaskTimeoutException.Kind;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Ends the code of one task: interrupt; after the grace a look at what its worker's threads do; then SIGTERM to its
 * process, then SIGKILL to the process and all below it. With the last rung the outcome is decided: nobody waits for the
 * system to take the process away.
 */
final class StopLadder {
    /** A look again and again, where there is no grace, must not take the clock for itself. */
    private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final PoolCore pool;
    private final Job job;
    private final @Nullable Kind kind;
    private final AtomicBoolean looked = new AtomicBoolean(); // the thread dump has come, or will not be waited for
    private volatile EndedBy rung = EndedBy.INTERRUPT;
    private volatile boolean asked;
    private volatile @Nullable String threadDump;
    private volatile boolean over;
    private volatile @Nullable Future<?> next;

    /** With the limit that is over, or null for a cancellation. */
    StopLadder(PoolCore pool, Job job, @Nullable Kind kind) {
        this.pool = pool;
        this.job = job;
        this.kind = kind;
    }

    /** Whether it climbs because the time was up; else because of a cancellation. */
    boolean isTimeout() {
        return kind != null;
    }

    void start() {
        interrupt();
        later(pool.settings().limits().cancelGraceNanos(), this::lookIntoIt);
    }

    /** Again, if the job has gone to another worker since. */
    void interrupt() {
        WorkerLink link = job.link();
        if (link != null) {
            if (job.stateNow() == Job.STARTED) {
                link.pause(); // what waits behind it should not have to wait, nor die with it
            }
            link.postDrop(job, job.interruptAux(this));
        }
    }

    private void lookIntoIt() {
        WorkerLink link = job.link();
        if (over || job.isDecided() || link == null) {
            return;
        }
        if (job.stateNow() != Job.STARTED) {
            // Another task is running there, which is not to blame. If the worker is frozen it will be found out.
            later(Math.max(pool.settings().limits().cancelGraceNanos(), SHORTEST_NANOS), this::lookIntoIt);
            return;
        }
        link.pause();
        asked = true;
        link.postAbout(FrameType.DUMP, job);
        later(TimeUnit.MILLISECONDS.toNanos(ThreadDumps.WAIT_MILLIS), () -> saw(ThreadDumps.missing(link), link));
    }

    /** The worker has told what its threads do. Called by the reading thread, which must not be kept. */
    void dumped(String threads, WorkerLink link) {
        Future<?> wait = next;
        if (asked && looked.compareAndSet(false, true)) {
            threadDump = threads;
            if (wait != null) {
                wait.cancel(false);
            }
            later(0, () -> terminate(link));
        }
    }

    /** The threads of the worker, or why there are none; null if it was not asked. */
    @Nullable
    String threadDump() {
        return threadDump;
    }

    private void saw(String nothing, WorkerLink link) {
        if (looked.compareAndSet(false, true)) {
            threadDump = nothing;
            terminate(link);
        }
    }

    private void terminate(WorkerLink link) {
        if (over || job.isDecided()) {
            return;
        }
        link.isEnding(); // nothing new is to be sent there: it would die with the task
        if (over || job.isDecided()) {
            link.endWhenFree(); // it ended in this very moment
            return;
        }
        rung = EndedBy.TERMINATE;
        link.handle().terminateAndKillBelow(reason("when it was interrupted"));
        // Not ended with the ladder: if the task ends now, the process may not, and nothing more is sent to it.
        var unused = pool.threads().after(pool.settings().limits().killGraceNanos(), () -> kill(link));
    }

    private void kill(WorkerLink link) {
        boolean undecided = !over && !job.isDecided();
        if (link.state() != WorkerLink.DEAD && link.handle().isAlive()) {
            if (undecided) {
                rung = EndedBy.KILL; // before the signal: who sees the death tells the rung
            }
            link.handle()
                    .killBecause(
                            undecided
                                    ? reason("when it was interrupted and its process asked to")
                                    : "its process had been asked to end, because of " + job.called()
                                            + ", and did not");
        }
        if (undecided) {
            link.cutNow(job, this);
        }
    }

    private String reason(String when) {
        return job.called() + " was to end, because " + (kind == null ? "it was cancelled" : "its time was up")
                + ", and did not " + when;
    }

    private void later(long nanos, Runnable step) {
        if (!over) {
            next = pool.threads().after(nanos, step);
            if (over) {
                ended(); // it ended while the step was being scheduled
            }
        }
    }

    void ended() {
        over = true;
        Future<?> step = next;
        if (step != null) {
            step.cancel(false);
        }
    }

    /** Tells the outcome of the job, which is marked as done; {@code thrown} is what its code threw at the end, if it did. */
    void tellEnd(WorkerLink link, @Nullable Throwable thrown) {
        if (isTimeout()) {
            job.fail(timeout(link, job.runningId(), thrown));
        } else {
            job.beCancelled(thrown);
        }
    }

    /** The failure of a task whose time was up. */
    TaskTimeoutException timeout(WorkerLink link, long taskId, @Nullable Throwable thrown) {
        return TaskTimeoutException.ended(job, taskId, requireNonNull(kind), link, rung, thrown);
    }
}
