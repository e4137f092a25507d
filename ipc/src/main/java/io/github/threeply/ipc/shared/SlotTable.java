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
 * </pre>
 *
 * <p><i>Incarnation</i> goes up by one whenever a slot is claimed, and never down: an owner word with another one is of a
 * user that is gone. <i>Pid</i> is written last at a claim and cleared first, so who reads it, and then an incarnation
 * that it knows, reads what belongs together.
 */
final class SlotTable {
    /** This user has a socket at which it can be woken. */
    static final long HAS_BELL = 1;

    /** This user sleeps on the word itself. */
    static final long HAS_FUTEX = 2;

    private static final int INCARNATION = 0;
    private static final int PID = 8;
    private static final int START = 16;
    private static final int SPACE = 24;
    private static final int BOOT = 32;
    private static final int CAPABILITIES = 40;
    private static final int SIDECAR = 48;
    private static final int CLAIMED = 56;

    private final Mapping mapping;

    SlotTable(Mapping mapping) {
        this.mapping = mapping;
    }

    private static long at(int slot, int field) {
        return Layout.HEADER_BYTES + (long) slot * Layout.LINE + field;
    }

    long incarnation(int slot) {
        return mapping.getLong(at(slot, INCARNATION));
    }

    /** Returns the process number of the slot's user, or 0 if it is free. */
    long pid(int slot) {
        return mapping.getLong(at(slot, PID));
    }

    long capabilities(int slot) {
        return mapping.getLong(at(slot, CAPABILITIES));
    }

    void setCapabilities(int slot, long capabilities) {
        mapping.setLong(at(slot, CAPABILITIES), capabilities);
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

    /** Writes a new user into a slot whose byte the caller holds, and returns its incarnation. */
    long claim(int slot, Liveness process, long sidecar) {
        // First, so that a killed claimant does not leave the new incarnation with the process of the old one.
        mapping.setLong(at(slot, PID), 0);
        mapping.setLong(at(slot, CAPABILITIES), 0);
        long incarnation = mapping.getLong(at(slot, INCARNATION)) + 1;
        mapping.setLong(at(slot, INCARNATION), incarnation);
        mapping.setLong(at(slot, START), process.start());
        mapping.setLong(at(slot, SPACE), process.space());
        mapping.setLong(at(slot, BOOT), process.boot());
        mapping.setLong(at(slot, SIDECAR), sidecar);
        mapping.setLong(at(slot, CLAIMED), System.currentTimeMillis());
        mapping.setLong(at(slot, PID), process.pid());
        return incarnation;
    }

    /** Frees a slot whose byte the caller holds. Its incarnation stays, for those that still know its owner. */
    void free(int slot) {
        mapping.setLong(at(slot, PID), 0);
        mapping.setLong(at(slot, CAPABILITIES), 0);
    }

    /** Makes the user of a slot look as one that was killed: for tests. */
    void pretendKilled(int slot) {
        mapping.setLong(at(slot, START), ~mapping.getLong(at(slot, START)));
    }
}
