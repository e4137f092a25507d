package io.github.threeply.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Ring} that one thread at a time fills and one thread at a time empties; any thread may close and abort it. A
 * slot needs no sequence number: null means that it is free, anything else is an item. So a hand-over moves one cache line
 * instead of two.
 *
 * <p><b>Order in memory.</b> A slot is filled and emptied by release stores and looked at by acquire loads: who sees the
 * item sees what was done before its put, and who sees the slot free has the clearing behind it. The slots of a batch are
 * written with plain stores, all but the first, and the first is published last. Nobody looks at the others before it:
 * both sides walk in the order of the tickets, from where they stand.
 *
 * <p><b>Two on one side.</b> Who claims its ticket while another does the same finds that its compare-and-set fails though
 * nobody has closed or aborted the ring. That is free to notice, and says so: nothing was added or taken. It is not
 * noticed if one of them is between its two halves: if the other one comes round the whole ring meanwhile, it finds the
 * slot as it was, and an item is lost, or handed out twice; a take then waits for one that never comes.
 */
final class SlotRing<T> extends Ring<T> {
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);

    SlotRing(int capacity) {
        super(capacity);
    }

    @Override
    boolean offer(T item) {
        long ticket = tail.get();
        // Acquire, paired with the release in empty(): its clearing of the slot lies before our store.
        if (ticket < 0 || SLOT.getAcquire(items, index(ticket)) != null) {
            return false;
        }
        if (!tail.compareAndSet(ticket, next(ticket))) {
            refuseASecondProducer();
            return false;
        }
        fill(ticket, item);
        return true;
    }

    @Override
    int offerAll(@Nullable Object[] from, int start, int end) {
        int wanted = Math.min(Math.min(end - start, capacity), MAX_BATCH);
        long ticket = tail.get();
        if (ticket < 0) {
            return 0;
        }
        int index = index(ticket);
        int count = run(index, wanted, false);
        if (count == 0) {
            return 0;
        }
        if (!tail.compareAndSet(ticket, plus(ticket, count))) {
            refuseASecondProducer();
            return 0;
        }
        copyIn(from, start + 1, next(index), count - 1);
        // Release, paired with the acquire in poll(): the other items of the batch are stored before it too.
        SLOT.setRelease(items, index, from[start]);
        return count;
    }

    @Override
    @SuppressWarnings("unchecked") // only fill() and offerAll() store here
    @Nullable
    T poll() {
        long ticket = head.get();
        if (ticket < 0) {
            return null;
        }
        int index = index(ticket);
        // Acquire, paired with the release in fill(): what the producer of the item did before.
        Object item = SLOT.getAcquire(items, index);
        if (item == null) {
            return null;
        }
        if (!head.compareAndSet(ticket, next(ticket))) {
            refuseASecondConsumer();
            return null;
        }
        // Release, paired with the acquire in offer(): its store cannot be wiped by this.
        SLOT.setRelease(items, index, null);
        return (T) item;
    }

    @Override
    int pollAll(ArrayList<? super T> into, int max) {
        int wanted = Math.min(Math.min(max, capacity), MAX_BATCH);
        long ticket = head.get();
        if (ticket < 0) {
            return 0;
        }
        int index = index(ticket);
        int count = run(index, wanted, true);
        if (count == 0) {
            return 0;
        }
        if (!head.compareAndSet(ticket, plus(ticket, count))) {
            refuseASecondConsumer();
            return 0;
        }
        copyOut(index, into, count);
        clear(next(index), count - 1);
        // Release, paired with the acquire in offer(): the other slots of the batch are cleared before it too.
        SLOT.setRelease(items, index, null);
        return count;
    }

    /** How many slots from an index on are filled, or free, across the end of the ring too. */
    private int run(int index, int wanted, boolean filled) {
        int before = Math.min(wanted, capacity - index);
        int count = run(index, index + before, filled, items);
        return count < before ? count : count + run(0, wanted - before, filled, items);
    }

    /** Has the array at hand: after each acquire load a field would be read again, and this loop is half of a batch. */
    private static int run(int from, int to, boolean filled, @Nullable Object[] slots) {
        int i = from;
        // Acquire, as in offer() and poll(), for each: as many takes or puts may have been there.
        while (i < to && (SLOT.getAcquire(slots, i) != null) == filled) {
            i++;
        }
        return i - from;
    }

    @Override
    boolean isFree(long ticket) {
        return SLOT.getAcquire(items, index(ticket)) == null;
    }

    @Override
    boolean isFilled(long ticket) {
        // Acquire, as in poll().
        return SLOT.getAcquire(items, index(ticket)) != null;
    }

    @Override
    void fill(long ticket, T item) {
        // Release, paired with the acquire in poll(): whoever sees the item sees what was done before its put.
        SLOT.setRelease(items, index(ticket), item);
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // only fill() and offerAll() store here, and not null
    T empty(long ticket) {
        int index = index(ticket);
        T item = (T) SLOT.getAcquire(items, index);
        SLOT.setRelease(items, index, null);
        return item;
    }

    private int next(int index) {
        return index + 1 < capacity ? index + 1 : 0;
    }

    /** Called when a put lost its ticket. Returns if it lost it to a close. */
    private void refuseASecondProducer() {
        if (!isClosed()) {
            throw new IllegalStateException(
                    "Two threads put into a one-to-one channel at once; this put added nothing. Let one thread put, or use"
                            + " Channel.bounded.");
        }
    }

    /** Called when a take lost its ticket. Returns if it may have lost it to an abort. */
    private void refuseASecondConsumer() {
        // An abort freezes the head, then closes, then lets go of it.
        if (head.get() >= 0 && !isClosed()) {
            throw new IllegalStateException(
                    "Two threads take from a one-to-one channel at once; this take took nothing. Let one thread take, or"
                            + " use Channel.bounded.");
        }
    }
}
