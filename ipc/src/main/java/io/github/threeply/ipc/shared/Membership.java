package io.github.threeply.ipc.shared;

/**
 * One user among those of a file: each {@link MemoryFile} is one, so a process that has a file open twice is two. It gets
 * a slot of the file's table when it is first asked who it is.
 */
final class Membership {
    /** The owner of nothing. */
    static final long NOBODY = 0;

    /** The bits of an owner that are always 0, for flags beside it in the same word. */
    static final int FLAG_BITS = 4;

    private static final int SLOT_BITS = 12;

    /**
     * Returns who we are: the slot from bit 4, its incarnation from bit 16. Never 0, never the same again for another.
     *
     * @throws SharedMemoryFullException if all slots are taken by processes that live
     */
    long me() {
        throw new UnsupportedOperationException("soon");
    }

    /** Returns the slot of an owner. */
    static int slot(long owner) {
        return (int) (owner >>> FLAG_BITS) & (1 << SLOT_BITS) - 1;
    }

    /**
     * Finds out whether an owner has ended, by asking the system: a few microseconds. One that is stopped, slow, or in
     * doubt lives. Also true for one whose slot is another's by now.
     */
    boolean isDead(long owner) {
        throw new UnsupportedOperationException("soon");
    }

    /** Returns the owner that has a slot now, dead or alive, or {@link #NOBODY}. */
    long ownerOf(int slot) {
        throw new UnsupportedOperationException("soon");
    }

    /** Returns a few words about an owner for messages: its process, when it started, whether it lives. */
    String describe(long owner) {
        throw new UnsupportedOperationException("soon");
    }
}
