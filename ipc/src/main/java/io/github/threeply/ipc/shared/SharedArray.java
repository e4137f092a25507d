package io.github.threeply.ipc.shared;

import java.util.function.IntUnaryOperator;
import java.util.function.LongUnaryOperator;

/**
 * An array of a fixed length in a {@link SharedMemory}, which all processes that have the file see and change. A new one
 * is all zeros.
 *
 * <p><b>Memory consistency effects.</b> The operations on one element are as those of a volatile variable, for the
 * threads of all processes, except where the name says <i>acquire</i> or <i>release</i>; each is one step. {@code read},
 * {@code write} and {@code fill} are plain copies of many elements: one that runs while another process changes the same
 * elements sees some of the changes and not others, and orders nothing. Use them where something else excludes the
 * others, or where such a mixture does no harm.
 *
 * <p>Elements lie side by side, so threads that change neighbours slow each other down. For single hot numbers take
 * single values, which have their lines to themselves.
 *
 * <p><b>Errors.</b> Every operation but {@link #length} can throw {@link SharedMemoryClosedException} and
 * {@link SharedStateLostException}; a wrong index or range throws {@link IndexOutOfBoundsException} before anything is
 * changed. None blocks.
 */
public interface SharedArray extends SharedObject {

    /**
     * Returns the number of elements.
     *
     * @return the length
     */
    long length();

    /** A {@link SharedArray} of {@code long}. */
    interface OfLong extends SharedArray {
        /**
         * Returns an element.
         *
         * @param index which one
         * @return its value
         */
        long get(long index);

        /**
         * Stores an element.
         *
         * @param index which one
         * @param value its new value
         */
        void set(long index, long value);

        /**
         * Returns an element, with acquire ordering.
         *
         * @param index which one
         * @return its value
         */
        long getAcquire(long index);

        /**
         * Stores an element, with release ordering.
         *
         * @param index which one
         * @param value its new value
         */
        void setRelease(long index, long value);

        /**
         * Stores an element and returns its value before.
         *
         * @param index which one
         * @param value its new value
         * @return its value before
         */
        long getAndSet(long index, long value);

        /**
         * Adds to an element; it wraps around at the ends of {@code long}.
         *
         * @param index which one
         * @param delta what to add
         * @return its value before
         */
        long getAndAdd(long index, long delta);

        /**
         * Adds to an element; it wraps around at the ends of {@code long}.
         *
         * @param index which one
         * @param delta what to add
         * @return its new value
         */
        long addAndGet(long index, long delta);

        /**
         * Stores an element if it has the expected value.
         *
         * @param index which one
         * @param expected the value it must have
         * @param value its new value
         * @return whether it was stored
         */
        boolean compareAndSet(long index, long expected, long value);

        /**
         * Replaces an element by a function of it.
         *
         * @param index which one
         * @param function the function; it may be applied again if another change comes between
         * @return its new value
         */
        long update(long index, LongUnaryOperator function);

        /**
         * Copies elements into an array.
         *
         * @param index the first element to copy
         * @param target where to put them
         * @param offset where in the target the first one goes
         * @param count how many
         */
        void read(long index, long[] target, int offset, int count);

        /**
         * Copies elements from an array.
         *
         * @param index the first element to change
         * @param source where to take them from
         * @param offset where in the source the first one is
         * @param count how many
         */
        void write(long index, long[] source, int offset, int count);

        /**
         * Stores one value in all elements.
         *
         * @param value their new value
         */
        void fill(long value);
    }

    /** A {@link SharedArray} of {@code int}. */
    interface OfInt extends SharedArray {
        /**
         * Returns an element.
         *
         * @param index which one
         * @return its value
         */
        int get(long index);

        /**
         * Stores an element.
         *
         * @param index which one
         * @param value its new value
         */
        void set(long index, int value);

        /**
         * Returns an element, with acquire ordering.
         *
         * @param index which one
         * @return its value
         */
        int getAcquire(long index);

        /**
         * Stores an element, with release ordering.
         *
         * @param index which one
         * @param value its new value
         */
        void setRelease(long index, int value);

        /**
         * Stores an element and returns its value before.
         *
         * @param index which one
         * @param value its new value
         * @return its value before
         */
        int getAndSet(long index, int value);

        /**
         * Adds to an element; it wraps around at the ends of {@code int}.
         *
         * @param index which one
         * @param delta what to add
         * @return its value before
         */
        int getAndAdd(long index, int delta);

        /**
         * Adds to an element; it wraps around at the ends of {@code int}.
         *
         * @param index which one
         * @param delta what to add
         * @return its new value
         */
        int addAndGet(long index, int delta);

        /**
         * Stores an element if it has the expected value.
         *
         * @param index which one
         * @param expected the value it must have
         * @param value its new value
         * @return whether it was stored
         */
        boolean compareAndSet(long index, int expected, int value);

        /**
         * Replaces an element by a function of it.
         *
         * @param index which one
         * @param function the function; it may be applied again if another change comes between
         * @return its new value
         */
        int update(long index, IntUnaryOperator function);

        /**
         * Copies elements into an array.
         *
         * @param index the first element to copy
         * @param target where to put them
         * @param offset where in the target the first one goes
         * @param count how many
         */
        void read(long index, int[] target, int offset, int count);

        /**
         * Copies elements from an array.
         *
         * @param index the first element to change
         * @param source where to take them from
         * @param offset where in the source the first one is
         * @param count how many
         */
        void write(long index, int[] source, int offset, int count);

        /**
         * Stores one value in all elements.
         *
         * @param value their new value
         */
        void fill(int value);
    }
}
