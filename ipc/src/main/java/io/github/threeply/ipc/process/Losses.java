package io.github.threeply.ipc.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Decides what becomes of a task whose worker was lost while it ran: it fails, is run again, or is kept out for good. */
final class Losses {
    private static final long FIRST_PAUSE_NANOS = 100_000_000;
    private static final long LONGEST_PAUSE_NANOS = 10_000_000_000L;

    private final PoolCore pool;
    private final Set<Job> pausing = ConcurrentHashMap.newKeySet(); // to be queued again after their pause

    Losses(PoolCore pool) {
        this.pool = pool;
    }

    /** How long a task waits before it runs again after so many losses: 0.1, 0.4, 1.6 ... seconds. */
    static long pauseNanos(int losses) {
        return losses > 4 ? LONGEST_PAUSE_NANOS : FIRST_PAUSE_NANOS << (2 * (losses - 1));
    }

    /**
     * A worker was lost while it ran the job, or may have run it.
     *
     * @param failure what the job fails with, if it is not run again
     * @param blamed whether the worker may have died of the job; not so if the pool ended it for another reason
     */
    void lost(Job job, WorkerExit exit, Throwable failure, boolean blamed) {
        if (job.unfinished() == 0) {
            job.markDone();
            job.fail(failure); // nobody is told: all outcomes are known
            return;
        }
        List<WorkerExit> before = job.lost();
        List<WorkerExit> lost = new ArrayList<>(before);
        lost.add(exit);
        job.facts().lost = List.copyOf(lost);
        PoisonTaskException poison = blamed ? pool.quarantine().died(job, exit, failure) : null;
        if (poison == null && lost.size() <= job.reruns()) {
            runAgain(job, failure, pauseNanos(lost.size()));
            return;
        }
        if (poison != null) {
            pool.events().quarantined(job, poison);
        }
        job.markDone();
        job.fail(poison == null ? failure : poison);
    }

    private void runAgain(Job job, Throwable failure, long pause) {
        pool.events().retried(job, failure);
        pausing.add(job);
        job.runAgain();
        // Paired with Cancelling, which sets the wish and then looks at the state: one of the two sees the other.
        if (pool.cancelling().endIfWanted(job)) {
            pausing.remove(job);
            return;
        }
        var unused = pool.threads().after(pause, () -> {
            if (pausing.remove(job)) {
                pool.requeue(job);
                pool.placement().wakeAll();
            }
        });
        // Paired with the end of the pool, which changes its life and then takes out all that waits.
        pool.dropIfEnded();
    }

    /** Takes out all jobs that wait for their next run. */
    List<Job> takeAll() {
        List<Job> all = new ArrayList<>();
        for (Job job : waiting()) {
            if (pausing.remove(job)) { // else its pause is over, and it is in the queue
                all.add(job);
            }
        }
        return all;
    }

    /** The jobs that wait for their next run; for looking only. */
    List<Job> waiting() {
        return new ArrayList<>(pausing);
    }
}
