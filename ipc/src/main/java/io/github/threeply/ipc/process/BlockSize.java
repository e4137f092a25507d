package io.github.threeply.ipc.process;

/**
 * How many arguments go into a block: as many as a worker does in about a millisecond, so that slow ones are spread over
 * the workers one by one, and fast ones do not cost a message each. It begins with one and becomes four times as many at most
 * from block to block; when the work turns out slower it falls at once.
 *
 * <p>A limit of time counts from when the parent learns that an item has begun. In a block it may learn of it, and of its
 * end, some milliseconds late, so with short limits there is one item in each.
 */
final class BlockSize {
    static final int MOST = 2048;

    private static final int GROWTH = 4; // from block to block: the first ones are slow for other reasons too

    private static final long BLOCK_NANOS = 1_000_000;

    static final long SHORT_LIMIT_NANOS = 50 * BLOCK_NANOS;

    private volatile int items = 1; // changed under the monitor

    int items() {
        return items;
    }

    /** So many items took so long. */
    void measured(int count, long nanos) {
        if (count < 1) {
            return;
        }
        long perItem = Math.max(1, nanos / count);
        int wanted = (int) Math.max(1, Math.min(MOST, BLOCK_NANOS / perItem));
        synchronized (this) {
            items = Math.min(wanted, Math.max(items, GROWTH * count));
        }
    }
}
