package io.github.threeply.core;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;

/** Turns limits into nanoseconds. */
final class Limits {
    private Limits() {}

    /** The limit in nanoseconds: 0 where it is less, {@code Long.MAX_VALUE} (292 years) where it is longer than that. */
    static long nanos(Duration limit) {
        Objects.requireNonNull(limit, "limit");
        try {
            return Math.max(0, limit.toNanos());
        } catch (ArithmeticException e) {
            return limit.isNegative() ? 0 : Long.MAX_VALUE;
        }
    }

    /** What to throw when the turn did not come within the limit. */
    static TimeoutException ended(Duration limit) {
        return new TimeoutException("others held the guard for all of the limit of " + limit + "; nothing was done");
    }
}
