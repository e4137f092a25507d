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

    /**
     * The limit in nanoseconds: 0 where it is less, {@code Long.MAX_VALUE} (292 years) where it is longer than that. Never
     * negative, since what is left of a limit near {@code Long.MIN_VALUE} wraps around to a wait for ever.
     */
    static long nanos(Duration limit) {
        try {
            return Math.max(0, limit.toNanos());
        } catch (ArithmeticException e) {
            return limit.isNegative() ? 0 : Long.MAX_VALUE;
        }
    }
}
