package io.github.threeply.stress.support;

import io.github.threeply.ipc.shared.MappedCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A ring of counters in shared memory, each reachable through two mappings. A state of a stress test claims the next; the
 * ring holds more than jcstress keeps alive (40 strides of 256 states), so no two states meet in one counter.
 */
public final class MappedCounters {
    private static final int FILES = 2;
    private static final int COUNTERS_IN_A_FILE = 8_000; // the directory of one file holds 8192
    private static final int BYTES_OF_A_COUNTER = 128;

    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final List<TwoMemories> MEMORIES = new ArrayList<>();
    private static final MappedCounter[] FIRST = new MappedCounter[FILES * COUNTERS_IN_A_FILE];
    private static final MappedCounter[] SECOND = new MappedCounter[FILES * COUNTERS_IN_A_FILE];

    static {
        for (int slot = 0; slot < FIRST.length; slot++) {
            if (slot % COUNTERS_IN_A_FILE == 0) {
                MEMORIES.add(TwoMemories.ofCapacity((long) COUNTERS_IN_A_FILE * BYTES_OF_A_COUNTER));
            }
            TwoMemories memories = MEMORIES.get(slot / COUNTERS_IN_A_FILE);
            FIRST[slot] = memories.first().counter("c" + slot);
            SECOND[slot] = memories.second().counter("c" + slot);
        }
    }

    private MappedCounters() {}

    /** Returns the next slot, its counter at 0. */
    public static int claim() {
        int slot = Math.floorMod(NEXT.getAndIncrement(), FIRST.length);
        FIRST[slot].set(0);
        return slot;
    }

    /** Returns a slot's counter as one process sees it. */
    public static MappedCounter first(int slot) {
        return FIRST[slot];
    }

    /** Returns a slot's counter as the other process sees it. */
    public static MappedCounter second(int slot) {
        return SECOND[slot];
    }
}
