package io.github.threeply.ipc.shared;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.function.LongUnaryOperator;

/**
 * An array of a fixed length in a {@link SharedMemory}, which all processes that have the file see and change. A new one
 * is all zeros. It may be larger than 2 GiB, and than a Java array can be.
 *
 * <p><b>Memory consistency effects.</b> The operations on one element are as those of a volatile variable, for the
 * threads of all processes, except where the name says <i>acquire</i>, <i>release</i>, <i>opaque</i> or <i>plain</i>; these
 * are as those of {@link java.lang.invoke.VarHandle}. Each is one step. {@code read},
 * {@code write} and {@code fill} are plain copies of many elements: one that runs while another process changes the same
 * elements sees some of the changes and not others, and orders nothing; a process that is killed in the middle of one has
 * changed some elements and not others. Use them where something else excludes the others, or where such a mixture does no
 * harm.
 *
 * <p><b>Views.</b> {@code view} returns a buffer over some of the elements, little-endian: what is put into it is in the
 * array, and the other way round. Its accesses are plain, and are not checked by this library: after
 * {@link SharedMemory#close} a view still works, on the same file, and keeps its part mapped as long as it is reachable, or,
 * where the JVM can unmap at once, throws {@link IllegalStateException}; it never ends the JVM. If the file is cut, an
 * access throws {@link InternalError}. One view lies in one piece of memory. Pieces have 1 GiB, and begin at multiples of that
 * in the file; so a view of an array in a smaller file can have all of it.
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

    /**
     * Returns how many elements a view can have.
     *
     * @param index its first element
     * @return how many elements from that one on lie in one piece of memory, itself included
     */
    int viewLimit(long index);

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
         * Returns an element, in one piece and without ordering.
         *
         * @param index which one
         * @return its value
         */
        long getOpaque(long index);

        /**
         * Stores an element, in one piece and without ordering.
         *
         * @param index which one
         * @param value its new value
         */
        void setOpaque(long index, long value);

        /**
         * Returns an element, without ordering.
         *
         * @param index which one
         * @return its value
         */
        long getPlain(long index);

        /**
         * Stores an element, without ordering.
         *
         * @param index which one
         * @param value its new value
         */
        void setPlain(long index, long value);

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

        /**
         * Stores one value in some elements.
         *
         * @param index the first element to change
         * @param count how many
         * @param value their new value
         */
        void fill(long index, long count, long value);

        /**
         * Returns some elements as a buffer over the memory itself, without a copy; see <b>Views</b> above.
         *
         * @param index the first element of the view
         * @param count how many, at most {@link #viewLimit viewLimit(index)}
         * @return a buffer of {@code count} elements, its position at 0
         * @throws IllegalArgumentException if the elements do not lie in one piece of memory
         */
        LongBuffer view(long index, int count);
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
         * Returns an element, in one piece and without ordering.
         *
         * @param index which one
         * @return its value
         */
        int getOpaque(long index);

        /**
         * Stores an element, in one piece and without ordering.
         *
         * @param index which one
         * @param value its new value
         */
        void setOpaque(long index, int value);

        /**
         * Returns an element, without ordering.
         *
         * @param index which one
         * @return its value
         */
        int getPlain(long index);

        /**
         * Stores an element, without ordering.
         *
         * @param index which one
         * @param value its new value
         */
        void setPlain(long index, int value);

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

        /**
         * Stores one value in some elements.
         *
         * @param index the first element to change
         * @param count how many
         * @param value their new value
         */
        void fill(long index, long count, int value);

        /**
         * Returns some elements as a buffer over the memory itself, without a copy; see <b>Views</b> above.
         *
         * @param index the first element of the view
         * @param count how many, at most {@link #viewLimit viewLimit(index)}
         * @return a buffer of {@code count} elements, its position at 0
         * @throws IllegalArgumentException if the elements do not lie in one piece of memory
         */
        IntBuffer view(long index, int count);
    }

    /** A {@link SharedArray} of {@code double}. */
    interface OfDouble extends SharedArray {
        /**
         * Returns an element.
         *
         * @param index which one
         * @return its value
         */
        double get(long index);

        /**
         * Stores an element.
         *
         * @param index which one
         * @param value its new value
         */
        void set(long index, double value);

        /**
         * Returns an element, with acquire ordering.
         *
         * @param index which one
         * @return its value
         */
        double getAcquire(long index);

        /**
         * Stores an element, with release ordering.
         *
         * @param index which one
         * @param value its new value
         */
        void setRelease(long index, double value);

        /**
         * Returns an element, in one piece and without ordering.
         *
         * @param index which one
         * @return its value
         */
        double getOpaque(long index);

        /**
         * Stores an element, in one piece and without ordering.
         *
         * @param index which one
         * @param value its new value
         */
        void setOpaque(long index, double value);

        /**
         * Returns an element, without ordering.
         *
         * @param index which one
         * @return its value
         */
        double getPlain(long index);

        /**
         * Stores an element, without ordering.
         *
         * @param index which one
         * @param value its new value
         */
        void setPlain(long index, double value);

        /**
         * Stores an element and returns its value before.
         *
         * @param index which one
         * @param value its new value
         * @return its value before
         */
        double getAndSet(long index, double value);

        /**
         * Adds to an element. Nothing is lost, but the sum depends on the order, as sums of doubles do.
         *
         * @param index which one
         * @param delta what to add
         * @return its new value
         */
        double addAndGet(long index, double delta);

        /**
         * Stores an element if it has the same bits as the expected value. So a NaN is found, unlike with {@code ==}, and
         * 0.0 is not -0.0.
         *
         * @param index which one
         * @param expected the value it must have
         * @param value its new value
         * @return whether it was stored
         */
        boolean compareAndSet(long index, double expected, double value);

        /**
         * Replaces an element by a function of it.
         *
         * @param index which one
         * @param function the function; it may be applied again if another change comes between
         * @return its new value
         */
        double update(long index, DoubleUnaryOperator function);

        /**
         * Copies elements into an array.
         *
         * @param index the first element to copy
         * @param target where to put them
         * @param offset where in the target the first one goes
         * @param count how many
         */
        void read(long index, double[] target, int offset, int count);

        /**
         * Copies elements from an array.
         *
         * @param index the first element to change
         * @param source where to take them from
         * @param offset where in the source the first one is
         * @param count how many
         */
        void write(long index, double[] source, int offset, int count);

        /**
         * Stores one value in all elements.
         *
         * @param value their new value
         */
        void fill(double value);

        /**
         * Stores one value in some elements.
         *
         * @param index the first element to change
         * @param count how many
         * @param value their new value
         */
        void fill(long index, long count, double value);

        /**
         * Returns some elements as a buffer over the memory itself, without a copy; see <b>Views</b> above.
         *
         * @param index the first element of the view
         * @param count how many, at most {@link #viewLimit viewLimit(index)}
         * @return a buffer of {@code count} elements, its position at 0
         * @throws IllegalArgumentException if the elements do not lie in one piece of memory
         */
        DoubleBuffer view(long index, int count);
    }

    /** A {@link SharedArray} of {@code byte}. */
    interface OfByte extends SharedArray {
        /**
         * Returns an element.
         *
         * @param index which one
         * @return its value
         */
        byte get(long index);

        /**
         * Stores an element.
         *
         * @param index which one
         * @param value its new value
         */
        void set(long index, byte value);

        /**
         * Returns an element, with acquire ordering.
         *
         * @param index which one
         * @return its value
         */
        byte getAcquire(long index);

        /**
         * Stores an element, with release ordering.
         *
         * @param index which one
         * @param value its new value
         */
        void setRelease(long index, byte value);

        /**
         * Returns an element, in one piece and without ordering.
         *
         * @param index which one
         * @return its value
         */
        byte getOpaque(long index);

        /**
         * Stores an element, in one piece and without ordering.
         *
         * @param index which one
         * @param value its new value
         */
        void setOpaque(long index, byte value);

        /**
         * Returns an element, without ordering.
         *
         * @param index which one
         * @return its value
         */
        byte getPlain(long index);

        /**
         * Stores an element, without ordering.
         *
         * @param index which one
         * @param value its new value
         */
        void setPlain(long index, byte value);

        /**
         * Stores an element and returns its value before.
         *
         * @param index which one
         * @param value its new value
         * @return its value before
         */
        byte getAndSet(long index, byte value);

        /**
         * Adds to an element; it wraps around at the ends of {@code byte}.
         *
         * @param index which one
         * @param delta what to add
         * @return its value before
         */
        byte getAndAdd(long index, byte delta);

        /**
         * Adds to an element; it wraps around at the ends of {@code byte}.
         *
         * @param index which one
         * @param delta what to add
         * @return its new value
         */
        byte addAndGet(long index, byte delta);

        /**
         * Stores an element if it has the expected value.
         *
         * @param index which one
         * @param expected the value it must have
         * @param value its new value
         * @return whether it was stored
         */
        boolean compareAndSet(long index, byte expected, byte value);

        /**
         * Replaces an element by a function of it.
         *
         * @param index which one
         * @param function the function; it may be applied again if another change comes between. It is given the byte as
         *     an int from -128 to 127, and of what it returns the lowest 8 bits are stored
         * @return its new value
         */
        byte update(long index, IntUnaryOperator function);

        /**
         * Copies elements into an array.
         *
         * @param index the first element to copy
         * @param target where to put them
         * @param offset where in the target the first one goes
         * @param count how many
         */
        void read(long index, byte[] target, int offset, int count);

        /**
         * Copies elements from an array.
         *
         * @param index the first element to change
         * @param source where to take them from
         * @param offset where in the source the first one is
         * @param count how many
         */
        void write(long index, byte[] source, int offset, int count);

        /**
         * Copies elements into a buffer, as many as it has room for from its position to its limit, and moves the position.
         *
         * @param index the first element to copy
         * @param target where to put them
         */
        void read(long index, ByteBuffer target);

        /**
         * Copies elements from a buffer, all from its position to its limit, and moves the position.
         *
         * @param index the first element to change
         * @param source where to take them from
         */
        void write(long index, ByteBuffer source);

        /**
         * Stores one value in all elements.
         *
         * @param value their new value
         */
        void fill(byte value);

        /**
         * Stores one value in some elements.
         *
         * @param index the first element to change
         * @param count how many
         * @param value their new value
         */
        void fill(long index, long count, byte value);

        /**
         * Returns some elements as a buffer over the memory itself, without a copy; see <b>Views</b> above.
         *
         * @param index the first element of the view
         * @param count how many, at most {@link #viewLimit viewLimit(index)}
         * @return a buffer of {@code count} elements, its position at 0, its order little-endian
         * @throws IllegalArgumentException if the elements do not lie in one piece of memory
         */
        ByteBuffer view(long index, int count);
    }
}
