package io.github.threeply.core;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The storage of a {@link BoundedChannel}: a ring of slots that can be closed, and that never waits for room or for items.
 *
 * <p><b>Tickets.</b> A put claims the next position from the producers' word {@code tail}, a take from the consumers'
 * word {@code head}, each by one compare-and-set; that is the instant at which it takes effect. Several puts or takes of
 * one call claim their positions by one such update, and all take effect at that instant. Then they fill or empty their
 * slots and publish that. Between the two a slot is <i>unsettled</i>: others wait for it by spinning, for moments, and
 * never answer "full" or "empty" because of it. How a slot tells what it is, the subclasses decide.
 *
 * <pre>
 *   position   bit 63: a flag | lap | index of the slot (capacity values, rounded up to a power of two, at least 2)
 *   tail       flag CLOSED: no put gets a ticket any more. One update decides between a put and a close.
 *   head       flag FROZEN: an abort is deciding; takes wait for moments
 * </pre>
 *
 * The index runs to the capacity and not to the power of two, so the bound is exact without a division and without a
 * look at the other side's word: the slot itself tells whether there is room. This matters: a word that both sides read
 * for each item makes them run in lock-step.
 *
 * <p><b>Order in memory.</b> The compare-and-set on {@code tail} or {@code head} is also the full fence that
 * {@link WaiterList} relies on: after it an operation reads the number of waiters, and a waiter first adds itself to that
 * number and then reads {@code tail} and {@code head} (never the slot alone). One of the two sees the other.
 */
abstract class Ring<T> {
    /** What {@link #room} and {@link #content} found, at one instant. */
    enum State {
        /** There may be something to do: look at the slot again. */
        UNSETTLED,
        /** Full, for {@link #room}, or empty, for {@link #content}; and open. */
        WAIT,
        /** Closed, for {@link #room}; closed and empty, hence for ever, for {@link #content}. */
        ENDED
    }

    static final int MAX_CAPACITY = 1 << 30;

    /**
     * How many items one update claims at most. Beyond it nothing is gained, and those who wait for the slots of a batch
     * that is half done shall not wait for long.
     */
    static final int MAX_BATCH = 256;

    private static final long FLAG = Long.MIN_VALUE;
    private static final @Nullable Object[] NOTHING = new @Nullable Object[MAX_BATCH];

    final int capacity;
    final int indexMask;
    final long lap;
    private final int lapBits;
    final @Nullable Object[] items;
    // The two words are open to the tests of half-done operations.
    final PaddedLong tail = new PaddedLong();
    final PaddedLong head = new PaddedLong();

    Ring(int capacity) {
        if (capacity < 1 || capacity > MAX_CAPACITY) {
            throw new IllegalArgumentException(
                    "capacity must be from 1 to " + MAX_CAPACITY + ", but was " + capacity + ".");
        }
        this.capacity = capacity;
        // At least 2, or "filled" (p + 1) and "free for the next lap" (p + lap) would be one number.
        int indexes = Math.max(2, Integer.highestOneBit(capacity) << (Integer.bitCount(capacity) == 1 ? 0 : 1));
        this.lap = indexes;
        this.lapBits = Integer.numberOfTrailingZeros(indexes);
        this.indexMask = indexes - 1;
        this.items = new @Nullable Object[capacity];
    }

    /** Adds an item if the next slot is free and the ring open. What false means, {@link #room} tells. */
    abstract boolean offer(T item);

    /**
     * Adds the items from one index up to another, as many as the next slots have room for, at most {@link #MAX_BATCH}.
     * Returns how many; what 0 means, {@link #room} tells.
     */
    abstract int offerAll(@Nullable Object[] from, int start, int end);

    /** Takes the oldest item if its slot is filled. What null means, {@link #content} tells. */
    abstract @Nullable T poll();

    /**
     * Takes so many items, or as many as there are, at most {@link #MAX_BATCH}. Returns how many; what 0 means, {@link
     * #content} tells.
     *
     * @param into has room for them already: once they are claimed nothing may fail
     */
    @SuppressWarnings("NonApiType") // to add to any other list may fail
    abstract int pollAll(ArrayList<? super T> into, int max);

    /** Whether the slot of a ticket has been given back for it. */
    abstract boolean isFree(long ticket);

    /** Whether the item of a ticket has been published. */
    abstract boolean isFilled(long ticket);

    /** The second half of a put. */
    abstract void fill(long ticket, T item);

    /** The second half of a take. */
    abstract T empty(long ticket);

