package io.github.threeply.ipc.shared;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** How long to wait, in nanoseconds. */
final class Limits {
    private Limits() {}

    /** Returns a limit, or the nearest to it from 0 to {@link Waits#FOR_EVER} (292 years). */
    static long nanos(Duration limit) {
        requireNonNull(limit, "limit");
        try {
            return Math.max(0, limit.toNanos());
        } catch (ArithmeticException e) {
            return limit.isNegative() ? 0 : Waits.FOR_EVER;
        }
    }

    /** As {@link java.util.concurrent} does before it waits, even if there is nothing to wait for. */
    static void throwIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }
}
