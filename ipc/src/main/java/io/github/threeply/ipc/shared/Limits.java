package io.github.threeply.ipc.shared;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** How long to wait, in nanoseconds. */
final class Limits {
    private Limits() {}

    /** Returns a limit, or the nearest to it that there is. */
    static long nanos(Duration limit) {
        requireNonNull(limit, "limit");
        try {
            return limit.toNanos();
        } catch (ArithmeticException e) {
            return limit.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    /** As {@link java.util.concurrent} does before it waits, even if there is nothing to wait for. */
    static void throwIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }
}
