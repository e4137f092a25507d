package io.github.threeply.ipc.shared;

import static io.github.threeply.ipc.shared.QueueLayout.*;

import java.util.concurrent.TimeUnit;

/**
 * The ring of a queue, as one mapping sees it: positions, and takes; {@link QueuePuts} are the other half. It never waits for
 * room or for items.
 *
 * <pre>
 *   position   lap | index of the cell (capacity values, rounded up to a power of two)
 *   cell       FREE(lap) - CLAIMED(lap, owner) - PUBLISHED(lap) ------------------------- FREE(lap + 1)
 *                             owner dead |          |  - HELD(lap, owner) - done ------- FREE(lap + 1)
 *                                        |          |                     - given back - PUBLISHED(lap, R)
 *                                        |          + received
 *                                        +---------------------------------------------- FREE(lap + 1)
 *   a one-to-one queue goes from FREE to PUBLISHED; a closed one may go from FREE to SEALED
 * </pre>
 *
 * <p><b>Takes</b> copy the item out of the first published cell, and then free it by one compare-and-set, which fails if
 * anybody else had it: the lap makes each word of a cell unlike all words before. So there is no instant at which an item is
 * neither in the queue nor taken.
 *
 * <p><b>The end.</b> Who finds the queue closed and the next cell free seals that cell: a put that looked before the close
 * and comes now cannot claim it any more. Only then is the queue known to be empty for ever.
 *
 * <p><b>Hints.</b> Head and tail are only where to begin to look. Whoever moved on writes them, unordered; they may lag, and
 * never lead. The cells alone decide. A large one-to-one queue writes them every few items only ({@link QueueFastPath}).
 *
 * <p><b>Fences.</b> The compare-and-set of a publication, and that of a take, is the full fence between the change and the
 * look at the wait cell ({@link Waits}).
 */
final class QueueRing implements MemoryFile.Guest {
    /** There is no room, or no item. */
    static final long NONE = -1;
    /** Somebody is in the middle of something. */
    static final long UNSETTLED = -2;
    /** Closed, for {@link QueuePuts#claim}; closed and empty for ever, for {@link #find}. */
    static final long ENDED = -3;

    private static final long PROBE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    final Mapping mapping;
    final Membership membership;
    final Waits waits;
    final QueueEnd end;
    final QueueHolds holds;
    final QueuePuts puts;
    final QueueFastPath fast;
    final boolean oneToOne;
    final boolean drop;
    final int capacity;
    final int shift;
    final int maxBytes;
    private final long mask;
    private final long base;
    private final long cells;
    private final int stride;

    private volatile long probed = System.nanoTime() - PROBE_NANOS;

    QueueRing(MemoryFile file, Entry entry, QueueForm form, int maxBytes) {
        mapping = file.mapping();
        membership = file.membership();
        waits = file.waits();
        base = entry.dataOffset();
        cells = base + CELLS_AT;
        stride = entry.elementBytes();
        capacity = form.capacity();
        shift = 32 - Integer.numberOfLeadingZeros(capacity - 1);
        mask = (1L << shift) - 1;
        oneToOne = form.isOneToOne();
        drop = form.dropsWhenHolderDies();
        this.maxBytes = maxBytes;
        end = new QueueEnd(file, base);
        holds = new QueueHolds(this, base);
        puts = new QueuePuts(file, this, base);
        fast = new QueueFastPath(this, base, stride);
    }

    long itemsCell() {
        return base + ITEMS_CELL_AT;
    }

    long roomCell() {
        return base + ROOM_CELL_AT;
    }

    long cell(long position) {
        return cells + (position & mask) * stride;
    }

    long lap(long position) {
        return position >>> shift;
    }

    long next(long position) {
        return (position & mask) + 1 < capacity ? position + 1 : (lap(position) + 1) << shift;
    }

    /**
     * Returns the position after the one of which a cell, which is laps ahead, says that it was claimed: at most that of the
     * next claim, since claims are made in order.
     */
    long jump(long position, long ahead) {
        return next(position + ((ahead - 1) << shift));
    }

    /** Returns how many positions are from one up to another. */
    long distance(long from, long to) {
        return (lap(to) - lap(from)) * capacity + (to & mask) - (from & mask);
    }

    /** Follows a put or take that is made: what goes wrong here must not hide from the caller that it was. */
    void moveOn(int hint, long position, long waitCell) {
        try {
            fast.follow(hint, next(position));
            advance(hint, next(position));
        } catch (SharedMemoryClosedException | SharedStateLostException e) {
            // as below
        }
        wakeAfter(waitCell);
    }

    /** Wakes those at a wait cell after something that is made: as {@link #moveOn}. */
    void wakeAfter(long waitCell) {
        try {
            waits.wake(waitCell);
        } catch (SharedMemoryClosedException | SharedStateLostException e) {
            // It was made before this process detached. Who waits here finds the memory closed, others look by
            // themselves.
        }
    }

    /** Moves a hint on, unless it is further already. */
    void advance(int hint, long position) {
        if (WeakWords.getLongOpaque(mapping, base + hint) - position < 0) {
            WeakWords.setLongOpaque(mapping, base + hint, position);
        }
    }

    @Override
    public boolean leaving() {
        return puts.leaving();
    }

    @Override
    public void beforeDetach() {
        fast.beforeDetach();
        puts.beforeDetach();
    }

    // --- positions

