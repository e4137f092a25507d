package io.github.threeply.ipc.process;

import io.github.threeply.ipc.process.TaskTimeoutException.EndedBy;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Ends the code of one task: interrupt, then SIGTERM to its process, then SIGKILL to the process and all below it. */
final class StopLadder {
    private final PoolCore pool;
    private final Job job;
    private final boolean timeout;
    private volatile EndedBy rung = EndedBy.INTERRUPT;
    private volatile boolean over;
    private volatile @Nullable Future<?> next;

    StopLadder(PoolCore pool, Job job, boolean timeout) {
        this.pool = pool;
        this.job = job;
        this.timeout = timeout;
    }

    /** Whether it climbs because the time was up; else because of a cancellation. */
    boolean isTimeout() {
        return timeout;
    }

    EndedBy rung() {
        return rung;
    }

    void start() {
        interrupt();
        later(pool.settings().limits().cancelGraceNanos(), this::terminate);
    }

    /** Again, if the job has gone to another worker since. */
    void interrupt() {
        WorkerLink link = job.link();
        if (link != null) {
            if (job.state() == Job.STARTED) {
                link.pause(); // what waits behind it should not have to wait, nor die with it
            }
            link.postCancel(job, job.interruptAux(this));
        }
    }

    private void terminate() {
        WorkerLink link = job.link();
        if (over || job.isDone() || link == null) {
            return;
        }
        if (job.state() != Job.STARTED) {
            later(
                    pool.settings().limits().cancelGraceNanos(),
                    this::terminate); // another task is running there: not to blame
            return;
        }
        link.pause();
        rung = EndedBy.TERMINATE;
        link.handle().terminateAndKillBelow();
        later(pool.settings().limits().killGraceNanos(), this::kill);
    }

    private void kill() {
        WorkerLink link = job.link();
        if (!over && !job.isDone() && link != null) {
            rung = EndedBy.KILL;
            link.handle().kill();
        }
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
}
