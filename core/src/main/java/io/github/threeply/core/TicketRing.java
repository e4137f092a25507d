package io.github.threeply.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Ring} that any number of threads fill and empty. Each slot has a sequence number:
 *
 * <pre>
 *   sequence   of the slot of position p:   p          free for the put with ticket p
 *                                           p + 1      holds the item of that put
 *                                           p + lap    emptied: free for the put of the next lap
 * </pre>
 *
 * <p><b>Order in memory.</b> The sequence number is written by a release store and read by an acquire load: who sees a
 * slot filled sees the item and all before it, and who sees it emptied cannot have its item wiped by the late clearing of
 * the take before.
 */
final class TicketRing<T> extends Ring<T> {
    private static final VarHandle SEQUENCE = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] sequences;

    TicketRing(int capacity) {
        super(capacity);
        this.sequences = new long[capacity];
        for (int i = 0; i < capacity; i++) {
            sequences[i] = i;
        }
        // Plain stores: the final field makes them visible even to a thread that gets the channel by a data race.
    }

    @Override
    boolean offer(T item) {
        for (; ; ) {
            long ticket = tail.get();
            if (ticket < 0) {
                return false;
            }
            // Acquire, paired with the release in empty(): its clearing of the slot lies before our store.
            long sequence = (long) SEQUENCE.getAcquire(sequences, index(ticket));
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

    @Override
    int offerAll(@Nullable Object[] from, int start, int end) {
        int wanted = Math.min(Math.min(end - start, capacity), MAX_BATCH);
        for (; ; ) {
            long ticket = tail.get();
            if (ticket < 0) {
                return 0;
            }
            int count = run(ticket, 0, wanted);
            if (count > 0) {
                // A slot that is free for a ticket stays so until that ticket is claimed, so all of them still are if
                // this succeeds.
                if (tail.compareAndSet(ticket, plus(ticket, count))) {
                    copyIn(from, start, index(ticket), count);
                    long next = ticket;
                    for (int i = 0; i < count; i++) {
                        SEQUENCE.setRelease(sequences, index(next), next + 1);
                        next = next(next);
                    }
                    return count;
                }
            } else if ((long) SEQUENCE.getAcquire(sequences, index(ticket)) < ticket) {
                return 0;
            }
        }
    }

    @Override
    @Nullable
    T poll() {
        for (; ; ) {
            long ticket = head.get();
            if (ticket < 0) {
                return null;
            }
            // Acquire, paired with the release in fill(): the item, and what its producer did before.
            long sequence = (long) SEQUENCE.getAcquire(sequences, index(ticket));
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

    @Override
    @SuppressWarnings("NonApiType") // as in Ring
    int pollAll(ArrayList<? super T> into, int max) {
        int wanted = Math.min(Math.min(max, capacity), MAX_BATCH);
        for (; ; ) {
            long ticket = head.get();
            if (ticket < 0) {
                return 0;
            }
            int count = run(ticket, 1, wanted);
            if (count > 0) {
                if (head.compareAndSet(ticket, plus(ticket, count))) {
                    copyOut(index(ticket), into, count);
                    clear(index(ticket), count);
                    long next = ticket;
                    for (int i = 0; i < count; i++) {
                        SEQUENCE.setRelease(sequences, index(next), next + lap);
                        next = next(next);
                    }
                    return count;
                }
            } else if ((long) SEQUENCE.getAcquire(sequences, index(ticket)) <= ticket) {
                return 0;
            }
        }
    }

    /** Copies out of the slots, across the end of the ring too. Plain reads. */
    @SuppressWarnings("NonApiType")
    private void copyOut(int index, ArrayList<? super T> into, int count) {
        int before = Math.min(count, capacity - index);
        copyOut(index, index + before, into);
        copyOut(0, count - before, into);
    }

    @SuppressWarnings({"unchecked", "NullAway", "NonApiType"}) // nothing else is in these slots, and not null
    private void copyOut(int from, int to, ArrayList<? super T> into) {
        @Nullable Object[] slots = items;
        for (int i = from; i < to; i++) {
            into.add((T) slots[i]);
        }
    }

    /** Clears slots, across the end of the ring too, at most {@link #MAX_BATCH}. Plain stores. */
    private void clear(int index, int count) {
        int before = Math.min(count, capacity - index);
        clear(items, index, before);
        if (before < count) {
            clear(items, 0, count - before);
        }
    }

    /** How many slots from a ticket on have the sequence number of their ticket plus {@code more}. */
    private int run(long ticket, int more, int wanted) {
        int count = 0;
        long next = ticket;
        // Acquire: for the puts and the takes of all these slots, as for one.
        while (count < wanted && (long) SEQUENCE.getAcquire(sequences, index(next)) == next + more) {
            count++;
            next = next(next);
        }
        return count;
    }

    @Override
    boolean isFree(long ticket) {
        return (long) SEQUENCE.getAcquire(sequences, index(ticket)) == ticket;
    }

    @Override
    boolean isFilled(long ticket) {
        // Acquire, as in poll().
        return (long) SEQUENCE.getAcquire(sequences, index(ticket)) == ticket + 1;
    }

    @Override
    void fill(long ticket, T item) {
        int index = index(ticket);
        items[index] = item;
        // Release, paired with the acquire in poll(): whoever sees the number sees the item.
        SEQUENCE.setRelease(sequences, index, ticket + 1);
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // only fill() and offerAll() store here, and not null
    T empty(long ticket) {
        int index = index(ticket);
        T item = (T) items[index];
        items[index] = null;
        // Release, paired with the acquire in offer(): the clearing above cannot come after its store.
        SEQUENCE.setRelease(sequences, index, ticket + lap);
        return item;
    }
}
