package io.github.threeply.patterns;

import java.time.Duration;

/** Turns limits into nanoseconds. */
final class Limits {
    private Limits() {}

    /** The limit in nanoseconds; {@code Long.MAX_VALUE} (292 years) where it is longer than that. */
    static long nanos(Duration limit) {
        try {
            return limit.toNanos();
        } catch (ArithmeticException e) {
            return limit.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }
}
