package io.github.threeply.ipc.shared;

/**
 * The words of the participant slots: who uses the file, in the last line of defence before the byte locks.
 *
 * <pre>
 *          +0                +8                +16               +24
 *          +-----------------+-----------------+-----------------+-----------------+
 *     0    | incarnation     | pid, 0 = free   | start ticks     | pid space       |
 *          +-----------------+-----------------+-----------------+-----------------+
 *    32    | boot id, hash   | capabilities    | sidecar's id    | claimed, ms     |
 *          +-----------------+-----------------+-----------------+-----------------+
 *    64    | tickets: one bit for each handle that was sent and has not arrived    |
 *          +-----------------+-----------------+-----------------+-----------------+
 * </pre>
 *
 * <p><i>Capabilities</i> are the low 8 bits of their word, and the rest is the incarnation that has them.
 *
 * <p><i>Incarnation</i> goes up by one whenever a slot is claimed, and never down: an owner word with another one is of a
 * user that is gone. During the claim its upper 16 bits tell through which sidecar: who holds the slot's byte in another one
 * knows nothing of the claimer, and leaves the slot alone. <i>Pid</i> is written last, so who finds one finds what goes with
 * it.
 */
final class SlotTable {
    /** This user has a bell beside the file. */
    static final long BELL_BESIDE = 1;

    /** This user has a bell in the directory for temporary files, since the path beside the file would be too long. */
    static final long BELL_IN_TEMP = 2;

    /** Which of the two; 0 is none. */
    static final long BELLS = 3;

    /** This user's process is about to exit, in good order: it is a user that nobody needs to wait for any more. */
    static final long EXITING = 4;

    private static final int CAPABILITY_BITS = 8;

    /** The rest of the word says who claims the slot just now; see {@link #claim}. */
    private static final int INCARNATION_BITS = 48;

    private static final long INCARNATION_MASK = (1L << INCARNATION_BITS) - 1;

    private static final int INCARNATION = 0;
    private static final int PID = 8;
    private static final int START = 16;
    private static final int SPACE = 24;
    private static final int BOOT = 32;
    private static final int CAPABILITIES = 40;
    private static final int SIDECAR = 48;
    private static final int CLAIMED = 56;
    private static final int TICKETS = 64;
    private static final int TICKET_WORDS = 4;

    /** So many handles can be on their way from one user and be waited for. */
    static final int TICKET_COUNT = TICKET_WORDS * Long.SIZE;

    static final int NO_TICKET = -1;

    private final Mapping mapping;

    SlotTable(Mapping mapping) {
        this.mapping = mapping;
    }

    private static long at(int slot, int field) {
        return Layout.HEADER_BYTES + (long) slot * Layout.LINE + field;
    }

    long incarnation(int slot) {
        return mapping.getLong(at(slot, INCARNATION)) & INCARNATION_MASK;
    }

    /** Returns the process number of the slot's user, or 0 if it is free. */
    long pid(int slot) {
        return mapping.getLong(at(slot, PID));
    }

    /** Returns what the user of a slot can do, if it is the one with that incarnation. */
    long capabilities(int slot, long incarnation) {
        long word = mapping.getLong(at(slot, CAPABILITIES));
        return word >>> CAPABILITY_BITS == incarnation ? word & (1 << CAPABILITY_BITS) - 1 : 0;
    }

    /** Changes some of what the user of a slot can do; does nothing if that has changed, or the slot is another's. */
    void changeCapabilities(int slot, long incarnation, long which, long from, long to) {
        long word = at(slot, CAPABILITIES);
        while (true) {
            long seen = mapping.getLong(word);
            if (seen >>> CAPABILITY_BITS != incarnation
                    || (seen & which) != from
                    || mapping.compareAndSetLong(word, seen, (seen & ~which) | to)) {
                return;
            }
        }
    }

    /** Returns which bell the last user of a slot had, whether it lives or not; 0 for none. */
    long lastBell(int slot) {
        return mapping.getLong(at(slot, CAPABILITIES)) & BELLS;
    }

    /** Whether the user of a slot is about to go with its process. */
    boolean isExiting(int slot) {
        return (capabilities(slot, incarnation(slot)) & EXITING) != 0;
    }

    /** Returns when the slot was claimed by its last user, in milliseconds of the wall clock: for people. */
    long claimedMillis(int slot) {
        return mapping.getLong(at(slot, CLAIMED));
    }

    long sidecar(int slot) {
        return mapping.getLong(at(slot, SIDECAR));
    }

    Liveness process(int slot) {
        return new Liveness(
                pid(slot),
                mapping.getLong(at(slot, START)),
                mapping.getLong(at(slot, SPACE)),
                mapping.getLong(at(slot, BOOT)));
    }

    /** Whether somebody claims a slot, or died when it did, through another sidecar than this. */
    boolean isClaimedBeside(int slot, long sidecar) {
        long claim = mapping.getLong(at(slot, INCARNATION)) & ~INCARNATION_MASK;
        return claim != 0 && claim != claim(sidecar);
    }

