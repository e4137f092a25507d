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
    private final Map<Long, Cell> cells = new ConcurrentHashMap<>();
    private volatile boolean closed;

    Sleepers(Mapping mapping) {
        this.mapping = mapping;
    }

    /** A cell at which threads sleep. Used only under the lock of its entry in the map. */
    private static final class Cell {
        @Nullable
        Sleeper first;

        /** The count of the cell when somebody last had its sleepers look. */
        int seen;
    }

    /** A thread that sleeps at a cell; those of one cell make a list. */
    static final class Sleeper {
        private final Thread thread = Thread.currentThread();
        private final long cell;
        private final long bit;

        /** Whether the system wakes it at the word, so that it need not be unparked. */
        private final boolean onWord;

        private @Nullable Sleeper next;

        private Sleeper(long cell, long bit, boolean onWord) {
            this.cell = cell;
            this.bit = bit;
            this.onWord = onWord;
        }

        private long wordWithBit() {
            return cell + (onWord ? Waits.ON_WORD : Waits.PARKED);
        }

        boolean onWord() {
            return onWord;
        }
    }

    /** Says that the current thread sleeps at a cell from now on. A wake from here on ends its next sleep. */
    Sleeper enter(long at, int slot, boolean onWord) {
        Sleeper sleeper = new Sleeper(at, 1L << slot, onWord);
        cells.compute(at, (key, known) -> {
            checkOpen();
            Cell cell = known;
            setBit(sleeper);
            if (cell == null) {
                cell = new Cell();
                // After the bit. Who stores before we read this sees neither bit nor need: we look at the condition
                // later.
                cell.seen = mapping.getNativeInt(at);
            }
            sleeper.next = cell.first;
            cell.first = sleeper;
            return cell;
        });
        return sleeper;
    }

    void leave(Sleeper sleeper) {
        cells.computeIfPresent(sleeper.cell, (key, cell) -> {
            if (closed) {
                return cell; // close() clears the bits, and must find us for that; later they may be another user's
            }
            boolean last = true;
            Sleeper before = null;
            for (Sleeper other = cell.first; other != null; other = other.next) {
                if (other == sleeper) {
                    if (before == null) {
                        cell.first = other.next;
                    } else {
                        before.next = other.next;
                    }
                } else {
                    last &= other.onWord != sleeper.onWord;
                    before = other;
                }
            }
            if (last) {
                clearBit(sleeper);
            }
            return cell.first == null ? null : cell;
        });
    }

    private void setBit(Sleeper sleeper) {
        long word = sleeper.wordWithBit();
        while (true) {
            long seen = mapping.getLong(word);
            // Also if it is there already: the compare-and-set is the fence between this and the look at the condition.
            if (mapping.compareAndSetLong(word, seen, seen | sleeper.bit)) {
                return;
            }
        }
    }

    private void clearBit(Sleeper sleeper) {
        try {
            clearBits(mapping, sleeper.wordWithBit(), sleeper.bit);
        } catch (SharedMemoryClosedException | SharedStateLostException e) {
            // Detached meanwhile; close() has cleared the bits that were there.
        }
    }

    static void clearBits(Mapping mapping, long word, long bits) {
        while (true) {
            long seen = mapping.getLong(word);
            if ((seen & bits) == 0 || mapping.compareAndSetLong(word, seen, seen & ~bits)) {
                return;
            }
        }
    }

    /** Wakes those at a cell that are parked. */
    void wake(long at) {
        cells.computeIfPresent(at, (key, cell) -> {
            unpark(cell);
            return cell;
        });
    }

    /** Wakes all those at a cell. */
    void wakeAll(long at) {
        cells.computeIfPresent(at, (key, cell) -> {
            unpark(cell);
            wakeOnWord(at, cell);
            return cell;
        });
    }

    /** Wakes those at all cells that were woken since the last time: somebody rang and did not say which. */
    void wakeChanged() {
        for (Long at : cells.keySet()) {
            cells.computeIfPresent(at, (key, cell) -> {
                int count = mapping.getNativeInt(at);
                if (count != cell.seen) {
                    cell.seen = count;
                    unpark(cell);
                    wakeOnWord(at, cell);
                }
                return cell;
            });
        }
    }

    /** Wakes those at all cells, whatever they wait for, to look for the dead. */
    void wakeEverybody() {
        for (Long at : cells.keySet()) {
            cells.computeIfPresent(at, (key, cell) -> {
                mapping.getAndAddNativeInt(at, 1); // or one that is about to sleep on the word would miss this
                unpark(cell);
                wakeOnWord(at, cell);
                return cell;
            });
        }
    }

    private static void unpark(Cell cell) {
        for (Sleeper sleeper = cell.first; sleeper != null; sleeper = sleeper.next) {
            if (!sleeper.onWord) {
                LockSupport.unpark(sleeper.thread);
            }
        }
    }

    private void wakeOnWord(long at, Cell cell) {
        for (Sleeper sleeper = cell.first; sleeper != null; sleeper = sleeper.next) {
            if (sleeper.onWord) {
                mapping.wakeNativeInt(at);
                return;
            }
        }
    }

    /** Throws if {@link #close} was called: who is woken by it must not sleep again. */
    void checkOpen() {
        if (closed) {
            throw new SharedMemoryClosedException(mapping.file().path());
        }
    }

    /** Wakes everybody, once and for all, and takes the bits out of the cells. Called while the file is still mapped. */
    synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (Long at : cells.keySet()) {
            cells.computeIfPresent(at, (key, cell) -> {
                for (Sleeper sleeper = cell.first; sleeper != null; sleeper = sleeper.next) {
                    clearBit(sleeper);
                }
                unpark(cell);
                try {
                    mapping.getAndAddNativeInt(at, 1); // or one that is about to sleep on the word would miss this
                    wakeOnWord(at, cell);
                } catch (SharedMemoryClosedException | SharedStateLostException e) {
                    // The state was lost before: they find out at the end of their slice.
                }
                return cell;
            });
        }
    }
}
