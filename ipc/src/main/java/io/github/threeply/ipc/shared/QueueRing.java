package io.github.threeply.ipc.shared;

import static io.github.threeply.ipc.shared.QueueLayout.*;

import io.github.threeply.core.Offer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The ring of a queue, as one mapping sees it. It never waits for room or for items.
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
 * <p><b>Puts</b> claim the first cell that is free, by one compare-and-set, write the item, and publish it. The claim is the
 * instant at which a put takes effect, if its process lives to publish. Cells are claimed in order: only who has seen a cell
 * taken goes on to the next.
 *
 * <p><b>Takes</b> copy the item out of the first published cell, and then free it by one compare-and-set, which fails if
 * anybody else had it: the lap makes each word of a cell unlike all words before. So there is no instant at which an item is
 * neither in the queue nor taken.
 *
 * <p><b>The end.</b> Who finds the queue closed and the next cell free seals that cell: a put that looked before the close
 * and comes now cannot claim it any more. Only then is the queue known to be empty for ever.
 *
 * <p><b>Hints.</b> Head and tail are only where to begin to look. Whoever moved on writes them, unordered; they may lag, and
 * never lead. The cells alone decide.
 *
 * <p><b>Fences.</b> The compare-and-set of a claim, and that of a take, is the full fence between the change and the look at
 * the wait cell ({@link Waits}). Who waits for items therefore never sleeps while the first cell is CLAIMED: it was claimed
 * before its producer looked whether somebody sleeps.
 *
 * <p><b>Leaving.</b> A producer that was taken for dead would write into a cell that is another's by now. So its user does
 * not leave the file while it is between claim and publication ({@link #beforeDetach}): who has claimed a cell looks
 * whether the user is leaving, and gives the claim up; who leaves says so, and then looks at the cells. Both are volatile,
 * so at least one sees the other. A thread that stands still for longer than that waits finds at the publication that the
 * cell is not its own any more.
 */
final class QueueRing implements MemoryFile.Guest {
    /** There is no room, or no item. */
    static final long NONE = -1;
    /** Somebody is in the middle of something. */
    static final long UNSETTLED = -2;
    /** Closed, for {@link #claim}; closed and empty for ever, for {@link #find}. */
    static final long ENDED = -3;

    /** How long leaving waits for a thread in the middle of a put, which takes microseconds. */
    private static final long LONGEST_FAREWELL_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long PROBE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** Keeps it reachable, and so in use, as long as anything runs here: a forgotten file is left. */
    private final MemoryFile file;

    final Mapping mapping;
    final Membership membership;
    final Waits waits;
    final QueueEnd end;
    final QueueHolds holds;
    final boolean oneToOne;
    final boolean drop;
    final int capacity;
    final int shift;
    final int maxBytes;
    private final long mask;
    private final long base;
    private final long cells;
    private final int stride;

    private volatile boolean leaving;
    private volatile long probed = System.nanoTime() - PROBE_NANOS;

    QueueRing(MemoryFile file, Entry entry, QueueForm form, int maxBytes) {
        this.file = file;
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
    private long jump(long position, long ahead) {
        return next(position + ((ahead - 1) << shift));
    }

    /** Returns how many positions are from one up to another. */
    long distance(long from, long to) {
        return (lap(to) - lap(from)) * capacity + (to & mask) - (from & mask);
    }

    /** Moves a hint on, unless it is further already. */
    void advance(int hint, long position) {
        if (WeakWords.getLongOpaque(mapping, base + hint) - position < 0) {
            WeakWords.setLongOpaque(mapping, base + hint, position);
        }
    }

    // --- puts

    /** Adds an item: a long, or bytes if they are not null. */
    Offer place(long value, byte @Nullable [] bytes, int from, int length) {
        while (true) {
            long me = oneToOne ? Membership.NOBODY : membership.me();
            long position = claim(me);
            if (position < 0) {
                return position == ENDED ? Offer.CLOSED : Offer.FULL;
            }
            boolean published = false;
            try {
                if (leaving) {
                    throw new SharedMemoryClosedException(file.id().path());
                }
                long cell = cell(position);
                if (bytes == null) {
                    WeakWords.setLongOpaque(mapping, cell + ITEM_IN_CELL, value);
                } else {
                    WeakWords.setIntOpaque(mapping, cell + ITEM_IN_CELL, length);
                    WeakWords.write(mapping, cell + BYTES_IN_CELL, bytes, from, length);
                }
                published = publish(position, me);
            } finally {
                if (!published && !oneToOne) {
                    giveUp(position, me);
                }
            }
            if (published) {
                advance(TAIL_AT, next(position));
                waits.wake(itemsCell());
                return Offer.ACCEPTED;
            }
        }
    }

    /** Returns the position that is ours to fill, NONE if there is no room, or ENDED. */
    long claim(long me) {
        long position = WeakWords.getLongOpaque(mapping, base + TAIL_AT);
        while (true) {
            long cell = cell(position);
            // Acquire: pairs with the compare-and-set that freed the cell. Without it our item could be written over the
            // one that its consumer still copies.
            long word = mapping.getLongAcquire(cell);
            long ahead = ahead(word, lap(position));
            int state = state(word);
            if (ahead > 0) {
                position = jump(position, ahead);
            } else if (ahead == 0 && state != FREE && state != SEALED) {
                position = next(position);
            } else if (state == SEALED || QueueEnd.isClosed(end.look())) {
                // The look comes after the cell was seen: if the queue was open then, and the cell is still as it was when
                // we claim it, nobody can have found the end before it. Else a put could be accepted after an abort.
                return ENDED;
            } else if (ahead < 0) {
                return NONE; // exact: the item of the lap before is still there, and nobody has come so far
            } else if (oneToOne || mapping.compareAndSetLong(cell, word, word(lap(position), CLAIMED, me))) {
                return position;
            }
        }
    }

    /** Returns the position whose cell is the first that was not claimed yet, or the sealed one. */
    private long tail() {
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

    /** Returns false if the cell is not ours to publish: it was sealed, or we were taken for dead. */
    boolean publish(long position, long me) {
        long lap = lap(position);
        if (!oneToOne) {
            // As a release it pairs with the acquire in find(): without it a consumer could copy the cell before the item
            // is there. A mere store would bring an item of a lap that is over into a cell that was taken from us.
            return change(position, word(lap, CLAIMED, me), word(lap, PUBLISHED));
        }
        if (mapping.compareAndSetLong(cell(position), word(lap, FREE), word(lap, PUBLISHED))) {
            return true;
        }
        if (state(mapping.getLong(cell(position))) != SEALED) {
            throw new IllegalStateException(
                    "Two threads put into a one-to-one queue at the same time; this one has added"
                            + " nothing. Use the general form.");
        }
        return false;
    }

    /** Something went wrong between claim and publication: nobody shall wait for it. */
    private void giveUp(long position, long me) {
        try {
            long lap = lap(position);
            if (change(position, word(lap, CLAIMED, me), word(lap + 1, FREE))) {
                count(SKIPPED_AT);
            }
            wakeAll();
        } catch (SharedMemoryClosedException | SharedStateLostException e) {
            // Then it waits for nobody who is here; the others take us for dead.
        }
    }

    @Override
    public void beforeDetach() {
        leaving = true;
        boolean interrupted = Thread.interrupted(); // or the pauses were none
        try {
            long start = System.nanoTime();
            for (int round = 0; isInTheMiddle() && System.nanoTime() - start < LONGEST_FAREWELL_NANOS; round++) {
                QueueEnd.pause(round);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whether a thread of ours is between claim and publication. No claim is older than the head, which stops at it. */
    private boolean isInTheMiddle() {
        if (oneToOne || membership.slotIfClaimed() < 0) {
            return false;
        }
        long me = membership.me();
        long tail = tail();
        for (long position = head(); distance(position, tail) > 0; position = next(position)) {
            if (mapping.getLong(cell(position)) == word(lap(position), CLAIMED, me)) {
                return true;
            }
        }
        return false;
    }

    boolean isFull() {
        if (QueueEnd.isClosed(end.look())) {
            return false;
        }
        long position = tail();
        return ahead(mapping.getLongAcquire(cell(position)), lap(position)) < 0;
    }

    /** Whether the cell that a put needs is somebody's, who may be dead. */
    boolean isBehindAnOwner() {
        return hasOwner(mapping.getLong(cell(tail())));
    }

    private static boolean hasOwner(long word) {
        return state(word) == CLAIMED || state(word) == HELD;
    }

    /** If the cell that a put needs is that of a dead process, frees it. Returns whether there may be room now. */
    boolean probeRoom() {
        long cell = cell(tail());
        long word = mapping.getLong(cell);
        return hasOwner(word) && holds.resolve(cell, word);
    }

    // --- takes

    /** Returns the position of an item to take, NONE if there is none now, UNSETTLED, or ENDED. */
    long find() {
        long ending = end.look();
        return (ending & QueueEnd.FROZEN) != 0 ? UNSETTLED : findFor(ending);
    }

    /** As find, for one who has frozen it too. */
    long findFor(long ending) {
        long again = holds.returned();
        if (again >= 0) {
            return again;
        }
        while (true) {
            long position = head();
            long cell = cell(position);
            // Acquire: pairs with the release in publish().
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
        long lap = lap(position);
        if (change(position, word(lap, PUBLISHED), word(lap + 1, FREE))
                || change(position, word(lap, PUBLISHED) | REDELIVERED, word(lap + 1, FREE))) {
            advance(HEAD_AT, next(position));
            waits.wake(roomCell());
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
