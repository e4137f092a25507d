package io.github.threeply.core;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits of a counter that need to know nothing about it but its interface. */
final class CounterWaits {
    private static final int SPINS = 64;
    private static final long FIRST_NAP_NANOS = 20_000;
    private static final long LONGEST_NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private CounterWaits() {}

    /** An attempt to add. */
    @FunctionalInterface
    interface Attempt {
        /** Adds if the sum is in range, and if the turn comes in time. */
        boolean tryAdd(long delta, long leftNanos) throws InterruptedException;
    }

    /** Looks again and again, in pauses that grow: right for every counter, also for one that others change from outside. */
    static boolean poll(SharedCounter counter, Wanted wanted, long limitNanos) throws InterruptedException {
        long start = System.nanoTime();
        long nap = FIRST_NAP_NANOS;
        for (int look = 0; ; look++) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (wanted.isMetBy(counter.get())) {
                return true;
            }
            long left = limitNanos - (System.nanoTime() - start);
            if (left <= 0) {
                return false;
            }
            if (look < SPINS) {
                Thread.onSpinWait();
            } else {
                look = SPINS; // no more of them, and no overflow
                LockSupport.parkNanos(counter, Math.min(nap, left));
                nap = Math.min(2 * nap, LONGEST_NAP_NANOS);
            }
        }
    }

    /** Adds as soon as there is room. */
    static boolean add(SharedCounter counter, long delta, long limitNanos, Attempt attempt)
            throws InterruptedException {
        long start = System.nanoTime();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        for (long left = limitNanos; ; left = limitNanos - (System.nanoTime() - start)) {
            if (attempt.tryAdd(delta, left)) {
                return true;
            }
            left = limitNanos - (System.nanoTime() - start);
            if (left <= 0 || !canEverFit(counter, delta) || !awaitRoom(counter, delta, left)) {
                return false;
            }
        }
    }

    /** Whether the range is wide enough. Its width, and the size of the step, may be up to twice what a long can be. */
    private static boolean canEverFit(SharedCounter counter, long delta) {
        long width = counter.maximum() - counter.minimum();
        return Long.compareUnsigned(delta < 0 ? -delta : delta, width) <= 0;
    }

    private static boolean awaitRoom(SharedCounter counter, long delta, long limitNanos) throws InterruptedException {
        Duration limit = Duration.ofNanos(limitNanos);
        // No overflow, since it can fit.
        return delta < 0
                ? counter.tryAwaitAtLeast(counter.minimum() - delta, limit)
                : counter.tryAwaitAtMost(counter.maximum() - delta, limit);
    }
}
