package io.github.threeply.ipc.shared;

/**
 * Where everything is in the content of a {@link SharedQueue}. All zeros is a new queue: open, empty, at position 0.
 *
 * <pre>
 *     0    end word: see {@link QueueEnd}
 *     8    returns: +1 whenever an item is inside again behind the head
 *    16    1 once an item was ever held
 *   128    tail hint: a position that was free once, at most the next one to be filled    ... alone on its line
 *   256    head hint: a position at most the next one to be taken                         ... alone on its line
 *   384    skipped claims | redelivered | dropped | unreadable | oldest hint
 *   512    wait cell of those who wait for items
 *   640    wait cell of those who wait for room
 *   768    cause of the failure: pid | length | bytes of the class name | UTF-8 of the printed cause
 *  1792    cells
 *
 * cell     +0                +8
 *          +-----------------+---------------------------+
 *          | cell word       | long                      |  a queue of long
 *          | cell word       | length | bytes of the item|  any other
 *          +-----------------+---------------------------+
 *
 * cell word, by bits
 *          63                    30 29     16 15       4 3 2     0
 *          +-----------------------+---------+----------+-+-------+
 *          | lap (34 bits)         | incarn. | slot     |R| state |
 *          +-----------------------+---------+----------+-+-------+
 * </pre>
 *
 * <p>Slot and the low bits of its incarnation say who owns a CLAIMED or HELD cell, as in the low bits of {@link
 * Membership#me}; R says that the item was handed out before. So there is no instant at which a cell is somebody's and does
 * not say whose. Were one slot claimed anew 16384 times while a dead claim waits to be found, the claim could be taken for
 * that of the living user.
 *
 * <p>Cells are dense: a line holds several, and moves between the processes once for all of them.
 */
final class QueueLayout {
    private QueueLayout() {}

    static final int END_AT = 0;
    static final int RETURNS_AT = 8;
    static final int HELD_EVER_AT = 16;
    static final int TAIL_AT = 128;
    static final int HEAD_AT = 256;
    static final int SKIPPED_AT = 384;
    static final int REDELIVERED_AT = 392;
    static final int DROPPED_AT = 400;
    static final int UNREADABLE_AT = 408;
    static final int OLDEST_AT = 416;
    static final int ITEMS_CELL_AT = 512;
    static final int ROOM_CELL_AT = 640;
    static final int CAUSE_AT = 768;
    static final int CAUSE_TEXT_AT = CAUSE_AT + 16;
    static final int CELLS_AT = 1792;
    static final int CAUSE_TEXT_BYTES = CELLS_AT - CAUSE_TEXT_AT;

    /** Where in a cell a long is, or the length of another item. */
    static final int ITEM_IN_CELL = 8;

    static final int BYTES_IN_CELL = 12;

    /** Nothing in it for the lap that it says; the next put of that lap may claim it. Must be 0. */
    static final int FREE = 0;
    /** Its owner writes an item. */
    static final int CLAIMED = 1;
    /** It has an item. */
    static final int PUBLISHED = 2;
    /** It has an item that its owner received and has not done with. */
    static final int HELD = 3;
    /** The queue was closed and ends here. */
    static final int SEALED = 4;

    static final long REDELIVERED = 8;

    private static final int STATE_MASK = 7;
    private static final int LAP_SHIFT = 30;
    static final long OWNER_MASK = ((1L << LAP_SHIFT) - 1) & (-1L << Membership.FLAG_BITS);

    /** Returns how far apart cells are. */
    static int stride(ItemForm<?> form) {
        return isLong(form) ? 16 : (BYTES_IN_CELL + form.maxBytes() + 7) & -8;
    }

    static boolean isLong(ItemForm<?> form) {
        return form.describe().equals("long");
    }

    static long word(long lap, int state) {
        return (lap << LAP_SHIFT) | state;
    }

    static long word(long lap, int state, long owner) {
        return (lap << LAP_SHIFT) | (owner & OWNER_MASK) | state;
    }

    static int state(long word) {
        return (int) word & STATE_MASK;
    }

    static long lap(long word) {
        return word >>> LAP_SHIFT;
    }

    /** Returns how many laps a cell is ahead of a position's lap; laps are compared modulo 2^34. */
    static long ahead(long word, long lap) {
        return (((word >>> LAP_SHIFT) - lap) << LAP_SHIFT) >> LAP_SHIFT;
    }
}
