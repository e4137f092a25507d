package io.github.threeply.ipc.process;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** Turns limits into nanoseconds. */
final class Durations {
    private Durations() {}

    /** The limit in nanoseconds; {@code Long.MAX_VALUE} (292 years) where it is longer than that. */
    static long nanos(Duration limit) {
        requireNonNull(limit, "limit");
        try {
            return limit.toNanos();
        } catch (ArithmeticException e) {
            return limit.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
