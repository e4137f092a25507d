package io.github.threeply.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The storage of a {@link BoundedChannel}: a ring of slots that any number of threads fill and empty, that can be closed,
 * and that never waits for room or for items.
 *
 * <p><b>Tickets.</b> A put claims the next position from the producers' word {@code tail}, a take from the consumers'
 * word {@code head}, each by one compare-and-set; that is the instant at which it takes effect. Then it fills or empties
 * its slot and publishes that in the slot's sequence number. Between the two the slot is <i>unsettled</i>: others wait
 * for it by spinning, for moments, and never answer "full" or "empty" because of it.
 *
 * <pre>
 *   position   bit 63: a flag | lap | index of the slot (capacity values, rounded up to a power of two, at least 2)
 *   tail       flag CLOSED: no put gets a ticket any more. One update decides between a put and a close.
 *   head       flag FROZEN: an abort is deciding; takes wait for moments
 *   sequence   of the slot of position p:   p          free for the put with ticket p
 *                                           p + 1      holds the item of that put
 *                                           p + lap    emptied: free for the put of the next lap
 * </pre>
 *
 * The index runs to the capacity and not to the power of two, so the bound is exact without a division and without a
 * look at the other side's word: the slot itself tells whether there is room. This matters: a word that both sides read
 * for each item makes them run in lock-step.
 *
 * <p><b>Order in memory.</b> The sequence number is written by a release store and read by an acquire load: who sees a
 * slot filled sees the item and all before it, and who sees it emptied cannot have its item wiped by the late clearing of
 * the take before. The compare-and-set on {@code tail} or {@code head} is also the full fence that
 * {@link WaiterList} relies on: after it an operation reads the number of waiters, and a waiter first adds itself to that
 * number and then reads {@code tail} and {@code head} (never the slot alone). One of the two sees the other.
 */
final class TicketRing<T> {
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

    private static final long FLAG = Long.MIN_VALUE;
    private static final VarHandle SEQUENCE = MethodHandles.arrayElementVarHandle(long[].class);

    private final int capacity;
    private final long lap;
    private final int indexMask;
    private final long[] sequences;
    private final @Nullable Object[] items;
    // The two words are open to the tests of half-done operations.
    final PaddedLong tail = new PaddedLong();
    final PaddedLong head = new PaddedLong();

    TicketRing(int capacity) {
        if (capacity < 1 || capacity > MAX_CAPACITY) {
            throw new IllegalArgumentException(
                    "capacity must be from 1 to " + MAX_CAPACITY + ", but was " + capacity + ".");
        }
        this.capacity = capacity;
        // At least 2, or "filled" (p + 1) and "free for the next lap" (p + lap) would be one number.
        int indexes = Math.max(2, Integer.highestOneBit(capacity) << (Integer.bitCount(capacity) == 1 ? 0 : 1));
        this.lap = indexes;
        this.indexMask = indexes - 1;
        this.items = new @Nullable Object[capacity];
        this.sequences = new long[capacity];
        for (int i = 0; i < capacity; i++) {
            sequences[i] = i;
        }
        // Plain stores: the final field makes them visible even to a thread that gets the channel by a data race.
    }

    /** Adds an item if the next slot is free and the ring open. What false means, {@link #room} tells. */
    boolean offer(T item) {
        for (; ; ) {
            long ticket = tail.get();
            if (ticket < 0) {
                return false;
            }
            int index = (int) ticket & indexMask;
            // Acquire, paired with the release in poll(): its clearing of the slot lies before our store.
            long sequence = (long) SEQUENCE.getAcquire(sequences, index);
            if (sequence == ticket) {
                // Fails when another put was first, or a close: from that instant on no put gets a ticket.
                if (tail.compareAndSet(ticket, next(ticket))) {
                    fill(ticket, item);
                    return true;
                }
            } else if (sequence < ticket) {
                return false;
            }
            // Else the ticket was stale: others have used that slot since.
        }
    }

