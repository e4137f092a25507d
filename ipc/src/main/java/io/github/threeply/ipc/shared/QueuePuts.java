package io.github.threeply.ipc.shared;

import static io.github.threeply.ipc.shared.QueueLayout.*;

import io.github.threeply.core.Offer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How items get into the {@link QueueRing}.
 *
 * <p><b>Puts</b> claim the first cell that is free, by one compare-and-set, write the item, and publish it. The claim is the
 * instant at which a put takes effect, if its process lives to publish. Cells are claimed in order: only who has seen a cell
 * taken goes on to the next.
 *
 * <p><b>Leaving.</b> A producer that was taken for dead would write into a cell that is another's by now. So its user does
 * not leave the file while it is between claim and publication ({@link #beforeDetach}): who has claimed a cell looks
 * whether the user is leaving, and gives the claim up; who leaves says so, and then looks at the cells. Both are volatile,
 * so at least one sees the other. A thread that stands still for longer than that waits finds at the publication that the
 * cell is not its own any more; but if it stood still before it had written all of its item, and another has the cell by
 * then, the rest of its item is in that of the other.
 *
 * <p>One to one there are no claims to look for: whoever puts after us would begin with the very cell. There the thread that
 * puts goes through a {@link LonePassage} from its look to the publication, and nothing but this wait keeps the next
 * producer from its cell; so it is a long one.
 */
final class QueuePuts {
    private static final long PAUSE_NANOS = 50_000;

    /** How long leaving waits for a thread in the middle of a put, which takes microseconds. */
    private static final long LONGEST_FAREWELL_NANOS = TimeUnit.SECONDS.toNanos(2);

    /** The same, one to one. Only a debugger stops a single thread for so long, or a page that does not come. */
    private static final long LONGEST_LONE_FAREWELL_NANOS = TimeUnit.SECONDS.toNanos(30);

    /** Keeps it reachable, and so in use, as long as anything runs here: a forgotten file is left. */
    private final MemoryFile file;

    private final QueueRing ring;
    private final Mapping mapping;
    private final Membership membership;
    private final QueueEnd end;
    private final long base;
    private final boolean oneToOne;

    private volatile boolean leaving;

    /** Where the thread is that puts, one to one. */
    private final LonePassage lonePut = new LonePassage();

    QueuePuts(MemoryFile file, QueueRing ring, long base) {
        this.file = file;
        this.ring = ring;
        this.mapping = ring.mapping;
        this.membership = ring.membership;
        this.end = ring.end;
        this.base = base;
        this.oneToOne = ring.oneToOne;
    }

    /** Adds an item: a long, or bytes if they are not null. */
    Offer place(long value, byte @Nullable [] bytes, int from, int length) {
        if (ring.fast.put(value, bytes, from, length)) {
            return Offer.ACCEPTED;
        }
        while (true) {
            long me = oneToOne ? Membership.NOBODY : membership.me();
            long position = claim(me);
            if (position < 0) {
                return position == QueueRing.ENDED ? Offer.CLOSED : Offer.FULL;
            }
            boolean published = false;
            try {
                beginAlone();
                throwIfLeaving();
                long cell = ring.cell(position);
                if (bytes == null) {
                    WeakWords.setLongOpaque(mapping, cell + ITEM_IN_CELL, value);
                } else {
                    WeakWords.setIntOpaque(mapping, cell + ITEM_IN_CELL, length);
                    WeakWords.write(mapping, cell + BYTES_IN_CELL, bytes, from, length);
                }
                published = publish(position, me);
            } finally {
                endAlone();
                if (!published && !oneToOne) {
                    giveUp(position, me);
                }
            }
            if (published) {
                ring.moveOn(TAIL_AT, position, ring.itemsCell());
                return Offer.ACCEPTED;
            }
        }
    }

    /** Returns the position that is ours to fill, NONE if there is no room, or ENDED. */
    long claim(long me) {
        long position = WeakWords.getLongOpaque(mapping, base + TAIL_AT);
        while (true) {
            long cell = ring.cell(position);
            // Acquire: pairs with the compare-and-set that freed the cell. Without it our item could be written over
            // the
            // one that its consumer still copies.
            long word = mapping.getLongAcquire(cell);
            long ahead = ahead(word, ring.lap(position));
            int state = state(word);
            if (ahead > 0) {
                position = ring.jump(position, ahead);
            } else if (ahead == 0 && state != FREE && state != SEALED) {
                position = ring.next(position);
            } else if (state == SEALED || QueueEnd.isClosed(end.look())) {
                // The look comes after the cell was seen: if the queue was open then, and the cell is still as it was
                // when
                // we claim it, nobody can have found the end before it. Else a put could be accepted after an abort.
                return QueueRing.ENDED;
            } else if (ahead < 0) {
                return QueueRing.NONE; // exact: the item of the lap before is still there, and nobody has come so far
            } else if (oneToOne || mapping.compareAndSetLong(cell, word, word(ring.lap(position), CLAIMED, me))) {
                return position;
            }
        }
    }

    /** Returns false if the cell is not ours to publish: it was sealed, or we were taken for dead. */
    boolean publish(long position, long me) {
        long lap = ring.lap(position);
        if (!oneToOne) {
            // As a release it pairs with the acquire in find(): without it a consumer could copy the cell before the
            // item
            // is there. A mere store would bring an item of a lap that is over into a cell that was taken from us.
            return ring.change(position, word(lap, CLAIMED, me), word(lap, PUBLISHED));
        }
        if (mapping.compareAndSetLong(ring.cell(position), word(lap, FREE), word(lap, PUBLISHED))) {
            return true;
        }
        throwUnlessSealed(position);
        return false;
    }

    /** The cell of a one-to-one queue was not as it had been seen just before: somebody sealed it, or else puts, too. */
    void throwUnlessSealed(long position) {
        if (state(mapping.getLong(ring.cell(position))) != SEALED) {
            throw new IllegalStateException(
                    "Two threads put into a one-to-one queue at the same time; this one has added"
                            + " nothing. Use the general form.");
        }
    }

    /** One to one, comes before the item is written, and {@link #endAlone} after it is published: see <i>leaving</i>. */
    void beginAlone() {
        if (oneToOne && !lonePut.enter()) {
            throw new SharedMemoryClosedException(file.id().path());
        }
    }

    void endAlone() {
        if (oneToOne) {
            lonePut.leave();
        }
    }

    /** To be called after a claim; see <i>leaving</i> above. */
    void throwIfLeaving() {
        if (leaving) {
            throw new SharedMemoryClosedException(file.id().path());
        }
    }

    /** Something went wrong between claim and publication: nobody shall wait for it. */
    void giveUp(long position, long me) {
        try {
            long lap = ring.lap(position);
            if (ring.change(position, word(lap, CLAIMED, me), word(lap + 1, FREE))) {
                ring.count(SKIPPED_AT);
            }
            ring.wakeAll();
        } catch (SharedMemoryClosedException | SharedStateLostException e) {
            // Then it waits for nobody who is here; the others take us for dead.
        }
    }

    /** Lets no put begin, once all threads were ordered if this returns true. */
    boolean leaving() {
        leaving = true;
        return lonePut.shut();
    }

    /** Waits until no thread of this process is in the middle of a put. {@link #leaving} must have been called. */
    void beforeDetach() {
        long longest = oneToOne ? LONGEST_LONE_FAREWELL_NANOS : LONGEST_FAREWELL_NANOS;
        long start = System.nanoTime();
        boolean waits = isInTheMiddle();
        while (waits && System.nanoTime() - start < longest) {
            Uninterrupted.pause(this, PAUSE_NANOS);
            waits = isInTheMiddle();
        }
        if (waits) {
            System.getLogger(QueuePuts.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            () -> file.id().path()
                                    + " is left though a thread of this process stands in the middle of"
                                    + " a put into a queue. If it goes on, it may damage the item of another");
        }
    }

    /** Whether a thread of ours is between claim and publication. No claim is older than the head, which stops at it. */
    private boolean isInTheMiddle() {
        if (oneToOne) {
            return lonePut.isInside();
        }
        if (membership.slotIfClaimed() < 0) {
            return false;
        }
        long me = membership.me();
        long tail = ring.tail();
        for (long position = ring.head(); ring.distance(position, tail) > 0; position = ring.next(position)) {
            if (mapping.getLong(ring.cell(position)) == word(ring.lap(position), CLAIMED, me)) {
                return true;
            }
        }
        return false;
    }

    boolean isFull() {
        if (QueueEnd.isClosed(end.look())) {
            return false;
        }
        long position = ring.tail();
        return ahead(mapping.getLongAcquire(ring.cell(position)), ring.lap(position)) < 0;
    }

    /** Whether the cell that a put needs is somebody's, who may be dead. */
    boolean isBehindAnOwner() {
        return hasOwner(mapping.getLong(ring.cell(ring.tail())));
    }

    private static boolean hasOwner(long word) {
        return state(word) == CLAIMED || state(word) == HELD;
    }

    /** If the cell that a put needs is that of a dead process, frees it. Returns whether there may be room now. */
    boolean probeRoom() {
        long cell = ring.cell(ring.tail());
        long word = mapping.getLong(cell);
        return hasOwner(word) && ring.holds.resolve(cell, word);
    }
}
