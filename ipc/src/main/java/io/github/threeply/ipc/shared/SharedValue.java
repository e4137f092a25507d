package io.github.threeply.ipc.shared;

import io.github.threeply.core.LongCell;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;

/**
 * One value in a {@link SharedMemory}, which all processes that have the file see and change.
 *
 * <p>The nested types are the same thing without boxing. They are no subtypes of this one; {@code boxed()} turns them
 * into it. A {@code SharedMemory.value(name, Long.class)} and a {@code SharedMemory.longValue(name)} of the same name
 * are the same value. A new value is zero, or false.
 *
 * <p><b>Memory consistency effects.</b> As a volatile variable, for the threads of all processes: what a thread did before
 * it changed the value <i>happens-before</i> what another does after it has seen that change. The operations named
 * <i>acquire</i> and <i>release</i> are weaker, as those of {@link java.lang.invoke.VarHandle}. Every operation is one
 * step; a process that is killed has done it or has not.
 *
 * <p><b>Errors.</b> Every operation can throw {@link SharedMemoryClosedException} and {@link SharedStateLostException}.
 * None blocks.
 *
 * @param <T> the type of the value; never null
 */
public interface SharedValue<T> extends SharedObject {

    /**
     * Returns the type.
     *
     * @return the class that was asked for
     */
    Class<T> type();

    /**
     * Returns the value.
     *
     * @return the value
     */
    T get();

    /**
     * Stores a value.
     *
     * @param value the new value
     */
    void set(T value);

    /**
     * Stores a value and returns the one before.
     *
     * @param value the new value
     * @return the value before
     */
    T getAndSet(T value);

    /**
     * Stores a value if the present one equals the expected one.
     *
     * @param expected the value it must have, compared by {@code equals}
     * @param value the new value
     * @return whether it was stored
     */
    boolean compareAndSet(T expected, T value);

    /**
     * Replaces the value by a function of it.
     *
     * @param function the function; it may be applied again if another change comes between, so it must have no effect
     * @return the new value
     */
    T update(UnaryOperator<T> function);

    /** A {@link SharedValue} of {@code long}. */
    interface OfLong extends SharedObject, LongCell {
        /**
         * Returns the value.
         *
         * @return the value
         */
        @Override
        long get();

        /**
         * Stores a value.
         *
         * @param value the new value
         */
        @Override
        void set(long value);

        /**
         * Returns the value, with acquire ordering.
         *
         * @return the value
         */
        long getAcquire();

        /**
         * Stores a value, with release ordering.
         *
         * @param value the new value
         */
        void setRelease(long value);

        /**
         * Stores a value and returns the one before.
         *
         * @param value the new value
         * @return the value before
         */
        long getAndSet(long value);

        /**
         * Adds a number, which may be negative, and wraps around at the ends of {@code long}.
         *
         * @param delta what to add
         * @return the value before
         */
        long getAndAdd(long delta);

        /**
         * Adds a number, which may be negative, and wraps around at the ends of {@code long}.
         *
         * @param delta what to add
         * @return the new value
         */
        long addAndGet(long delta);

        /**
         * Stores a value if the present one is the expected one.
         *
         * @param expected the value it must have
         * @param value the new value
         * @return whether it was stored
         */
        boolean compareAndSet(long expected, long value);

        /**
         * Replaces the value by a function of it.
         *
         * @param function the function; it may be applied again if another change comes between
         * @return the new value
         */
        long update(LongUnaryOperator function);

        /**
         * Returns the same value in its general form.
         *
         * @return a handle of the same object
         */
        SharedValue<Long> boxed();
    }

    /** A {@link SharedValue} of {@code int}. */
    interface OfInt extends SharedObject {
        /**
         * Returns the value.
         *
         * @return the value
         */
        int get();

        /**
         * Stores a value.
         *
         * @param value the new value
         */
        void set(int value);

        /**
         * Returns the value, with acquire ordering.
         *
         * @return the value
         */
        int getAcquire();

        /**
         * Stores a value, with release ordering.
         *
         * @param value the new value
         */
        void setRelease(int value);

        /**
         * Stores a value and returns the one before.
         *
         * @param value the new value
         * @return the value before
         */
        int getAndSet(int value);

        /**
         * Adds a number, which may be negative, and wraps around at the ends of {@code int}.
         *
         * @param delta what to add
         * @return the value before
         */
        int getAndAdd(int delta);

        /**
         * Adds a number, which may be negative, and wraps around at the ends of {@code int}.
         *
         * @param delta what to add
         * @return the new value
         */
        int addAndGet(int delta);

        /**
         * Stores a value if the present one is the expected one.
         *
         * @param expected the value it must have
         * @param value the new value
         * @return whether it was stored
         */
        boolean compareAndSet(int expected, int value);

        /**
         * Replaces the value by a function of it.
         *
         * @param function the function; it may be applied again if another change comes between
         * @return the new value
         */
        int update(IntUnaryOperator function);

        /**
         * Returns the same value in its general form.
         *
         * @return a handle of the same object
         */
        SharedValue<Integer> boxed();
    }

    /** A {@link SharedValue} of {@code double}. */
    interface OfDouble extends SharedObject {
        /**
         * Returns the value.
         *
         * @return the value
         */
        double get();

        /**
         * Stores a value.
         *
         * @param value the new value
         */
        void set(double value);

        /**
         * Returns the value, with acquire ordering.
         *
         * @return the value
         */
        double getAcquire();

        /**
         * Stores a value, with release ordering.
         *
         * @param value the new value
         */
        void setRelease(double value);

        /**
         * Stores a value and returns the one before.
         *
         * @param value the new value
         * @return the value before
         */
        double getAndSet(double value);

        /**
         * Adds a number, which may be negative. Nothing is lost, but the sum depends on the order, as sums of doubles do.
         *
         * @param delta what to add
         * @return the new value
         */
        double addAndGet(double delta);

        /**
         * Stores a value if the present one has the same bits as the expected one. So a NaN is found, unlike with
         * {@code ==}, and 0.0 is not -0.0.
         *
         * @param expected the value it must have
         * @param value the new value
         * @return whether it was stored
         */
        boolean compareAndSet(double expected, double value);

        /**
         * Replaces the value by a function of it.
         *
         * @param function the function; it may be applied again if another change comes between
         * @return the new value
         */
        double update(DoubleUnaryOperator function);

        /**
         * Returns the same value in its general form.
         *
         * @return a handle of the same object
         */
        SharedValue<Double> boxed();
    }

    /** A {@link SharedValue} of {@code boolean}. */
    interface OfBoolean extends SharedObject {
        /**
         * Returns the value.
         *
         * @return the value
         */
        boolean get();

        /**
         * Stores a value.
         *
         * @param value the new value
         */
        void set(boolean value);

        /**
         * Returns the value, with acquire ordering.
         *
         * @return the value
         */
        boolean getAcquire();

        /**
         * Stores a value, with release ordering.
         *
         * @param value the new value
         */
        void setRelease(boolean value);

        /**
         * Stores a value and returns the one before.
         *
         * @param value the new value
         * @return the value before
         */
        boolean getAndSet(boolean value);

        /**
         * Stores a value if the present one is the expected one.
         *
         * @param expected the value it must have
         * @param value the new value
         * @return whether it was stored
         */
        boolean compareAndSet(boolean expected, boolean value);

        /**
         * Returns the same value in its general form.
         *
         * @return a handle of the same object
         */
        SharedValue<Boolean> boxed();
    }
}
