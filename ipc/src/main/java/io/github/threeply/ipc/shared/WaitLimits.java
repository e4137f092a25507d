package io.github.threeply.ipc.shared;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** How long to wait, in nanoseconds. */
final class WaitLimits {
    private WaitLimits() {}

    /** Returns a limit, or the nearest to it that there is from 0 up. */
    static long nanos(Duration limit) {
        requireNonNull(limit, "limit");
        try {
            return limit.isNegative() ? 0 : limit.toNanos();
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }

    /** As {@link java.util.concurrent} does before it waits, even if there is nothing to wait for. */
    static void throwIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }
}