    private boolean isBeingClaimed(int slot) {
        return (mapping.getLong(at(slot, INCARNATION)) & ~INCARNATION_MASK) != 0;
    }

    /** Whether somebody who may live is in a slot that was claimed through another sidecar than this. */
    boolean isUsedBeside(int slot, long sidecar) {
        // Who is about to come looks at the sidecar of all when it has come, and goes if it is another.
        return pid(slot) != 0
                && !isExiting(slot)
                && !isBeingClaimed(slot)
                && sidecar(slot) != sidecar
                && process(slot).verdict() != Liveness.Verdict.GONE;
    }

    /** What is in the upper bits during a claim; not 0. Two sidecars that have it in common can hardly meet. */
    private static long claim(long sidecar) {
        return (sidecar << INCARNATION_BITS) | Long.MIN_VALUE;
    }

    /**
     * Writes a new user into a slot whose byte the caller holds.
     *
     * @param last the slot's incarnation when it was found to be free
     * @return the new incarnation, or 0 if somebody else was quicker: one with another sidecar
     */
    long claim(int slot, long last, Liveness process, long sidecar) {
        long incarnation = last + 1 & INCARNATION_MASK;
        long claim = claim(sidecar) | incarnation;
        long seen = mapping.getLong(at(slot, INCARNATION));
        if ((seen & INCARNATION_MASK) != last
                || isClaimedBeside(slot, sidecar)
                || !mapping.compareAndSetLong(at(slot, INCARNATION), seen, claim)) {
            return 0;
        }
        mapping.setLong(at(slot, PID), 0); // or who is killed from here on would look like the old user
        mapping.setLong(at(slot, START), process.start());
        mapping.setLong(at(slot, SPACE), process.space());
        mapping.setLong(at(slot, BOOT), process.boot());
        mapping.setLong(at(slot, SIDECAR), sidecar);
        mapping.setLong(at(slot, CAPABILITIES), incarnation << CAPABILITY_BITS);
        for (int i = 0; i < TICKET_WORDS; i++) {
            mapping.setLong(at(slot, TICKETS + i * Long.BYTES), 0);
        }
        mapping.setLong(at(slot, CLAIMED), System.currentTimeMillis());
        mapping.setLong(at(slot, PID), process.pid());
        return mapping.compareAndSetLong(at(slot, INCARNATION), claim, incarnation) ? incarnation : 0;
    }

    /** Frees a slot whose byte the caller holds. Its incarnation stays, for those that still know its owner. */
    void free(int slot) {
        mapping.setLong(at(slot, PID), 0);
    }

    /** Frees a slot of the time before a restart of the machine. */
    void freeAfterRestart(int slot) {
        if (pid(slot) != 0) {
            free(slot);
        }
        long seen = mapping.getLong(at(slot, INCARNATION));
        if ((seen & ~INCARNATION_MASK) != 0) { // its claimer is gone, whatever its sidecar was
            mapping.compareAndSetLong(at(slot, INCARNATION), seen, seen & INCARNATION_MASK);
        }
    }

    /**
     * Notes that a handle is on its way.
     *
     * @param first the ticket to try first, so that each is used again as late as can be
     * @return its ticket, or {@link #NO_TICKET} if all are out
     */
    int takeTicket(int slot, int first) {
        for (int i = 0; i < TICKET_COUNT; i++) {
            int ticket = (first + i) % TICKET_COUNT;
            long word = ticketWord(slot, ticket);
            long seen = mapping.getLong(word);
            if ((seen & 1L << ticket) == 0 && mapping.compareAndSetLong(word, seen, seen | 1L << ticket)) {
                return ticket;
            }
        }
        return NO_TICKET;
    }

    /** Notes that a handle has arrived; again is fine, as it can be read more than once. */
    void returnTicket(int slot, long incarnation, int ticket) {
        long word = ticketWord(slot, ticket);
        while (true) {
            long seen = mapping.getLong(word);
            if ((seen & 1L << ticket) == 0
                    || incarnation(slot) != incarnation
                    || mapping.compareAndSetLong(word, seen, seen & ~(1L << ticket))) {
                return;
            }
        }
    }

    boolean hasTicketsOut(int slot) {
        for (int i = 0; i < TICKET_WORDS; i++) {
            if (mapping.getLong(at(slot, TICKETS + i * Long.BYTES)) != 0) {
                return true;
            }
        }
        return false;
    }

    private static long ticketWord(int slot, int ticket) {
        return at(slot, TICKETS + ticket / Long.SIZE * Long.BYTES);
    }

    /** Makes the user of a slot look as one that was killed: for tests. */
    void pretendKilled(int slot) {
        mapping.setLong(at(slot, START), ~mapping.getLong(at(slot, START)));
    }
}
