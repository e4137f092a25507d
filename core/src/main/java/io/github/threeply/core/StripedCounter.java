package io.github.threeply.core;

/**
 * A count that many threads add to at full speed, and somebody looks at now and then: hits, bytes, errors.
 *
 * <p>It is a type of its own, and no {@link SharedCounter}, because it gives up what those promise. The number is spread
 * over cells, each thread adds to one that it has mostly to itself, and there is no instant at which all cells are read.
 * So no addition returns a value, nothing can be compared and set, and there are no bounds.
 *
 * <p><b>What {@link #sumApprox} promises.</b>
 * <ul>
 * <li>Once all who add have ended, or have been waited for, it is exact.
 * <li>While others add, and nobody adds a negative number or drains: it is between the count when the call began and
 *     that when it ended, and of two calls of one thread the second is not less.
 * <li>While others add numbers of both signs, or drain, nothing: it may be a value that the count never had, even below
 *     zero when the count never was.
 * </ul>
 *
 * <p><b>What {@link #drain} promises.</b> Each addition is in the result of exactly one drain, or still in the counter:
 * nothing is lost and nothing counted twice, whoever adds or drains at the same time. {@code LongAdder.sumThenReset} does
 * not promise that.
 *
 * <p>The number wraps around at the ends of {@code long}. A counter takes 128 bytes for each of its cells.
 *
 * <p><b>Memory consistency effects.</b> What a thread did before an addition <i>happens-before</i> what another does after
 * a {@link #sumApprox} or {@link #drain} that counted it.
 */
public interface StripedCounter {

    /**
     * Makes a counter for the threads of this JVM, at 0. It has twice as many cells as there are processors, rounded up to a
     * power of two.
     *
     * @return the counter
     */
    static StripedCounter create() {
        return HeapStripes.create();
    }

    /**
     * Adds a number, which may be negative. Never waits.
     *
     * @param delta what to add
     */
    void add(long delta);

    /** Adds 1. Never waits. */
    default void increment() {
        add(1);
    }

    /** Subtracts 1. Never waits. */
    default void decrement() {
        add(-1);
    }

    /**
     * Returns the sum of the cells, read one after the other.
     *
     * @return the sum; exact when nobody changes the counter meanwhile, else as said above
     */
    long sumApprox();

    /**
     * Takes all that was added out of the counter, cell by cell.
     *
     * @return the sum of what was taken; with nobody else there, the count, and the counter is at 0 after
     */
    long drain();
}
