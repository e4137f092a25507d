package io.github.threeply.ipc.shared;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one user that sleep at wait cells. The first one at a cell sets the user's bit in it, the last one clears
 * it; both under the lock of the cell's entry here, so that one who leaves does not clear the bit of one who comes.
 */
final class Sleepers {
    private final Mapping mapping;
    private final Map<Long, Sleeper> firsts = new ConcurrentHashMap<>();
    private volatile boolean closed;

    Sleepers(Mapping mapping) {
        this.mapping = mapping;
    }

    /** A thread that sleeps at a cell; those of one cell make a list. */
    static final class Sleeper {
        private final Thread thread = Thread.currentThread();
        private final long cell;
        private final long word;
        private final long bit;
        private @Nullable Sleeper next;

        private Sleeper(long cell, long word, long bit) {
            this.cell = cell;
            this.word = word;
            this.bit = bit;
        }

        /** Sleeps until woken, for some time, or for no reason. */
        void park(long nanos) {
            LockSupport.parkNanos(this, nanos);
        }
    }

    /** Says that the current thread sleeps at a cell from now on. A wake from here on ends its next sleep. */
    Sleeper enter(long cell, int word, long bit) {
        Sleeper sleeper = new Sleeper(cell, cell + word, bit);
        firsts.compute(cell, (key, first) -> {
            checkOpen();
            setBit(sleeper);
            sleeper.next = first;
            return sleeper;
        });
        return sleeper;
    }

    void leave(Sleeper sleeper) {
        firsts.computeIfPresent(sleeper.cell, (key, first) -> {
            Sleeper rest = without(first, sleeper);
            if (rest == null && !mapping.isDetached()) {
                clearBit(sleeper);
            }
            return rest;
        });
    }

    private static @Nullable Sleeper without(Sleeper first, Sleeper gone) {
        if (first == gone) {
            return first.next;
        }
        for (Sleeper at = first; at.next != null; at = at.next) {
            if (at.next == gone) {
                at.next = gone.next;
                break;
            }
        }
        return first;
    }

    private void setBit(Sleeper sleeper) {
        while (true) {
            long seen = mapping.getLong(sleeper.word);
            // Also if it is there already: the compare-and-set is the fence between this and the look at the condition.
            if (mapping.compareAndSetLong(sleeper.word, seen, seen | sleeper.bit)) {
                return;
            }
        }
    }

    private void clearBit(Sleeper sleeper) {
        try {
            while (true) {
                long seen = mapping.getLong(sleeper.word);
                if (mapping.compareAndSetLong(sleeper.word, seen, seen & ~sleeper.bit)) {
                    return;
                }
            }
        } catch (SharedMemoryClosedException | SharedStateLostException e) {
            // Detached in the meantime: then the slot is free, and who wakes it finds nobody.
        }
    }

    /** Wakes those at a cell. */
    void wake(long cell) {
        // Not get: the list may be changed only under the lock of its entry, and read too.
        firsts.computeIfPresent(cell, (key, first) -> {
            unpark(first);
            return first;
        });
    }

    private static void unpark(Sleeper first) {
        for (Sleeper at = first; at != null; at = at.next) {
            LockSupport.unpark(at.thread);
        }
    }

    /** Throws if {@link #close} was called: who is woken by it must not sleep again. */
    void checkOpen() {
        if (closed) {
            throw new SharedMemoryClosedException(mapping.file().path());
        }
    }

    /** Wakes everybody, once and for all. */
    void close() {
        closed = true;
        for (Long cell : firsts.keySet()) {
            firsts.computeIfPresent(cell, (key, first) -> {
                clearBit(first);
                unpark(first);
                return first;
            });
        }
    }
}
