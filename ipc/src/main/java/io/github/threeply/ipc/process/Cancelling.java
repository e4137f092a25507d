package io.github.threeply.ipc.process;

import java.time.Duration;

/** Ends tasks before their time: at the will of the caller, or because their time is up. */
final class Cancelling {
    private final PoolCore pool;

    Cancelling(PoolCore pool) {
        this.pool = pool;
    }

    /** Begins to watch the limits of what runs, if there are any. */
    void start() {
        Duration limit = pool.settings().limits().taskTimeout();
        if (limit != null) {
            watch(limit.toNanos());
        }
    }

    boolean cancel(Job job, boolean interrupt) {
        while (true) {
            switch (job.state()) {
                case Job.QUEUED -> {
                    if (job.takeFromQueue()) {
                        job.beCancelled(null);
                        return true;
                    }
                }
                case Job.SENT -> {
                    job.wantCancel();
                    WorkerLink link = job.link();
                    long sequence = job.sequence();
                    if (interrupt) {
                        climb(job, false);
                    } else if (link != null) {
                        link.postCancel(job, 0);
                    }
                    boolean moved = job.state() == Job.QUEUED || job.link() != link || job.sequence() != sequence;
                    if (!moved) {
                        return true;
                    }
                }
                case Job.STARTED -> {
                    return interrupt && climb(job, false);
                }
                default -> {
                    return false;
                }
            }
        }
    }

    /** False if it was on a ladder, or has ended. */
    private boolean climb(Job job, boolean timeout) {
        StopLadder ladder = new StopLadder(pool, job, timeout);
        if (job.climb(ladder)) {
            ladder.start();
            return true;
        }
        StopLadder before = job.ladder();
        if (before != null && !before.isTimeout()) {
            before.interrupt();
            return !timeout;
        }
        return false;
    }

    private void watch(long limitNanos) {
        long now = System.nanoTime();
        long next = limitNanos; // a task that starts from now on has at least so long
        for (WorkerLink link : pool.placement().links()) {
            Job job = link.running();
            if (job != null && job.state() == Job.STARTED && job.ladder() == null) {
                long left = job.startedNanos() + limitNanos - now;
                if (left <= 0) {
                    climb(job, true);
                } else {
                    next = Math.min(next, left);
                }
            }
        }
        var unused = pool.threads().after(Math.max(next, 100_000), () -> watch(limitNanos));
    }
}
