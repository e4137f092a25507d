package io.github.threeply.ipc.process;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How far a worker is in a block. The task thread begins items by one addition; the control thread cuts off items that
 * have not begun, and marks the one that runs as interrupted. Both is decided by the same word, so an item is either begun
 * or given back, and an interrupt meets the item that it is meant for or none.
 */
final class BlockProgress {
    static final int NONE = -1;

    private static final long ONE = 1L << 32; // above: how many have begun
    private static final long INTERRUPTED = 1L << 31;
    private static final long END = INTERRUPTED - 1; // below: where the block ends

    private final Object monitor;
    private final AtomicLong state;

    /**
     * Makes the progress of a block of which nothing has begun.
     *
     * @param monitor held by the control thread while it marks and interrupts
     */
    BlockProgress(Object monitor, int items) {
        this.monitor = monitor;
        this.state = new AtomicLong(items & END);
    }

    private static int begun(long word) {
        return (int) (word >>> 32);
    }

    private static int end(long word) {
        return (int) (word & END);
    }

    /** For the task thread: begins the next item and returns its number, or {@link #NONE}. */
    int begin() {
        long before = state.getAndAdd(ONE);
        if ((before & INTERRUPTED) != 0) {
            takeInterrupt(); // it came when the item before had just ended
            Thread.interrupted();
        }
        int item = begun(before);
        return item < end(before) ? item : NONE;
    }

    /** For the task thread: whether an item is left to begin. */
    boolean hasMore() {
        long word = state.get();
        return begun(word) < end(word);
    }

    /** For the task thread, after an item: whether that was interrupted. No interrupt for it comes after this. */
    boolean takeInterrupt() {
        if ((state.get() & INTERRUPTED) == 0) {
            return false;
        }
        synchronized (monitor) { // who has marked it is still interrupting
            long word;
            do {
                word = state.get();
            } while (!state.compareAndSet(word, word & ~INTERRUPTED));
        }
        return true;
    }

    /** Whether the item that runs was interrupted. */
    boolean isInterrupted() {
        return (state.get() & INTERRUPTED) != 0;
    }

    /** Where the block ends. Final once {@link #begin} has found nothing. */
    int end() {
        return end(state.get());
    }

    /** Gives back what has not begun, all or the latter half of it. Returns where the block ends now, if it was cut. */
    int cut(boolean all) {
        while (true) {
            long word = state.get();
            int waiting = end(word) - begun(word);
            if (waiting <= 0) {
                return NONE;
            }
            int end = all ? begun(word) : end(word) - (waiting + 1) / 2;
            if (state.compareAndSet(word, (word & ~END) | end)) {
                return end;
            }
        }
    }

    /** The number of the item that was begun last, if it is one, or {@link #NONE}. */
    int current() {
        long word = state.get();
        int item = begun(word) - 1;
        return item < end(word) ? item : NONE;
    }

    /** How many have not begun. */
    int waiting() {
        long word = state.get();
        return Math.max(0, end(word) - begun(word));
    }

    /** For who holds the monitor: ends it before this item, if that is one and has not begun. */
    boolean cutTo(int item) {
        while (true) {
            long word = state.get();
            if (item < begun(word) || item >= end(word)) {
                return false;
            }
            if (state.compareAndSet(word, (word & ~END) | item)) {
                return true;
            }
        }
    }

    /** For who holds the monitor: cuts off up to so many items from the end. Returns how many. */
    int cutLast(int most) {
        while (true) {
            long word = state.get();
            int count = Math.min(most, end(word) - begun(word));
            if (count <= 0) {
                return 0;
            }
            if (state.compareAndSet(word, (word & ~END) | (end(word) - count))) {
                return count;
            }
        }
    }

    /** For who holds the monitor: interrupts the item of this number, or with {@link #NONE} any, if it runs. */
    void interrupt(int item, Thread taskThread) {
        while (true) {
            long word = state.get();
            int running = begun(word) - 1;
            if (running < 0 || running >= end(word) || (item != NONE && running != item)) {
                return;
            }
            if (state.compareAndSet(word, word | INTERRUPTED)) {
                taskThread.interrupt();
                return;
            }
        }
    }
}
