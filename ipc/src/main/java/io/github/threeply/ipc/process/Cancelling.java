package io.github.threeply.ipc.process;

import io.github.threeply.ipc.process.TaskTimeoutException.Kind;
import org.jspecify.annotations.Nullable;

/** Ends tasks before their time: at the will of the caller, or because their time is up. */
final class Cancelling {
    private final PoolCore pool;

    Cancelling(PoolCore pool) {
        this.pool = pool;
    }

    boolean cancel(Job job, boolean interrupt) {
        while (true) {
            switch (job.stateNow()) {
                case Job.QUEUED -> {
                    if (job.takeFromQueue()) {
                        job.forget();
                        tellEnd(job);
                        pool.diedInQueue();
                        return true;
                    }
                }
                case Job.SENT -> {
                    job.wantCancel();
                    WorkerLink link = job.link();
                    long sequence = job.sequence();
                    if (interrupt) {
                        climb(job, null);
                    } else if (link != null) {
                        link.postDrop(job, 0);
                    }
                    boolean moved = job.stateNow() == Job.QUEUED || job.link() != link || job.sequence() != sequence;
                    if (!moved) {
                        return true;
                    }
                }
                case Job.STARTED -> {
                    if (!interrupt || !climb(job, null)) {
                        return false;
                    }
                    if (job.stateNow() != Job.QUEUED) {
                        return true;
                    }
                    // Its worker was lost meanwhile, and it waits to be run again.
                }
                default -> {
                    return false;
                }
            }
        }
    }

    /** A limit of the job's run is over. */
    void timeIsUp(Job job, Kind kind) {
        if (climb(job, kind) && job.stateNow() == Job.QUEUED) {
            endIfWanted(job); // its worker was lost meanwhile; who queued it again may not have seen the ladder
        }
    }

    /** The job has waited too long for its start. If it starts at this very moment it may run. */
    void waitIsOver(Job job) {
        if (job.takeFromQueue()) {
            job.fail(TaskTimeoutException.neverStarted(job));
            return;
        }
        WorkerLink link = job.link();
        TaskFacts facts = job.facts();
        if (job.stateNow() == Job.SENT && link != null && !facts.dropAsked) {
            facts.dropAsked = true;
            link.postDrop(job, 0);
        }
    }

    /** Ends a job that has just come back to the queue, if somebody wants it ended. True if this did. */
    boolean endIfWanted(Job job) {
        if ((job.cancelWanted() || job.ladder() != null) && job.takeFromQueue()) {
            tellEnd(job);
            return true;
        }
        return false;
    }

    /** A worker has dropped the job before its start; it is marked as done. */
    void dropped(Job job) {
        TaskFacts facts = job.factsIfAny();
        if (facts != null && facts.dropAsked && !job.cancelWanted() && job.ladder() == null) {
            job.fail(TaskTimeoutException.neverStarted(job));
        } else {
            tellEnd(job);
        }
    }

    /** Tells the outcome of a job that was to be ended, and is marked as done. */
    private static void tellEnd(Job job) {
        StopLadder ladder = job.ladder();
        WorkerLink link = job.link();
        if (ladder != null && link != null) {
            ladder.tellEnd(link, null);
        } else {
            job.beCancelled(null);
        }
    }

    /** False if it was on a ladder, or has ended. */
    private boolean climb(Job job, @Nullable Kind kind) {
        StopLadder ladder = new StopLadder(pool, job, kind);
        if (job.climb(ladder)) {
            ladder.start();
            return true;
        }
        StopLadder before = job.ladder();
        if (before != null && !before.isTimeout()) {
            before.interrupt();
            return kind == null;
        }
        return false;
    }
}