    /** Returns the position whose cell is the first that was not claimed yet, or the sealed one. */
    long tail() {
        long position = WeakWords.getLongOpaque(mapping, base + TAIL_AT);
        while (true) {
            long word = mapping.getLongAcquire(cell(position));
            long ahead = ahead(word, lap(position));
            if (ahead > 0) {
                position = jump(position, ahead);
            } else if (ahead < 0 || state(word) == FREE || state(word) == SEALED) {
                return position;
            } else {
                position = next(position);
            }
        }
    }

    // --- takes

    /** Returns the position of an item to take, NONE if there is none now, UNSETTLED, or ENDED. */
    long find() {
        QueueFastPath.View view = fast.view();
        long position = view == null ? QueueFastPath.MISS : fast.find(view);
        if (position >= 0) {
            return position;
        }
        long ending = end.look();
        return (ending & QueueEnd.FROZEN) != 0 ? UNSETTLED : findFor(ending);
    }

    /** As find, for one who has frozen it too. */
    long findFor(long ending) {
        long again = holds.returned();
        if (again >= 0) {
            return again;
        }
        // Mostly the hint is exact, and this is all. Acquire: pairs with the publication, without which a consumer
        // could copy
        // the cell before the item is there.
        long hint = WeakWords.getLongOpaque(mapping, base + HEAD_AT);
        if (mapping.getLongAcquire(cell(hint)) == word(lap(hint), PUBLISHED)) {
            return hint;
        }
        while (true) {
            long position = head();
            long cell = cell(position);
            // Acquire: as above.
            long word = mapping.getLongAcquire(cell);
            long ahead = ahead(word, lap(position));
            int state = state(word);
            if (ahead < 0) {
                // All round the ring, at one that is held: there is nothing, but it is not the end either.
                return state == PUBLISHED ? position - (1L << shift) : NONE;
            }
            if (ahead == 0 && state == PUBLISHED) {
                return position;
            }
            if (ahead == 0 && state == CLAIMED) {
                return UNSETTLED;
            }
            if (ahead == 0 && state == SEALED) {
                return ended(position);
            }
            if (ahead == 0 && state == FREE) {
                if (!QueueEnd.isClosed(ending)) {
                    return NONE;
                }
                mapping.compareAndSetLong(cell, word, word(lap(position), SEALED));
            }
        }
    }

    /**
     * Returns the first position that is neither taken nor held.
     *
     * <p>Unlike the tail it must not go by the last claim of a cell that is laps ahead: that one may have been given up while
     * items before it are still inside. But it could be made only when all positions up to a lap before it were done with.
     */
    long head() {
        long position = WeakWords.getLongOpaque(mapping, base + HEAD_AT);
        while (true) {
            long word = mapping.getLongAcquire(cell(position));
            long ahead = ahead(word, lap(position));
            if (ahead > 0) {
                position = next(position + (Math.max(0, ahead - 2) << shift));
            } else if (ahead == 0 && state(word) == HELD) {
                position = next(position);
            } else {
                return position;
            }
        }
    }

    private long ended(long position) {
        if (holds.wereEver()) {
            long outstanding = holds.scan(position, false);
            if (outstanding != NONE) {
                return outstanding == UNSETTLED ? NONE : outstanding;
            }
        }
        return end.drain() == 0 ? UNSETTLED : ENDED;
    }

    /** Reads the length of an item that was found; whether it is right, only {@link #free} tells. */
    int length(long position) {
        int length = WeakWords.getIntOpaque(mapping, cell(position) + ITEM_IN_CELL);
        return Math.max(0, Math.min(length, maxBytes));
    }

    /** Frees the cell of an item that was copied. Returns false if somebody else has it: then the copy means nothing. */
    boolean free(long position) {
        QueueFastPath.View view = fast.view();
        if (view != null && fast.free(view, position)) {
            return true;
        }
        long lap = lap(position);
        if (change(position, word(lap, PUBLISHED), word(lap + 1, FREE))
                || change(position, word(lap, PUBLISHED) | REDELIVERED, word(lap + 1, FREE))) {
            moveOn(HEAD_AT, position, roomCell());
            return true;
        }
        return false;
    }

    boolean change(long position, long from, long to) {
        return mapping.compareAndSetLong(cell(position), from, to);
    }

    /** Whether nobody of this process has looked for the dead just now. */
    boolean isTimeToProbe() {
        return System.nanoTime() - probed >= PROBE_NANOS;
    }

    /** Looks whether somebody died in the middle of something that takes wait for. Returns whether there is more to take. */
    boolean probeItems() {
        probed = System.nanoTime();
        boolean found = end.takeBack();
        long position = head();
        long word = mapping.getLong(cell(position));
        if (state(word) == CLAIMED && ahead(word, lap(position)) == 0) {
            found |= holds.resolve(cell(position), word);
        }
        if (holds.wereEver() && holds.scan(position, true) >= 0) {
            // Who gave it back may have died before it said so; once more does no harm.
            holds.announce();
            found = true;
        }
        if (found) {
            wakeAll();
        }
        return found;
    }

    void wakeAll() {
        waits.wake(itemsCell());
        waits.wake(roomCell());
    }

    // --- numbers

    /** Returns how many items are inside; held ones are not. */
    int size() {
        long inside = distance(head(), tail());
        if (holds.wereEver()) {
            inside += holds.count(PUBLISHED);
        }
        return (int) Math.max(0, Math.min(capacity, inside));
    }

    long accepted() {
        return distance(0, tail()) - stat(SKIPPED_AT);
    }

    long stat(int at) {
        return WeakWords.getLongOpaque(mapping, base + at);
    }

    void count(int at) {
        mapping.getAndAddLong(base + at, 1);
    }
}
