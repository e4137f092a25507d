package io.github.threeply.stress.support;

import io.github.threeply.ipc.shared.SharedLock;
import io.github.threeply.ipc.shared.SharedReadWriteLock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A ring of locks in shared memory, each reachable through two mappings; see {@link MappedCounters}. */
public final class MappedLocks {
    private static final int FILES = 2;
    private static final int LOCKS_IN_A_FILE = 8_000; // the directory of one file holds 8192
    private static final int BYTES_OF_A_LOCK = 1024;

    /** Fewer: they are large, and tests that hold one only for a moment may meet in it. */
    private static final int READ_WRITE_LOCKS = 1_000;

    private static final int BYTES_OF_A_READ_WRITE_LOCK = 9344;

    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final List<TwoMemories> MEMORIES = new ArrayList<>();
    private static final SharedLock[] FIRST = new SharedLock[FILES * LOCKS_IN_A_FILE];
    private static final SharedLock[] SECOND = new SharedLock[FILES * LOCKS_IN_A_FILE];

    static {
        for (int slot = 0; slot < FIRST.length; slot++) {
            if (slot % LOCKS_IN_A_FILE == 0) {
                MEMORIES.add(TwoMemories.ofCapacity((long) LOCKS_IN_A_FILE * BYTES_OF_A_LOCK));
            }
            TwoMemories memories = MEMORIES.get(slot / LOCKS_IN_A_FILE);
            FIRST[slot] = memories.first().lock("l" + slot);
            SECOND[slot] = memories.second().lock("l" + slot);
        }
    }

    private MappedLocks() {}

    /** Returns the next slot. Its lock is free, if all who had it before have released it. */
    public static int claim() {
        return Math.floorMod(NEXT.getAndIncrement(), FIRST.length);
    }

    /** Returns a slot's lock as one process sees it. */
    public static SharedLock first(int slot) {
        return FIRST[slot];
    }

    /** Returns a slot's lock as the other process sees it. */
    public static SharedLock second(int slot) {
        return SECOND[slot];
    }

    /** The read-write locks, made only where they are used. */
    private static final class ReadWrite {
        static final SharedReadWriteLock[] FIRST = new SharedReadWriteLock[READ_WRITE_LOCKS];
        static final SharedReadWriteLock[] SECOND = new SharedReadWriteLock[READ_WRITE_LOCKS];
        static final TwoMemories MEMORIES =
                TwoMemories.ofCapacity((long) READ_WRITE_LOCKS * BYTES_OF_A_READ_WRITE_LOCK);

        static {
            for (int slot = 0; slot < READ_WRITE_LOCKS; slot++) {
                FIRST[slot] = MEMORIES.first().readWriteLock("rw" + slot);
                SECOND[slot] = MEMORIES.second().readWriteLock("rw" + slot);
            }
        }
    }

    /** Returns a slot's read-write lock as one process sees it. */
    public static SharedReadWriteLock firstReadWrite(int slot) {
        return ReadWrite.FIRST[slot % READ_WRITE_LOCKS];
    }

    /** Returns a slot's read-write lock as the other process sees it. */
    public static SharedReadWriteLock secondReadWrite(int slot) {
        return ReadWrite.SECOND[slot % READ_WRITE_LOCKS];
    }
}
