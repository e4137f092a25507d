package io.github.threeply.ipc.shared;

import io.github.threeply.core.LongCell;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * One value in a {@link SharedMemory}, which all processes that have the file see and change: a number, a flag, a text,
 * some bytes, an enum constant or a record.
 *
 * <pre>{@code
 * record Status(int done, @MaxBytes(40) String step) {}
 *
 * SharedValue<Status> status = memory.value("status", Status.class);
 * status.setIfUnset(new Status(0, "start"));                           // in one process
 * status.update(old -> new Status(old.done() + 1, "copy"));            // in others: one change after the other
 * Status last = status.await(now -> now.done() == 100);                // in any: sleeps until it is so
 *
 * SharedValue.OfLong total = memory.longValue("total");                // a number, without boxing
 * total.update(sum -> sum + 5);
 * }</pre>
 *
 * <p>The nested types are numbers and flags without boxing. They are no subtypes of this one; {@code boxed()} turns them
 * into it. A {@code SharedMemory.value(name, Long.class)} and a {@code SharedMemory.longValue(name)} of the same name
 * are the same value.
 *
 * <p><b>The first value.</b> A new number is zero, and a new flag false. A text, bytes, an enum constant or a record is
 * <i>unset</i> until somebody sets it: there is no constant or record that would suit all. To read or {@code update} it
 * throws {@link SharedValueUnsetException}, {@link #compareAndSet} finds nothing equal, and {@link #await} waits.
 * {@link #setIfUnset} sets the first value for all processes, once; so does {@code SharedMemory.value(name, type,
 * initial)}. What was set is never unset again.
 *
 * <p><b>Whole values.</b> Every operation is one step, for values of any size: no reader sees half of one, and a process
 * that is killed in the middle has done it or has not, in which case the value before is there, whole. A text, bytes and a
 * record are kept twice for that: a change fills the copy that nobody reads, and then says so in one word. Readers never
 * wait for writers. Writers exclude each other for the time of a copy, over all processes; one that is killed then is
 * noticed by the others after some milliseconds, one that is merely stopped is waited for. Functions and predicates run
 * outside of that, and may take their time.
 *
 * <p><b>Records.</b> The components may be primitives, enums, texts, arrays of {@code byte}, {@code int}, {@code long} or
 * {@code double}, and records of these; none is null. Texts and arrays have a bound, {@link MaxBytes} or else
 * {@value #DEFAULT_MAX_BYTES} bytes. Both processes must have the same fields, in the same order; a moved class is the same,
 * a renamed one is not. A record is made by its canonical constructor, from values that one process stored together. The
 * library must be able to reach it: in a named module, {@code opens} its package to {@code io.github.threeply.ipc}, or
 * export it and make the record public.
 *
 * <p><b>Waiting.</b> {@link #await} sleeps until somebody changes the value to one that meets a predicate. Every change
 * wakes those who wait, which costs one look more if nobody does. A value that does not stay is not always seen. The change
 * of a process that is killed right after it, or that has an older version of this library, and those by {@code setOpaque}
 * and {@code setPlain}, are seen when the waiter next looks by itself, after a fraction of a second; one by
 * {@code setRelease} can be late like that too. The predicate runs in the thread that waits, again and again.
 *
 * <p><b>Memory consistency effects.</b> As a volatile variable, for the threads of all processes: what a thread did before
 * it changed the value <i>happens-before</i> what another does after it has seen that change. The operations named
 * <i>acquire</i>, <i>release</i>, <i>opaque</i> and <i>plain</i> are weaker, as those of
 * {@link java.lang.invoke.VarHandle}.
 *
 * <p><b>Errors.</b> Every operation can throw {@link SharedMemoryClosedException} and {@link SharedStateLostException}.
 * Changes of texts, bytes and records, and waiting, can throw {@link SharedMemoryUsersException} if too many processes do
 * that with one file.
 *
 * @param <T> the type of the value; never null
 */
public interface SharedValue<T> extends SharedObject {

    /** The bound in bytes of texts and arrays for which nobody said another: {@value}. */
    int DEFAULT_MAX_BYTES = 256;

    /**
     * Returns the type.
     *
     * @return the class that was asked for
     */
    Class<T> type();

    /**
     * Tells whether there is a value.
     *
     * @return whether it was ever set; true for a number or a flag
     */
    boolean isSet();

    /**
     * Returns the value.
     *
     * @return the value
     * @throws SharedValueUnsetException if it was never set
     */
    T get();

    /**
     * Returns the value, with acquire ordering.
     *
     * @return the value
     * @throws SharedValueUnsetException if it was never set
     */
    T getAcquire();

    /**
     * Stores a value.
     *
     * @param value the new value
     * @throws IllegalArgumentException if it is larger than the bound, or is a text with half of a surrogate pair; nothing
     *     was stored
     */
    void set(T value);

    /**
     * Stores a value, with release ordering or a stronger one.
     *
     * @param value the new value
     * @throws IllegalArgumentException as {@link #set}
     */
    void setRelease(T value);

    /**
     * Stores the first value, if there is none.
     *
     * @param value the first value
     * @return whether it was stored; false for a number or a flag, which always has a value
     * @throws IllegalArgumentException as {@link #set}
     */
    boolean setIfUnset(T value);

    /**
     * Stores a value and returns the one before.
     *
     * @param value the new value
     * @return the value before
     * @throws SharedValueUnsetException if it was never set; nothing was stored
     * @throws IllegalArgumentException as {@link #set}
     */
    T getAndSet(T value);

    /**
     * Stores a value if the present one equals the expected one. Compared is what is stored: doubles by their bits, arrays
     * by their elements, and records field by field, also where they have an {@code equals} of their own.
     *
     * @param expected the value it must have
     * @param value the new value
     * @return whether it was stored
     * @throws IllegalArgumentException as {@link #set}, for either argument
     */
    boolean compareAndSet(T expected, T value);

    /**
     * Replaces the value by a function of it.
     *
     * @param function the function; it may be applied again if another change comes between, so it must have no effect
     * @return the new value
     * @throws SharedValueUnsetException if it was never set
     * @throws IllegalArgumentException as {@link #set}, for what the function returned
     */
    T update(UnaryOperator<T> function);

    /**
     * Waits until the value meets a condition.
     *
     * @param condition what is asked of the value
     * @return the value that met it
     * @throws InterruptedException if the thread is interrupted before or while it waits
     */
    T await(Predicate<? super T> condition) throws InterruptedException;

    /**
     * Waits until the value meets a condition, or the limit ends.
     *
     * @param condition what is asked of the value
     * @param limit how long to wait at most; zero or less only looks
     * @return the value that met it, or empty
     * @throws InterruptedException if the thread is interrupted before or while it waits
     */
    Optional<T> tryAwait(Predicate<? super T> condition, Duration limit) throws InterruptedException;

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
         * Returns the value, in one piece and without ordering.
         *
         * @return the value
         */
        long getOpaque();

        /**
         * Stores a value, in one piece and without ordering.
         *
         * @param value the new value
         */
        void setOpaque(long value);

        /**
         * Returns the value, without ordering.
         *
         * @return the value
         */
        long getPlain();

        /**
         * Stores a value, without ordering.
         *
         * @param value the new value
         */
        void setPlain(long value);

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
         * Waits until the value meets a condition, as {@link SharedValue#await}.
         *
         * @param condition what is asked of the value
         * @return the value that met it
         * @throws InterruptedException if the thread is interrupted before or while it waits
         */
        long await(LongPredicate condition) throws InterruptedException;

        /**
         * Waits until the value meets a condition, or the limit ends.
         *
         * @param condition what is asked of the value
         * @param limit how long to wait at most; zero or less only looks
         * @return the value that met it, or empty
         * @throws InterruptedException if the thread is interrupted before or while it waits
         */
        OptionalLong tryAwait(LongPredicate condition, Duration limit) throws InterruptedException;

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
         * Returns the value, in one piece and without ordering.
         *
         * @return the value
         */
        int getOpaque();

        /**
         * Stores a value, in one piece and without ordering.
         *
         * @param value the new value
         */
        void setOpaque(int value);

        /**
         * Returns the value, without ordering.
         *
         * @return the value
         */
        int getPlain();

        /**
         * Stores a value, without ordering.
         *
         * @param value the new value
         */
        void setPlain(int value);

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
         * Waits until the value meets a condition, as {@link SharedValue#await}.
         *
         * @param condition what is asked of the value
         * @return the value that met it
         * @throws InterruptedException if the thread is interrupted before or while it waits
         */
        int await(IntPredicate condition) throws InterruptedException;

        /**
         * Waits until the value meets a condition, or the limit ends.
         *
         * @param condition what is asked of the value
         * @param limit how long to wait at most; zero or less only looks
         * @return the value that met it, or empty
         * @throws InterruptedException if the thread is interrupted before or while it waits
         */
        OptionalInt tryAwait(IntPredicate condition, Duration limit) throws InterruptedException;

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
         * Returns the value, in one piece and without ordering.
         *
         * @return the value
         */
        double getOpaque();

        /**
         * Stores a value, in one piece and without ordering.
         *
         * @param value the new value
         */
        void setOpaque(double value);

        /**
         * Returns the value, without ordering.
         *
         * @return the value
         */
        double getPlain();

        /**
         * Stores a value, without ordering.
         *
         * @param value the new value
         */
        void setPlain(double value);

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
         * Waits until the value meets a condition, as {@link SharedValue#await}.
         *
         * @param condition what is asked of the value
         * @return the value that met it
         * @throws InterruptedException if the thread is interrupted before or while it waits
         */
        double await(DoublePredicate condition) throws InterruptedException;

        /**
         * Waits until the value meets a condition, or the limit ends.
         *
         * @param condition what is asked of the value
         * @param limit how long to wait at most; zero or less only looks
         * @return the value that met it, or empty
         * @throws InterruptedException if the thread is interrupted before or while it waits
         */
        OptionalDouble tryAwait(DoublePredicate condition, Duration limit) throws InterruptedException;

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
         * Returns the value, in one piece and without ordering.
         *
         * @return the value
         */
        boolean getOpaque();

        /**
         * Stores a value, in one piece and without ordering.
         *
         * @param value the new value
         */
        void setOpaque(boolean value);

        /**
         * Returns the value, without ordering.
         *
         * @return the value
         */
        boolean getPlain();

        /**
         * Stores a value, without ordering.
         *
         * @param value the new value
         */
        void setPlain(boolean value);

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
         * Waits until the value is the wanted one, as {@link SharedValue#await}.
         *
         * @param wanted the value to wait for
         * @throws InterruptedException if the thread is interrupted before or while it waits
         */
        void await(boolean wanted) throws InterruptedException;

        /**
         * Waits until the value is the wanted one, or the limit ends.
         *
         * @param wanted the value to wait for
         * @param limit how long to wait at most; zero or less only looks
         * @return whether it was the wanted one
         * @throws InterruptedException if the thread is interrupted before or while it waits
         */
        boolean tryAwait(boolean wanted, Duration limit) throws InterruptedException;

        /**
         * Returns the same value in its general form.
         *
         * @return a handle of the same object
         */
        SharedValue<Boolean> boxed();
    }
}
