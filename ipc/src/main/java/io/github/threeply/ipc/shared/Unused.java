package io.github.threeply.ipc.shared;

import java.io.IOException;
import java.nio.channels.FileLock;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds out whether a file has no users any more, and lets nobody become one as long as this is open: by locking the bytes
 * of all slots.
 *
 * <p><b>Those that exit</b> do not count. They keep their slots to the end of their processes, since their threads may still be
 * at work in the file, but of two that exit at the same time one must find that nobody is left. Their bytes cannot be
 * locked; so whoever acts on this looks once more, after its mark, whether they are still the same ones. One who has come
 * in between becomes a user first and then looks for the mark: so at least one of the two sees the other.
 */
final class Unused implements AutoCloseable {
    private final SlotTable slots;
    private final Sidecar sidecar;
    private final List<FileLock> locks = new ArrayList<>();
    private final long exiting;
    private final long[] incarnations = new long[Layout.SLOT_COUNT];
    private final boolean isSo;

    Unused(SlotTable slots, Sidecar sidecar) throws IOException {
        this.slots = slots;
        this.sidecar = sidecar;
        this.exiting = exiting();
        boolean locked = false;
        try {
            locked = lockOthers();
            isSo = locked && nobodyRuns();
        } finally {
            if (!locked) {
                close();
            }
        }
    }

    private long exiting() {
        long found = 0;
        for (int slot = 0; slot < Layout.SLOT_COUNT; slot++) {
            incarnations[slot] = slots.incarnation(slot);
            if (slots.pid(slot) != 0 && slots.isExiting(slot)) {
                found |= 1L << slot;
            }
        }
        return found;
    }

    private boolean isExiting(int slot) {
        return (exiting & 1L << slot) != 0;
    }

    /** Locks all bytes but those of users that exit, neighbours at once. */
    private boolean lockOthers() throws IOException {
        int from = 0;
        while (from < Layout.SLOT_COUNT) {
            int to = from;
            while (to < Layout.SLOT_COUNT && !isExiting(to)) {
                to++;
            }
            if (to > from) {
                FileLock lock = sidecar.tryLock(from, to - from);
                if (lock == null) {
                    return false;
                }
                locks.add(lock);
            }
            from = to + 1;
        }
        return true;
    }

    /** The second look: somebody may have lost the byte of its slot, or goes by another sidecar; see {@link Membership}. */
    private boolean nobodyRuns() {
        for (int slot = 0; slot < Layout.SLOT_COUNT; slot++) {
            if (!isExiting(slot)
                    && slots.pid(slot) != 0
                    && (slots.isUsedBeside(slot, sidecar.id())
                            || slots.process(slot).verdict() == Liveness.Verdict.RUNS)) {
                return false;
            }
        }
        return true;
    }

    /** Whether nobody who goes on lived. */
    boolean isSo() {
        return isSo;
    }

    /** Whether nobody has come since in the place of one that was about to exit. */
    boolean isStillSo() {
        for (int slot = 0; slot < Layout.SLOT_COUNT; slot++) {
            if (isExiting(slot) && slots.incarnation(slot) != incarnations[slot]) {
                return false;
            }
        }
        return isSo;
    }

    @Override
    public void close() {
        locks.forEach(Sidecar::release);
        locks.clear();
    }
}
