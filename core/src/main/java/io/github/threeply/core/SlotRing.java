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
 * filled with plain stores, all but the first, and the first is published last: nobody looks at the others before it, since
 * takes walk in the order of the tickets.
 *
 * <p><b>Looking ahead.</b> Slots are emptied one after the other, each by a release store. So a put that sees one free
 * knows that those before it are free too, and need not look at them: each look would take a cache line from the consumer.
 *
 * <p><b>Two on one side.</b> Who claims its ticket while another does the same finds that its compare-and-set fails though
 * nobody has closed or aborted the ring. That is free to notice, and says so: nothing was added or taken. It is not
 * noticed if one of them is between its two halves: if others go on behind it meanwhile, an item is lost, or handed out
 * twice; a take then waits for one that never comes.
 */
final class SlotRing<T> extends Ring<T> {
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Object[].class);

    /** For less it does not pay: the slot far ahead is not free often enough. */
    private static final int SMALLEST_STEP = 16;

    /** How far ahead a put looks. */
    private final int step;

    /**
     * Tickets below this one find their slots free, as a put has seen. It stays true until they are used, whoever puts, and
     * to know less is no harm: so its reads and writes need no order.
     */
    private final PaddedLong freeBelow = new PaddedLong();

    SlotRing(int capacity) {
        super(capacity);
        int quarter = Math.min(capacity / 4, MAX_BATCH);
        step = quarter < SMALLEST_STEP ? 1 : quarter;
    }

    @Override
    boolean offer(T item) {
        long ticket = tail.get();
        if (ticket < 0 || !areFree(ticket, 1)) {
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
        if (ticket < 0 || wanted == 0) {
            return 0;
        }
        int index = index(ticket);
        int count = areFree(ticket, wanted) ? wanted : freeFrom(ticket, wanted);
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

    /** Whether the slots of so many tickets are free, from one on: the last of them tells. For who puts. */
    private boolean areFree(long ticket, int count) {
        if (plus(ticket, count) <= freeBelow.get()) {
            return true;
        }
        if (count < step && isFree(plus(ticket, step - 1))) {
            freeBelow.setOpaque(plus(ticket, step));
            return true;
        }
        return isFree(plus(ticket, count - 1));
    }

    /** How many slots are free, from a ticket on. */
    private int freeFrom(long ticket, int most) {
        int count = 0;
        for (long next = ticket; count < most && isFree(next); next = next(next)) {
            count++;
        }
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
        // Release, paired with the acquire in isFree(): the store of a put cannot be wiped by this.
        SLOT.setRelease(items, index, null);
        return (T) item;
    }

    @Override
    @SuppressWarnings("NonApiType") // as in Ring
    int pollAll(ArrayList<? super T> into, int max) {
        int wanted = Math.min(Math.min(max, capacity), MAX_BATCH);
        long ticket = head.get();
        if (ticket < 0) {
            return 0;
        }
        int index = index(ticket);
        int before = into.size();
        int untilEnd = Math.min(wanted, capacity - index);
        int count = copyFilled(index, index + untilEnd, into);
        if (count == untilEnd) {
            count += copyFilled(0, wanted - untilEnd, into);
        }
        if (count == 0) {
            return 0;
        }
        if (!head.compareAndSet(ticket, plus(ticket, count))) {
            into.subList(before, before + count).clear(); // they are somebody else's
            refuseASecondConsumer();
            return 0;
        }
        free(index, index + Math.min(untilEnd, count));
        free(0, count - untilEnd);
        return count;
    }

    /** Copies the items up to the first slot that has none. Returns how many. */
    @SuppressWarnings({"unchecked", "NonApiType"}) // only fill() and offerAll() store here
    private int copyFilled(int from, int to, ArrayList<? super T> into) {
        @Nullable Object[] slots = items; // at hand: after each acquire load a field would be read again
        int i = from;
        for (; i < to; i++) {
            // Acquire, as in poll(), for each: they may come from as many puts.
            Object item = SLOT.getAcquire(slots, i);
            if (item == null) {
                break;
            }
            into.add((T) item);
        }
        return i - from;
    }

    private void free(int from, int to) {
        @Nullable Object[] slots = items;
        for (int i = from; i < to; i++) {
            // Release, paired with the acquire in areFree(): whoever sees this one free finds those before it free too.
            SLOT.setRelease(slots, i, null);
        }
    }

    @Override
    boolean isFree(long ticket) {
        // Acquire, paired with the release in poll() and free(): the clearing of the slot lies before our store.
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
