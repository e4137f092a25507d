package io.github.threeply.stress.support;

import io.github.threeply.ipc.shared.SharedArray;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A ring of slots of two longs in shared memory, each reachable through two mappings; see {@link MappedCounters}.
 */
public final class MappedWords {
    /** How far the second long of a slot is from the first: on another cache line. */
    public static final int APART = 16;

    private static final int SLOTS = 1 << 15;
    private static final int WORDS = SLOTS * 2 * APART;
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final TwoMemories MEMORIES = TwoMemories.ofCapacity((long) WORDS * Long.BYTES);

    /** The longs as one process sees them. */
    public static final SharedArray.OfLong FIRST = MEMORIES.first().longArray("words", WORDS);

    /** The longs as the other process sees them. */
    public static final SharedArray.OfLong SECOND = MEMORIES.second().longArray("words", WORDS);

    private MappedWords() {}

    /** Returns the index of the next slot, both its longs at 0. */
    public static long claim() {
        long index = Math.floorMod(NEXT.getAndIncrement(), SLOTS) * 2L * APART;
        FIRST.set(index, 0);
        FIRST.set(index + APART, 0);
        return index;
    }
}
