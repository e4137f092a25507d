package io.github.threeply.stress.support;

import io.github.threeply.ipc.shared.SharedArray;
import java.util.concurrent.atomic.AtomicInteger;

/** A ring of slots of some bytes in shared memory, each reachable through two mappings; see {@link MappedCounters}. */
public final class MappedBytes {
    /** How far a byte of a slot may be from the first for another cache line. */
    public static final int APART = 128;

    private static final int SLOTS = 1 << 15;
    private static final int BYTES = SLOTS * 2 * APART;
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final TwoMemories MEMORIES = TwoMemories.ofCapacity(BYTES);

    /** The bytes as one process sees them. */
    public static final SharedArray.OfByte FIRST = MEMORIES.first().byteArray("bytes", BYTES);

    /** The bytes as the other process sees them. */
    public static final SharedArray.OfByte SECOND = MEMORIES.second().byteArray("bytes", BYTES);

    private MappedBytes() {}

    /** Returns the index of the next slot, with its first four bytes, and the one {@link #APART}, at 0. */
    public static long claim() {
        long index = Math.floorMod(NEXT.getAndIncrement(), SLOTS) * 2L * APART;
        for (int i = 0; i < 4; i++) {
            FIRST.set(index + i, (byte) 0);
        }
        FIRST.set(index + APART, (byte) 0);
        return index;
    }
}
