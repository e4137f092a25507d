package io.github.threeply.core;

import io.github.threeply.core.SharedCounter.Overflow;
import org.jspecify.annotations.Nullable;

/**
 * Which values a counter can have, and what it does at the ends.
 *
 * @param minimum inclusive
 * @param maximum inclusive
 * @param overflow {@code null}: wraps around; then the range is that of {@code long}
 */
record Range(long minimum, long maximum, @Nullable Overflow overflow) {
    static final Range WRAPPING = new Range(Long.MIN_VALUE, Long.MAX_VALUE, null);

    boolean wraps() {
        return overflow == null;
    }

    boolean contains(long value) {
        return minimum <= value && value <= maximum;
    }

    /** Whether the sum is in range, or wraps around by permission. */
    boolean allowsSum(long value, long delta) {
        return wraps() || (!overflows(value, delta) && contains(value + delta));
    }

    /** The value of the counter after the addition. */
    long sum(long value, long delta) {
        if (allowsSum(value, delta)) {
            return value + delta;
        }
        if (overflow == Overflow.THROW) {
            throw new CounterOverflowException("add(" + delta + ") to " + value, minimum, maximum);
        }
        if (overflows(value, delta)) {
            return delta < 0 ? minimum : maximum;
        }
        return clamp(value + delta);
    }

    /** The value that the counter takes when it is to take {@code value}. */
    long fit(String operation, long value) {
        if (contains(value)) {
            return value;
        }
        if (overflow == Overflow.THROW) {
            throw outside(operation, value);
        }
        return clamp(value);
    }

    /** For what never saturates. */
    void requireInside(String operation, long value) {
        if (!contains(value)) {
            throw outside(operation, value);
        }
    }

    private CounterOverflowException outside(String operation, long value) {
        return new CounterOverflowException(operation + " to " + value, minimum, maximum);
    }

    private long clamp(long value) {
        return Math.max(minimum, Math.min(maximum, value));
    }

    /** Whether the sum leaves the range of {@code long}: both have one sign, and the sum has the other. */
    private static boolean overflows(long value, long delta) {
        long sum = value + delta;
        return ((value ^ sum) & (delta ^ sum)) < 0;
    }

    @Override
    public String toString() {
        return wraps() ? "wraps around" : minimum + " to " + maximum + ", " + overflow;
    }
}
