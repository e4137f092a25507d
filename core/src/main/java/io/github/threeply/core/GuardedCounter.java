package io.github.threeply.core;

import static java.util.Objects.requireNonNull;

import io.github.threeply.core.Guard.LongBody;
import java.util.function.LongUnaryOperator;

/**
 * A counter whose number lives in a cell that is only touched inside a guard.
 *
 * <p>What every addition goes through allocates nothing: the bodies below capture nothing and are made once, the counter
 * is their state. Only {@code compareAndSet} and {@code update}, which need a second argument, make a small body.
 */
final class GuardedCounter implements SharedCounter {
    private static final LongBody<GuardedCounter> GET = (counter, ignored) -> counter.cell.get();
    private static final LongBody<GuardedCounter> ADD =
            (counter, delta) -> counter.store(counter.range.sum(counter.cell.get(), delta));
    private static final LongBody<GuardedCounter> TRY_ADD = GuardedCounter::addIfAllowed;
    private static final LongBody<GuardedCounter> GET_AND_SET = GuardedCounter::exchange;

    private final String strategyName;
    private final Guard guard;
    private final LongCell cell;
    private final Range range;

    GuardedCounter(LockStrategy strategy, LongCell cell, Range range) {
        this.strategyName = strategy.toString();
        this.guard = requireNonNull(strategy.newGuard(), "the guard of the lock strategy");
        this.cell = cell;
        this.range = range;
    }

    @Override
    public long get() {
        return guard.readLong(this, 0, GET);
    }

    @Override
    public void set(long value) {
        guard.writeLong(this, range.fit("set", value), GET_AND_SET);
    }

    @Override
    public long add(long delta) {
        return guard.writeLong(this, delta, ADD);
    }

    @Override
    public boolean tryAdd(long delta) {
        return guard.writeLong(this, delta, TRY_ADD) != 0;
    }

    @Override
    public long getAndSet(long value) {
        return guard.writeLong(this, range.fit("getAndSet", value), GET_AND_SET);
    }

    @Override
    public boolean compareAndSet(long expected, long value) {
        range.requireInside("compareAndSet", value);
        return guard.writeLong(this, expected, (counter, wanted) -> {
                    if (counter.cell.get() != wanted) {
                        return 0;
                    }
                    counter.cell.set(value);
                    return 1;
                })
                != 0;
    }

    @Override
    public long update(LongUnaryOperator function) {
        requireNonNull(function, "function");
        return guard.writeLong(this, 0, (counter, ignored) -> {
            long after = function.applyAsLong(counter.cell.get());
            return counter.store(counter.range.fit("update", after));
        });
    }

    @Override
    public long minimum() {
        return range.minimum();
    }

    @Override
    public long maximum() {
        return range.maximum();
    }

    private long store(long value) {
        cell.set(value);
        return value;
    }

    private long addIfAllowed(long delta) {
        long value = cell.get();
        if (!range.allowsSum(value, delta)) {
            return 0;
        }
        cell.set(value + delta);
        return 1;
    }

    private long exchange(long value) {
        long before = cell.get();
        cell.set(value);
        return before;
    }

    /** Without the value: to read it could wait. */
    @Override
    public String toString() {
        return "SharedCounter[locked by " + strategyName + ", " + range + "]";
    }
}
