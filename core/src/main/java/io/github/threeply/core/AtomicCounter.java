package io.github.threeply.core;

import static java.util.Objects.requireNonNull;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.LongUnaryOperator;

/**
 * A counter in one atomic word, without bounds. All accesses are volatile: they are what {@link SharedCounter} promises,
 * and weaker ones would be no faster where it counts, in the contended addition.
 */
final class AtomicCounter extends AwaitableCounter {
    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup()
                    .findVarHandle(AtomicCounter.class, "value", long.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile long value;

    AtomicCounter(long initial) {
        value = initial;
    }

    @Override
    public long get() {
        return value;
    }

    @Override
    public void set(long newValue) {
        getAndSet(newValue); // as fast as a volatile write, and tells those who wait what was before
    }

    @Override
    long look() {
        return value;
    }

    @Override
    public long add(long delta) {
        long before = (long) VALUE.getAndAdd(this, delta);
        changed(before, before + delta);
        return before + delta;
    }

    @Override
    public boolean tryAdd(long delta) {
        add(delta);
        return true;
    }

    @Override
    public long getAndSet(long newValue) {
        long before = (long) VALUE.getAndSet(this, newValue);
        changed(before, newValue);
        return before;
    }

    @Override
    public boolean compareAndSet(long expected, long newValue) {
        if (!VALUE.compareAndSet(this, expected, newValue)) {
            return false;
        }
        changed(expected, newValue);
        return true;
    }

    @Override
    public long update(LongUnaryOperator function) {
        requireNonNull(function, "function");
        while (true) {
            long before = value;
            long after = function.applyAsLong(before);
            if (compareAndSet(before, after)) {
                return after;
            }
        }
    }

    @Override
    public String toString() {
        return "SharedCounter[" + value + ", atomic]";
    }
}
