package io.github.threeply.core;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Waits of a counter that need to know nothing about it but its interface. */
final class CounterWaits {
    private static final int SPINS = 64;
    private static final long FIRST_NAP_NANOS = 20_000;
    private static final long LONGEST_NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** Who has waited for long can wait a little longer: a look wakes the processor, and may have to wait for a lock. */
    private static final long LONGEST_LATE_NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final int PART_OF_THE_WAIT = 64;

    private CounterWaits() {}

    /** A look that may end a wait. */
    @FunctionalInterface
    interface Look {
        /** Whether the wait is over; a look that itself must wait does so no longer than this. */
        boolean isOver(long leftNanos) throws InterruptedException;
    }

    /** Looks again and again: right for every counter, also for one that others change from outside. */
    static boolean poll(SharedCounter counter, Wanted wanted, long limitNanos) throws InterruptedException {
        return poll(counter, limitNanos, left -> wanted.isMetBy(counter.get()));
    }

    /** Looks again and again, in pauses that grow. */
    static boolean poll(SharedCounter counter, long limitNanos, Look look) throws InterruptedException {
        long start = System.nanoTime();
        long nap = FIRST_NAP_NANOS;
        long left = limitNanos;
        for (int looks = 0; ; looks++) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (look.isOver(left)) {
                return true;
            }
            left = limitNanos - (System.nanoTime() - start);
            if (left <= 0) {
                return false;
            }
            if (looks < SPINS) {
                Thread.onSpinWait();
            } else {
                looks = SPINS; // no more of them, and no overflow
                LockSupport.parkNanos(counter, Math.min(nap, left));
                nap = Math.min(2 * nap, longestNap(limitNanos - left));
            }
        }
    }

    private static long longestNap(long waitedNanos) {
        return Math.max(LONGEST_NAP_NANOS, Math.min(waitedNanos / PART_OF_THE_WAIT, LONGEST_LATE_NAP_NANOS));
    }

    /** Adds as soon as there is room. */
    static boolean add(SharedCounter counter, long delta, long limitNanos) throws InterruptedException {
        long start = System.nanoTime();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        while (!counter.tryAdd(delta)) {
            Wanted room = room(counter, delta);
            long left = limitNanos - (System.nanoTime() - start);
            if (left <= 0 || room == null || !await(counter, room, Duration.ofNanos(left))) {
                return false;
            }
        }
        return true;
    }

    /** At which values there is room for the sum; {@code null} if the range is too narrow for it ever. */
    static @Nullable Wanted room(SharedCounter counter, long delta) {
        // The width of the range, and the size of the step, may be up to twice what a long can be.
        long width = counter.maximum() - counter.minimum();
        if (Long.compareUnsigned(delta < 0 ? -delta : delta, width) > 0) {
            return null;
        }
        // No overflow, since it can fit.
        return delta < 0 ? new Wanted(counter.minimum() - delta, true) : new Wanted(counter.maximum() - delta, false);
    }

    private static boolean await(SharedCounter counter, Wanted wanted, Duration limit) throws InterruptedException {
        return wanted.above()
                ? counter.tryAwaitAtLeast(wanted.bound(), limit)
                : counter.tryAwaitAtMost(wanted.bound(), limit);
    }
}
