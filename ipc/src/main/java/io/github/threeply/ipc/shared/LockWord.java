package io.github.threeply.ipc.shared;

/**
 * The content of a {@link SharedLock}, and what its first word says.
 *
 * <pre>
 *          +0              +8              +16             +24             +32
 *          +---------------+---------------+---------------+
 *     0    | word          | thread id     | tokens drawn  |                  written by the holder
 *          +---------------+---------------+---------------+---------------+---------------+
 *   128    | next turn     | generation    | the word that | takeovers     | slots that    |
 *          | asked for by  |               | was taken over|               | ever read     |
 *          +---------------+---------------+---------------+---------------+---------------+
 *   256    | wait cell of those who want the lock
 *   384    | 8 generations of conditions
 *   512    | 4 wait cells of conditions, a line each
 *  1024    | a read-write lock only: wait cell of a writer whose readers have to leave
 *  1152    | a line for each slot, that begins with: incarnation of its readers (48 bits), how many (16 bits)
 *
 * word     63                         16 15        4  3             2            1         0
 *          +----------------------------+-----------+--------------+------------+---------+----+
 *          | incarnation of the owner   | its slot  | UNRECOVERABLE|INCONSISTENT|CONTENDED|HELD|
 *          +----------------------------+-----------+--------------+------------+---------+----+
 * </pre>
 *
 * <p>What the word can be, in the order in which it is looked at:
 * <ul>
 *   <li><i>unrecoverable</i>: that bit, whatever else;
 *   <li><i>held</i>: HELD and an owner; INCONSISTENT if he took it over and has not repaired yet. If the owner is dead
 *       it is <i>abandoned</i>; so it is with incarnation 0, which nobody has: a thread of a user that lives has ended;
 *   <li><i>inconsistent</i>: that bit, and not HELD. Only recover() takes it;
 *   <li><i>reserved</i>: an owner, and not HELD: that one has waited long and asked for the next turn. It is a matter of
 *       politeness: others leave it to him for a moment (he may be dead or stopped), and take it then;
 *   <li><i>free</i>: 0.
 * </ul>
 *
 * <p><b>CONTENDED</b>, beside any of these but <i>free</i>, is set by who is about to sleep. Who releases the word wakes
 * all sleepers if he finds it, and not otherwise; they set it again if they find the word taken. So a busy holder pays for
 * a wake-up as often as somebody really went to sleep, and not each time. Because it is in the word itself, a release
 * cannot miss it; and it stays when the word passes to another without all being woken.
 *
 * <p><b>Every step is one compare-and-set of the word</b>, and no other word decides anything that must not be lost. So
 * whoever dies between two steps leaves one of the states above.
 */
final class LockWord {
    private LockWord() {}

    static final long FREE = 0;
    static final long HELD = 1;
    static final long CONTENDED = 2;
    static final long INCONSISTENT = 4;
    static final long UNRECOVERABLE = 8;

    private static final long FLAGS = (1 << Membership.FLAG_BITS) - 1;
    private static final int INCARNATION_SHIFT = 16;

    static final int THREAD = 8;
    static final int TOKENS = 16;
    static final int NEXT = 128;
    static final int GENERATION = 136;
    static final int TAKEN_OVER = 144;
    static final int TAKEOVERS = 152;
    static final int READ_SLOTS = 160;
    static final int CELL = 256;
    static final int CONDITIONS_AT = 384;
    static final int CONDITIONS = 8;
    static final int CONDITION_CELLS_AT = 512;
    static final int CONDITION_CELLS = 4;
    static final int BYTES = 1024;

    static final int DRAIN_CELL = 1024;
    static final int READERS_AT = 1152;
    static final long READER_COUNT = 0xFFFF;
    static final int READ_WRITE_BYTES = READERS_AT + Layout.SLOT_COUNT * Layout.LINE;

    static boolean isHeld(long word) {
        return (word & HELD) != 0;
    }

    static boolean isUnrecoverable(long word) {
        return (word & UNRECOVERABLE) != 0;
    }

    /** Tells whether a word that is not held is inconsistent. */
    static boolean isInconsistent(long word) {
        return (word & INCONSISTENT) != 0;
    }

    /** Tells whether a word is reserved, or free. */
    static boolean isOpen(long word) {
        return (word & (HELD | INCONSISTENT | UNRECOVERABLE)) == 0;
    }

    /** Returns who holds the word, has held it, or has it reserved, as {@link Membership#me} returned it to him. */
    static long owner(long word) {
        return word & ~FLAGS;
    }

    /** Returns the word that an ended thread of a user leaves in place of his. */
    static long withoutThread(long word) {
        return word & (1L << INCARNATION_SHIFT) - 1;
    }

    /** Tells whether a word that is held is one that an ended thread left. */
    static boolean isWithoutThread(long word) {
        return word >>> INCARNATION_SHIFT == 0;
    }
}