    /**
     * Tells, after {@link #offer} said no, whether there is room. WAIT is exact at the instant at which {@code tail} was
     * read: a head one lap behind it means full, whatever moves afterwards (head never falls further behind than that,
     * and never goes back, so it stood there already).
     */
    final State room() {
        long ticket = tail.get();
        if (ticket < 0) {
            return State.ENDED;
        }
        return (head.get() & ~FLAG) == ticket - lap ? State.WAIT : State.UNSETTLED;
    }

    /**
     * Tells, after {@link #poll} found nothing, whether there is nothing. WAIT and ENDED are exact at the instant at
     * which {@code tail} was read (head never goes back, and never overtakes tail), and both come from that one read:
     * with two reads a put could be accepted between "empty" and "closed".
     */
    final State content() {
        long ticket = settledHead();
        long end = tail.get();
        if ((end & ~FLAG) != ticket) {
            return State.UNSETTLED;
        }
        return end < 0 ? State.ENDED : State.WAIT;
    }

    /**
     * Whether there is room for so many, more or less: a hint. It looks at the farthest of the slots, which nobody else is
     * at work on, and not at {@code head}, which the takes fight for.
     */
    final boolean hasRoom(int count) {
        long ticket = tail.get();
        return ticket < 0 || isFree(plus(ticket, count - 1));
    }

    /** Refuses all puts that have no ticket yet. Returns whether this call closed the ring. */
    final boolean close() {
        return tail.getAndSetBits(FLAG) >= 0;
    }

    final boolean isClosed() {
        return tail.get() < 0;
    }

    /**
     * Closes the ring and takes all that is in it, at one instant: that of the close if the ring was open, else that of
     * {@code decision}. Takes wait while it decides, so nobody can see one half of it, be refused, and then still take.
     *
     * @param decision runs when no take can get a ticket and before the ring is closed; must not wait or throw
     */
    final List<T> abort(Runnable decision) {
        long first;
        do {
            first = settledHead();
        } while (!head.compareAndSet(first, first | FLAG));
        decision.run();
        long end = tail.getAndSetBits(FLAG) & ~FLAG;
        // All positions from first to end are ours, as if by so many takes.
        long ticket = first;
        try {
            List<T> given = new ArrayList<>((int) distance(first, end));
            Backoff backoff = new Backoff();
            for (; ticket != end; ticket = next(ticket)) {
                // A put that has its ticket was accepted: its item belongs into the list.
                while (!isFilled(ticket)) {
                    backoff.pause();
                }
                given.add(empty(ticket));
            }
            return given;
        } finally {
            // Not before the slots are empty. Of a full ring, the slot at the end is the one of the first item, and a
            // take that knows a slot only by what is in it would have that item too. If there was no memory for the
            // list, this is the first: the items are still there, for takes and for another abort.
            head.set(ticket);
        }
    }

    /** From 0 to the capacity, though the two words are not read at one instant: tail may have run ahead meanwhile. */
    final int size() {
        long ticket = head.get() & ~FLAG;
        long end = tail.get() & ~FLAG;
        return (int) Math.min(capacity, distance(ticket, end));
    }

    final int capacity() {
        return capacity;
    }

    /** Waits for moments while an abort decides. */
    private long settledHead() {
        long ticket = head.get();
        if (ticket < 0) {
            Backoff backoff = new Backoff();
            do {
                backoff.pause();
                ticket = head.get();
            } while (ticket < 0);
        }
        return ticket;
    }

    final int index(long ticket) {
        return (int) ticket & indexMask;
    }

    final long next(long ticket) {
        int index = (int) ticket & indexMask;
        return index + 1 < capacity ? ticket + 1 : ticket - index + lap;
    }

    /** The ticket so many further on, at most one lap. */
    final long plus(long ticket, int count) {
        int index = (int) ticket & indexMask;
        return count < capacity - index ? ticket + count : ticket + count + lap - capacity;
    }

    private long distance(long from, long to) {
        long laps = (to >> lapBits) - (from >> lapBits);
        return laps * capacity + (to & indexMask) - (from & indexMask);
    }

    /** Copies into the slots, across the end of the ring too. Plain stores. */
    final void copyIn(@Nullable Object[] from, int start, int index, int count) {
        int before = Math.min(count, capacity - index);
        System.arraycopy(from, start, items, index, before);
        if (before < count) { // seldom; and a copy of nothing costs as much as one of some items
            System.arraycopy(from, start + before, items, 0, count - before);
        }
    }

    /** Clears at most {@link #MAX_BATCH} places: by a copy, which the collector's barriers burden once and not for each. */
    static void clear(@Nullable Object[] array, int index, int count) {
        System.arraycopy(NOTHING, 0, array, index, count);
    }
}