    /** Takes the oldest item if its slot is filled. What null means, {@link #content} tells. */
    @Nullable
    T poll() {
        for (; ; ) {
            long ticket = head.get();
            if (ticket < 0) {
                return null;
            }
            int index = (int) ticket & indexMask;
            // Acquire, paired with the release in offer(): the item, and what its producer did before.
            long sequence = (long) SEQUENCE.getAcquire(sequences, index);
            if (sequence == ticket + 1) {
                // Fails when another take was first, or an abort: from that instant on no take gets a ticket.
                if (head.compareAndSet(ticket, next(ticket))) {
                    return empty(ticket);
                }
            } else if (sequence <= ticket) {
                return null;
            }
        }
    }

    /** The second half of a put. */
    void fill(long ticket, T item) {
        int index = (int) ticket & indexMask;
        items[index] = item;
        // Release, paired with the acquire in poll(): whoever sees the number sees the item.
        SEQUENCE.setRelease(sequences, index, ticket + 1);
    }

    /** The second half of a take. */
    @SuppressWarnings({"unchecked", "NullAway"}) // only fill() stores here, and not null
    T empty(long ticket) {
        int index = (int) ticket & indexMask;
        T item = (T) items[index];
        items[index] = null;
        // Release, paired with the acquire in offer(): the clearing above cannot come after its store.
        SEQUENCE.setRelease(sequences, index, ticket + lap);
        return item;
    }

    /**
     * Tells, after {@link #offer} said no, whether there is room. WAIT is exact at the instant at which {@code tail} was
     * read: a head one lap behind it means full, whatever moves afterwards (head never falls further behind than that,
     * and never goes back, so it stood there already).
     */
    State room() {
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
    State content() {
        long ticket = settledHead();
        long end = tail.get();
        if ((end & ~FLAG) != ticket) {
            return State.UNSETTLED;
        }
        return end < 0 ? State.ENDED : State.WAIT;
    }

    /** Refuses all puts that have no ticket yet. Returns whether this call closed the ring. */
    boolean close() {
        return tail.getAndSetBits(FLAG) >= 0;
    }

    boolean isClosed() {
        return tail.get() < 0;
    }

    /**
     * Closes the ring and takes all that is in it, at one instant: that of the close if the ring was open, else that of
     * {@code decision}. Takes wait while it decides, so nobody can see one half of it, be refused, and then still take.
     *
     * @param decision runs when no take can get a ticket and before the ring is closed; must not wait or throw
     */
    List<T> abort(Runnable decision) {
        long first;
        do {
            first = settledHead();
        } while (!head.compareAndSet(first, first | FLAG));
        decision.run();
        long end = tail.getAndSetBits(FLAG) & ~FLAG;
        // All positions from first to end are ours, as if by so many takes.
        head.set(end);

        List<T> given = new ArrayList<>((int) distance(first, end));
        Backoff backoff = new Backoff();
        for (long ticket = first; ticket != end; ticket = next(ticket)) {
            int index = (int) ticket & indexMask;
            // Acquire, as in poll(). A put that has its ticket was accepted: its item belongs into the list.
            while ((long) SEQUENCE.getAcquire(sequences, index) != ticket + 1) {
                backoff.pause();
            }
            given.add(empty(ticket));
        }
        return given;
    }

    /** From 0 to the capacity, though the two words are not read at one instant: tail may have run ahead meanwhile. */
    int size() {
        long ticket = head.get() & ~FLAG;
        long end = tail.get() & ~FLAG;
        return (int) Math.min(capacity, distance(ticket, end));
    }

    int capacity() {
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

    private long next(long ticket) {
        int index = (int) ticket & indexMask;
        return index + 1 < capacity ? ticket + 1 : ticket - index + lap;
    }

    private long distance(long from, long to) {
        long laps = to / lap - from / lap;
        return laps * capacity + (to & indexMask) - (from & indexMask);
    }
}
