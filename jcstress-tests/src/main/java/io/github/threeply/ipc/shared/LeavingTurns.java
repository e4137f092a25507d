package io.github.threeply.ipc.shared;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Turns of one user of a memory, as who writes a value takes them, and the user's leaving, of which only that part happens
 * which waits for the turns. A whole leaving takes so long that every turn would have ended by itself. In this package, since
 * that part is none of the users' business.
 */
public final class LeavingTurns {
    private static final int PLACES = 1 << 14;
    private static final int BYTES_OF_A_PLACE = 64;
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final MemoryFile FILE;
    private static final long START;
    private static final long ME;

    static {
        SharedMemory memory = SharedMemory.anonymous(2 * PLACES * BYTES_OF_A_PLACE);
        SharedArray.OfLong words = memory.longArray("words", PLACES * (BYTES_OF_A_PLACE / Long.BYTES));
        FILE = memory.file;
        START = ((MappedObject) words).offset;
        ME = FILE.membership().me();
    }

    private final long at = START + (long) BYTES_OF_A_PLACE * Math.floorMod(NEXT.getAndIncrement(), PLACES);
    private final Presences presences = new Presences(FILE.mapping(), FILE.membership());
    private final Presence presence = presences.add(at);

    /** Makes them, with nobody in a turn. */
    public LeavingTurns() {
        FILE.mapping().setLong(at, Membership.NOBODY);
    }

    /**
     * Begins a turn, as {@link Copies} does.
     *
     * @return false if there is none, since the user leaves
     */
    public boolean begin() {
        if (!FILE.mapping().compareAndSetLong(at, Membership.NOBODY, ME)) {
            throw new IllegalStateException("only one thread takes turns");
        }
        boolean mayGoOn = presence.enter();
        if (!mayGoOn) {
            end();
        }
        return mayGoOn;
    }

    /** Ends a turn. */
    public void end() {
        presence.exit();
        FILE.mapping().compareAndSetLong(at, ME, Membership.NOBODY);
    }

    /** Leaves. */
    public void leave() {
        presences.close();
    }
}
