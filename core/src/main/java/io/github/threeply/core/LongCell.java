package io.github.threeply.core;

/**
 * A place where one {@code long} lives: on the heap, or in memory that several processes map.
 *
 * <p>A cell by itself promises nothing between threads. A {@link SharedCounter} that is locked reads and writes its
 * cell only inside its guard, which orders the accesses and makes them visible; so plain accesses are enough.
 */
public interface LongCell {

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
     */
    void set(long value);
}
