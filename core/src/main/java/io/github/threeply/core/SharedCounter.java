package io.github.threeply.core;

import java.util.function.LongUnaryOperator;

/**
 * One number that many threads change.
 *
 * <p>Which way of excluding others stands behind it is pluggable: one atomic word, or any {@link LockStrategy}. All of
 * them are exact. Every operation takes effect at one instant between its call and its return; {@link #add} returns the
 * value that it made, and no two calls of {@link #increment} on a counter that only grows return the same one. Only a
 * counter over {@link LockStrategy#none} promises nothing: it is there to show the race.
 *
 * <p><b>Bounds.</b> A counter may have an inclusive range. A change that would leave it is refused, throws, or stops at
 * the bound, as its {@link Overflow} says; to check and to change is one step. Without a range the number wraps around at
 * the ends of {@code long}, as {@link java.util.concurrent.atomic.AtomicLong} does.
 *
 * <p><b>Memory consistency effects.</b> As a volatile variable: what a thread did before it changed the counter
 * <i>happens-before</i> what another does after it has seen that change.
 */
public interface SharedCounter {

    /**
     * Returns the value.
     *
     * @return the value
     */
    long get();

    /**
     * Stores a value.
     *
     * @param value the new value
     * @throws CounterOverflowException if it is out of range and the counter throws; one that saturates stores the bound
     */
    void set(long value);

    /**
     * Adds a number, which may be negative.
     *
     * @param delta what to add
     * @return the new value
     * @throws CounterOverflowException if the sum is out of range and the counter throws; the value is as before
     */
    long add(long delta);

    /**
     * Adds a number if the sum is in range.
     *
     * @param delta what to add
     * @return whether it was added; always true without a range
     */
    boolean tryAdd(long delta);

    /**
     * Stores a value and returns the one before: with 0, a reset that loses nothing.
     *
     * @param value the new value
     * @return the value before
     * @throws CounterOverflowException if it is out of range and the counter throws; the value is as before
     */
    long getAndSet(long value);

    /**
     * Stores a value if the counter holds the expected one.
     *
     * @param expected the value it must hold
     * @param value the new value
     * @return whether it held the expected value, and now holds the new one
     * @throws CounterOverflowException if {@code value} is out of range, whatever the counter does at its bounds
     */
    boolean compareAndSet(long expected, long value);

    /**
     * Replaces the value by a function of it.
     *
     * @param function the function; it may be applied again if another change comes between, so it must have no effect,
     *     and must not use this counter
     * @return the new value
     * @throws CounterOverflowException if the new value is out of range and the counter throws; the value is as before
     */
    long update(LongUnaryOperator function);

    /**
     * Adds 1.
     *
     * @return the new value
     * @throws CounterOverflowException as {@link #add}
     */
    default long increment() {
        return add(1);
    }

    /**
     * Subtracts 1.
     *
     * @return the new value
     * @throws CounterOverflowException as {@link #add}
     */
    default long decrement() {
        return add(-1);
    }

    /**
     * Returns the least value that the counter can have.
     *
     * @return the inclusive lower bound; {@link Long#MIN_VALUE} without a range
     */
    default long minimum() {
        return Long.MIN_VALUE;
    }

    /**
     * Returns the greatest value that the counter can have.
     *
     * @return the inclusive upper bound; {@link Long#MAX_VALUE} without a range
     */
    default long maximum() {
        return Long.MAX_VALUE;
    }

    /** What a counter with a range does when a change would leave it. */
    enum Overflow {
        /** Throws {@link CounterOverflowException}, and keeps its value. */
        THROW,
        /** Stops at the bound. */
        SATURATE
    }
}
