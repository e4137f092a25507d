package io.github.threeply.stress.support;

import io.github.threeply.ipc.shared.SharedValue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A ring of records in shared memory, each reachable through two mappings; see {@link MappedCounters}.
 */
public final class MappedRecords {
    /**
     * More than one word, so that half of it can be seen.
     *
     * @param a one part
     * @param b another, the same if nobody wrote half of it
     * @param c another
     * @param d another
     */
    public record Four(long a, long b, long c, long d) {
        /** Returns one with all parts the same. */
        public static Four of(long all) {
            return new Four(all, all, all, all);
        }

        /** Returns what all parts are, or -1 if they are not the same. */
        public long whole() {
            return a == b && a == c && a == d ? a : -1;
        }
    }

    private static final int FILES = 4;
    private static final int RECORDS_IN_A_FILE = 4_000; // one takes two lines of the directory of 1 MiB
    private static final int BYTES_OF_A_RECORD = 256;

    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final List<SharedValue<Four>> FIRST = new ArrayList<>();
    private static final List<SharedValue<Four>> SECOND = new ArrayList<>();

    static {
        for (int file = 0; file < FILES; file++) {
            TwoMemories memories = TwoMemories.ofCapacity((long) RECORDS_IN_A_FILE * BYTES_OF_A_RECORD);
            for (int i = 0; i < RECORDS_IN_A_FILE; i++) {
                FIRST.add(memories.first().value("r" + i, Four.class));
                SECOND.add(memories.second().value("r" + i, Four.class));
            }
        }
    }

    private MappedRecords() {}

    /** Returns the next slot, all parts of its record at 0. */
    public static int claim() {
        int slot = Math.floorMod(NEXT.getAndIncrement(), FIRST.size());
        FIRST.get(slot).set(Four.of(0));
        return slot;
    }

    /** Returns a slot's record as one process sees it. */
    public static SharedValue<Four> first(int slot) {
        return FIRST.get(slot);
    }

    /** Returns a slot's record as the other process sees it. */
    public static SharedValue<Four> second(int slot) {
        return SECOND.get(slot);
    }
}
