package io.github.threeply.patterns;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** Checks limits, and turns them into nanoseconds. */
final class Limits {
    private Limits() {}

    static Duration checkGrace(Duration grace) {
        if (requireNonNull(grace, "grace").isNegative()) {
            throw new IllegalArgumentException("grace must not be negative, but was " + grace);
        }
        return grace;
    }

    /** The limit in nanoseconds; {@code Long.MAX_VALUE} (292 years) where it is longer than that. */
    static long nanos(Duration limit) {
        try {
            return limit.toNanos();
        } catch (ArithmeticException e) {
            return limit.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
