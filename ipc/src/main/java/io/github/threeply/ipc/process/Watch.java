package io.github.threeply.ipc.process;

import io.github.threeply.ipc.process.TaskTimeoutException.Kind;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the limits of all tasks and at workers that say nothing, from time to time: when the next limit may be over, at
 * the latest after a second. No task has a timer of its own; one with limits only makes the next look earlier if its own
 * limit is over before. A look that takes long, because much waits, is followed by a pause in proportion.
 */
final class Watch {
    private static final long LONGEST_PAUSE_NANOS = 1_000_000_000;
    private static final long SHORTEST_PAUSE_NANOS = 200_000;

    private static final long AFTER_SLEEP_NANOS = 100_000_000;

    /** At most this part of a core is spent on looking. */
    private static final long SHARE = 20;

    private final PoolCore pool;
    private volatile boolean waitsAreLimited; // for some job, once
    private volatile long nextLook = System.nanoTime() + LONGEST_PAUSE_NANOS; // written under the monitor
    private @Nullable Future<?> timer; // under the monitor
    private boolean wasLate; // under the monitor

    Watch(PoolCore pool) {
        this.pool = pool;
    }

    void start() {
        schedule(System.nanoTime() + LONGEST_PAUSE_NANOS, true);
    }

    /** A job with a limited wait is in the queue, or will be at once. */
    void queued(Job job) {
        long now = System.nanoTime();
        long left = job.leftToStart(now);
        if (left != TaskTerms.NO_LIMIT) {
            waitsAreLimited = true;
            within(now + left);
        }
    }

    /** The code of a job has begun to run. Whoever learns of that in another way than by a frame must call this too. */
    void started(Job job) {
        TaskTerms terms = job.terms;
        if (terms != null && terms.limitsTheRun()) {
            within(job.startedNanos() + Math.min(terms.runNanos, terms.progressNanos));
        }
    }

    private void within(long at) {
        if (at - nextLook < 0) {
            schedule(at, false);
        }
    }

    private synchronized void schedule(long at, boolean first) {
        if (!first && at - nextLook >= 0) {
            return;
        }
        nextLook = at;
        Future<?> before = timer;
        if (before != null) {
            before.cancel(false);
        }
        timer = pool.threads().after(Math.max(0, at - System.nanoTime()), this::look);
    }

    private void look() {
        long now = System.nanoTime();
        synchronized (this) {
            boolean late = now - nextLook > LONGEST_PAUSE_NANOS;
            // Limits that are told of while this looks arrange for a look of their own.
            nextLook = now + 2 * LONGEST_PAUSE_NANOS;
            timer = null;
            if (late && !wasLate) {
                // This process was stopped itself. What the workers have said meanwhile is to be heard first.
                wasLate = true;
                schedule(now + AFTER_SLEEP_NANOS, false);
                return;
            }
            wasLate = false;
        }
        long pause = LONGEST_PAUSE_NANOS;
        try {
            pause = Math.min(pause, lookAtLinks(now));
            if (waitsAreLimited) {
                pause = Math.min(pause, lookAtWaits(now));
            }
        } catch (RuntimeException | Error e) { // no memory, no thread: the next look may do better
            Logging.watchFailed(pool.settings().name(), e);
        }
        long done = System.nanoTime();
        schedule(Math.max(now + pause, done + leastPause(done - now)), false);
    }

    /**
     * How long to pause at least after a look that took so long. At most the longest pause: a look takes long also where
     * this process gets no time, and then the tasks are not to run on for a multiple of that.
     */
    static long leastPause(long tookNanos) {
        return Math.max(SHORTEST_PAUSE_NANOS, Math.min(LONGEST_PAUSE_NANOS, SHARE * tookNanos));
    }

    private long lookAtLinks(long now) {
        long next = LONGEST_PAUSE_NANOS;
        for (WorkerLink link : pool.placement().links()) {
            Job job = link.running();
            if (job != null && job.terms != null && job.stateNow() == Job.STARTED && job.ladder() == null) {
                Kind over = job.terms.overdue(job.startedNanos(), job.lastSignNanos(), now);
                if (over != null) {
                    pool.cancelling().timeIsUp(job, over);
                } else {
                    next = Math.min(next, job.terms.left(job.startedNanos(), job.lastSignNanos(), now));
                }
            }
            next = Math.min(next, link.watch().look(now));
        }
        return next;
    }

    private long lookAtWaits(long now) {
        long next = LONGEST_PAUSE_NANOS;
        for (Job job : pool.waiting()) {
            next = Math.min(next, lookAtWait(job, now));
        }
        for (WorkerLink link : pool.placement().links()) {
            for (Job job : link.jobs()) {
                next = Math.min(next, lookAtWait(job, now));
            }
        }
        return next;
    }

    private long lookAtWait(Job job, long now) {
        long left = job.leftToStart(now);
        if (left > 0) {
            return left;
        }
        if (job.stateNow() < Job.STARTED) {
            pool.cancelling().waitIsOver(job);
        }
        return LONGEST_PAUSE_NANOS;
    }

    /** Of these jobs, which were taken from the queue, keeps those that may run; the others have their outcome then. */
    int turnAway(@Nullable Job[] jobs, int count) {
        if (!waitsAreLimited && pool.quarantine().isEmpty()) {
            return count;
        }
        int kept = 0;
        for (int i = 0; i < count; i++) {
            Job job = jobs[i];
            Job passed = job == null ? null : pass(job); // if this throws, all that is left is in its place
            jobs[i] = null;
            if (passed != null) {
                jobs[kept++] = passed;
            }
        }
        return kept;
    }

    /** What of a job that was taken from the queue may be sent to a worker; if nothing, it has its outcome then. */
    private @Nullable Job pass(Job job) {
        if (job.terms != null && job.leftToStart(System.nanoTime()) <= 0) {
            pool.cancelling().waitIsOver(job);
            return null;
        }
        if (pool.quarantine().isEmpty()) {
            return job;
        }
        return job instanceof Block block ? passItems(block) : passUnlessPoison(job);
    }

    private @Nullable Job passUnlessPoison(Job job) {
        PoisonTaskException poison = pool.quarantine().refusal(job);
        if (poison == null) {
            return job;
        }
        if (job.takeFromQueue()) {
            job.fail(poison);
        }
        return null;
    }

    /** The items before the first that is refused go, as a block of their own; those behind it go back to the queue. */
    private @Nullable Job passItems(Block block) {
        int refused = block.firstRefused(pool.quarantine());
        if (refused < 0) {
            return block;
        }
        Block head = block.tasks() == 1 ? block : block.divide(Math.max(1, refused), pool);
        return head == null || refused > 0 ? head : passUnlessPoison(head);
    }
}
