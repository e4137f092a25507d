package io.github.threeply.core;

import static java.util.Objects.requireNonNull;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.LongUnaryOperator;

/**
 * A counter in one atomic word that stays in a range. The check and the change are one step because the word is swapped
 * only if it still holds what was checked; who loses that race looks again.
 */
final class BoundedAtomicCounter extends AwaitableCounter {
    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup()
                    .findVarHandle(BoundedAtomicCounter.class, "value", long.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Range range;
    private volatile long value;

    BoundedAtomicCounter(Range range, long initial) {
        this.range = range;
        this.value = initial;
    }

    @Override
    public long get() {
        return value;
    }

    @Override
    public void set(long newValue) {
        exchange(range.fit("set", newValue));
    }

    @Override
    long look() {
        return value;
    }

    @Override
    public long add(long delta) {
        while (true) {
            long before = value;
            long after = range.sum(before, delta);
            if (swap(before, after)) {
                return after;
            }
        }
    }

    @Override
    public boolean tryAdd(long delta) {
        while (true) {
            long before = value;
            if (!range.allowsSum(before, delta)) {
                return false;
            }
            if (swap(before, before + delta)) {
                return true;
            }
        }
    }

    @Override
    public long getAndSet(long newValue) {
        return exchange(range.fit("getAndSet", newValue));
    }

    @Override
    public boolean compareAndSet(long expected, long newValue) {
        range.requireInside("compareAndSet", newValue);
        return swap(expected, newValue);
    }

    @Override
    public long update(LongUnaryOperator function) {
        requireNonNull(function, "function");
        while (true) {
            long before = value;
            long after = range.fit("update", function.applyAsLong(before));
            if (swap(before, after)) {
                return after;
            }
        }
    }

    private boolean swap(long before, long after) {
        if (!VALUE.compareAndSet(this, before, after)) {
            return false;
        }
        changed(before, after);
        return true;
    }

    private long exchange(long newValue) {
        long before = (long) VALUE.getAndSet(this, newValue);
        changed(before, newValue);
        return before;
    }

    @Override
    public long minimum() {
        return range.minimum();
    }

    @Override
    public long maximum() {
        return range.maximum();
    }

    @Override
    public String toString() {
        return "SharedCounter[" + value + ", atomic, " + range + "]";
    }
}
