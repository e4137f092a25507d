package io.github.threeply.core;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

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
 * <p><b>Waiting for a value.</b> {@link #awaitAtLeast} and {@link #awaitAtMost} wait until the counter has a value on one
 * side of a bound: so many done, none left in flight. The change that takes it there releases all who wait for that, even
 * if the value goes back at once; values around a change that was still under way when the wait began count too. Nobody
 * looks again and again meanwhile, and a change that nobody waits for costs one look more. That holds for a counter whose
 * number lives on the heap. Where others may change the number from outside, in shared memory or in a
 * {@linkplain Builder#in given cell}, a wait looks for itself, and can miss a value that is gone before the next look: that
 * is after at most a millisecond, for one who has waited longer after a sixty-fourth of that time, and after at most twenty
 * milliseconds. A look at a counter over a lock takes the lock.
 *
 * <p><b>Memory consistency effects.</b> As a volatile variable: what a thread did before it changed the counter
 * <i>happens-before</i> what another does after it has seen that change, by reading it or
 * by having waited for it.
 */
public interface SharedCounter {

    /**
     * Makes a counter in one atomic word, at 0 and without a range.
     *
     * @return the counter
     */
    static SharedCounter atomic() {
        return new AtomicCounter(0);
    }

    /**
     * Makes a counter on the heap that is changed under a guard of its own, at 0 and without a range.
     *
     * @param strategy how to exclude others
     * @return the counter
     */
    static SharedCounter lockedBy(LockStrategy strategy) {
        return builder().lockedBy(strategy).build();
    }

    /**
     * Returns a builder of counters. As it comes, it makes what {@link #atomic} makes.
     *
     * @return the builder
     */
    static Builder builder() {
        return new Builder();
    }

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
     * Replaces the value by a function of it. If the function throws, the value is as before.
     *
     * <p>An atomic counter applies the function again if another change comes between; so a function that changes this
     * counter itself is applied again until it no longer does. A locked one applies it once, inside its guard, and
     * everybody else waits meanwhile; a function that uses this counter itself gets an exception there.
     *
     * @param function the function; it should be short, must have no effect, and must not use this counter
     * @return the new value
     * @throws CounterOverflowException if the new value is out of range and the counter throws; the value is as before
     * @throws IllegalStateException if the function uses this counter, and the counter is locked
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
     * Adds a number as soon as the sum is in range, if that is so within the limit. Waits for others to make room, and
     * for the turn in the guard of a locked counter. Those who wait for room get it in no order.
     *
     * @param delta what to add
     * @param limit how long to wait at most; zero or less does not wait
     * @return whether it was added; false at once if the range is too small for it ever
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing was added
     * @throws UnsupportedOperationException if the strategy cannot limit a wait ({@link #isTimed}); nothing was added
     */
    default boolean tryAdd(long delta, Duration limit) throws InterruptedException {
        return CounterWaits.add(this, delta, Limits.nanos(limit));
    }

    /**
     * Tells whether {@link #tryAdd(long, Duration)} can be used: not if the counter is locked by a strategy that cannot
     * limit a wait, as a monitor.
     *
     * @return whether additions can be limited in time
     */
    default boolean isTimed() {
        return true;
    }

    /**
     * Waits until the value is at least a bound.
     *
     * @param bound the least value to wait for, inclusive
     * @throws InterruptedException if the thread is interrupted before or while it waits
     * @throws IllegalArgumentException if the range ends below the bound, so that the wait could not end
     */
    default void awaitAtLeast(long bound) throws InterruptedException {
        CounterWaits.poll(this, Wanted.atLeast(bound, this), Long.MAX_VALUE);
    }

    /**
     * Waits until the value is at least a bound, or the limit ends. A locked counter is looked at inside its guard, whose
     * turn is waited for besides.
     *
     * @param bound the least value to wait for, inclusive
     * @param limit how long to wait at most; zero or less does not wait
     * @return whether there was such a value
     * @throws InterruptedException if the thread is interrupted before or while it waits
     * @throws IllegalArgumentException if the range ends below the bound
     */
    default boolean tryAwaitAtLeast(long bound, Duration limit) throws InterruptedException {
        return CounterWaits.poll(this, Wanted.atLeast(bound, this), Limits.nanos(limit));
    }

    /**
     * Waits until the value is at most a bound: with 0, until nothing is left.
     *
     * @param bound the greatest value to wait for, inclusive
     * @throws InterruptedException if the thread is interrupted before or while it waits
     * @throws IllegalArgumentException if the range begins above the bound, so that the wait could not end
     */
    default void awaitAtMost(long bound) throws InterruptedException {
        CounterWaits.poll(this, Wanted.atMost(bound, this), Long.MAX_VALUE);
    }

    /**
     * Waits until the value is at most a bound, or the limit ends. A locked counter is looked at inside its guard, whose
     * turn is waited for besides.
     *
     * @param bound the greatest value to wait for, inclusive
     * @param limit how long to wait at most; zero or less does not wait
     * @return whether there was such a value
     * @throws InterruptedException if the thread is interrupted before or while it waits
     * @throws IllegalArgumentException if the range begins above the bound
     */
    default boolean tryAwaitAtMost(long bound, Duration limit) throws InterruptedException {
        return CounterWaits.poll(this, Wanted.atMost(bound, this), Limits.nanos(limit));
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

    /**
     * Collects what a counter is to be. Not for several threads at once. Each {@link #build} makes a new counter.
     */
    final class Builder {
        private @Nullable LockStrategy strategy;
        private @Nullable LongCell cell;
        private long minimum = Long.MIN_VALUE;
        private long maximum = Long.MAX_VALUE;
        private @Nullable Overflow overflow;
        private long initial;
        private boolean hasInitial;

        private Builder() {}

        /**
         * Sets how others are excluded. Without it the counter is one atomic word.
         *
         * @param strategy the strategy; each counter gets a guard of its own from it
         * @return this builder
         */
        public Builder lockedBy(LockStrategy strategy) {
            this.strategy = requireNonNull(strategy, "strategy");
            return this;
        }

        /**
         * Sets where the number lives; by default in a new cell on the heap. The counter begins with what the cell
         * holds. Needs {@link #lockedBy}, since a cell has no atomic operations.
         *
         * <p>Whoever else changes the cell must do it under the same lock: several counters over one cell need
         * {@link LockStrategy#of(java.util.concurrent.locks.Lock)}, not a strategy that makes each guard a lock of its
         * own.
         *
         * @param cell the cell
         * @return this builder
         */
        public Builder in(LongCell cell) {
            this.cell = requireNonNull(cell, "cell");
            return this;
        }

        /**
         * Sets the range; by default there is none, and the number wraps around. At its bounds the counter throws
         * unless {@link #overflow} says otherwise.
         *
         * @param minimum the least value, inclusive
         * @param maximum the greatest value, inclusive
         * @return this builder
         * @throws IllegalArgumentException if {@code minimum} is greater than {@code maximum}
         */
        public Builder between(long minimum, long maximum) {
            if (minimum > maximum) {
                throw new IllegalArgumentException(
                        "minimum must not be greater than maximum, but was " + minimum + " with maximum " + maximum);
            }
            this.minimum = minimum;
            this.maximum = maximum;
            if (overflow == null) {
                overflow = Overflow.THROW;
            }
            return this;
        }

        /**
         * Sets what happens at the bounds. Without {@link #between} the bounds are those of {@code long}.
         *
         * @param overflow what to do
         * @return this builder
         */
        public Builder overflow(Overflow overflow) {
            this.overflow = requireNonNull(overflow, "overflow");
            return this;
        }

        /**
         * Sets the first value; 0 by default.
         *
         * @param value the value
         * @return this builder
         */
        public Builder initial(long value) {
            initial = value;
            hasInitial = true;
            return this;
        }

        /**
         * Makes the counter.
         *
         * @return the counter
         * @throws IllegalArgumentException if the first value, or what the cell holds, is out of range
         * @throws IllegalStateException if {@link #in} comes without {@link #lockedBy}, or together with
         *     {@link #initial}
         */
        public SharedCounter build() {
            Range range = overflow == null ? Range.WRAPPING : new Range(minimum, maximum, overflow);
            LongCell place = cell;
            if (place != null) {
                return inCell(place, range);
            }
            if (!range.contains(initial)) {
                throw new IllegalArgumentException("initial must be in " + minimum + " to " + maximum + ", but was "
                        + initial + (hasInitial ? "" : ", the default; call initial(value)"));
            }
            if (strategy != null) {
                return GuardedCounter.at(initial, strategy, range);
            }
            return range.wraps() ? new AtomicCounter(initial) : new BoundedAtomicCounter(range, initial);
        }

        private SharedCounter inCell(LongCell place, Range range) {
            if (strategy == null) {
                throw new IllegalStateException("in(cell) needs lockedBy(strategy):"
                        + " a cell has no atomic operations, so something must exclude others");
            }
            if (hasInitial) {
                throw new IllegalStateException("in(cell) and initial(" + initial + ") exclude each other:"
                        + " the counter begins with what the cell holds; set the cell instead");
            }
            GuardedCounter counter = GuardedCounter.in(place, strategy, range);
            long found = counter.get();
            if (!range.contains(found)) {
                throw new IllegalArgumentException("the cell must hold a value in " + minimum + " to " + maximum
                        + ", but holds " + found + "; set it, or widen the range");
            }
            return counter;
        }
    }
}
