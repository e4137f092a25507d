package io.github.threeply.ipc.shared;

/**
 * How threads sleep until something in the file changes, and how they are woken, whichever process they are in.
 *
 * <p>An object that can be waited for has a <i>wait cell</i>, a line of its own: +0 an int that counts wakes, in the byte
 * order of the machine; +8 a long with one bit for each slot that has sleepers. All zeros at first.
 *
 * <p><b>Ordering.</b> Who waits says so in the cell (volatile) and then looks at its condition; who changes something
 * stores that (volatile, or by compare-and-set) and then looks at the cell. So at least one of them sees the other.
 */
final class Waits {
    /** What somebody waits for. Called again and again, by the thread that waits. */
    interface Condition {
        /** Looks at shared words, by volatile reads; may also change them, as who takes a lock does. */
        boolean isMet();

        /** Called after some milliseconds of waiting, and then every few: the time to look whether who must act is dead. */
        default void stillWaiting() {}
    }

    static final int CELL_BYTES = Layout.LINE;

    /** To wait without limit. */
    static final long FOR_EVER = Long.MAX_VALUE;

    /**
     * Waits until a condition is met: spins, yields, then sleeps.
     *
     * @param cell the offset of the wait cell
     * @param nanos the limit; at 0 or below the condition is looked at once
     * @return whether it was met
     * @throws InterruptedException if the thread is or gets interrupted and the condition is not met
     * @throws SharedMemoryClosedException if this process detaches from the file meanwhile
     */
    boolean await(long cell, Condition condition, long nanos) throws InterruptedException {
        throw new UnsupportedOperationException("soon");
    }

    /** As {@link #await} without limit, deaf to interrupts; the flag is kept. */
    void awaitUninterruptibly(long cell, Condition condition) {
        throw new UnsupportedOperationException("soon");
    }

    /** Wakes all who wait at a cell. Called after the change; costs one volatile read if nobody does. */
    void wake(long cell) {
        throw new UnsupportedOperationException("soon");
    }
}
