package io.github.threeply.core;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A channel over a {@link Ring}, which says how many producers and consumers it is for. What it does is divided among four
 * parts: the ring holds the items and decides the order of puts, takes and the close; {@link ChannelSide} waits, once for
 * each side; {@link ChannelEnd} decides between failed and drained; this class joins them.
 *
 * <p>One read-modify-write for each put and each take is the least that such a queue needs: a put and a close, or a take
 * and an abort, must agree on an order. The same instruction is the fence between an operation and the waiters that it
 * has to wake, so there is no other.
 */
final class BoundedChannel<T> implements Channel<T> {
    /** What the consumers' side answers beside items. */
    private enum Nothing {
        NOW,
        EVER
    }

    private final Ring<T> ring;
    private final ChannelEnd end = new ChannelEnd();
    private final ChannelSide<T> putters;
    private final ChannelSide<@Nullable Void> takers;
    private final Lent<@Nullable Object[]> putBatch = new Lent<>();
    private final Lent<ArrayList<T>> takeBatch = new Lent<>();

    BoundedChannel(Ring<T> ring) {
        this(ring, SpinBudget.of(ring.capacity()));
    }

    BoundedChannel(Ring<T> ring, SpinBudget budget) {
        this.ring = ring;
        putters = new Putters<>(ring, budget);
        takers = new Takers<>(ring, budget);
    }

    @Override
    public void put(T item) throws InterruptedException {
        requireNonNull(item, "item");
        throwIfInterrupted();
        if (ring.offer(item) || putters.await(item, ChannelSide.FOREVER) == Offer.ACCEPTED) {
            takers.signal();
            return;
        }
        throw ChannelText.refused(end.cause());
    }

    @Override
    public Offer tryPut(T item) {
        requireNonNull(item, "item");
        return accepted(ring.offer(item) ? Offer.ACCEPTED : putters.settle(item));
    }

    @Override
    public Offer tryPut(T item, Duration limit) throws InterruptedException {
        requireNonNull(item, "item");
        long nanos = Limits.nanos(limit);
        throwIfInterrupted();
        return accepted(ring.offer(item) ? Offer.ACCEPTED : putters.await(item, nanos));
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // the copy holds nothing but T up to the count, and no null
    public void putAll(Collection<? extends T> items) throws InterruptedException {
        int accepted = 0;
        try {
            throwIfInterrupted();
            int count = Batches.sizeIfSafe(items);
            @Nullable Object[] copy;
            if (count >= 0 && count <= Ring.MAX_BATCH) {
                copy = arrayFor(count);
                Batches.copyTo(copy, count, items);
            } else {
                copy = Batches.copyOf(items);
                count = copy.length;
            }
            while (accepted < count) {
                int added = ring.offerAll(copy, accepted, count);
                if (added == 0) {
                    if (putters.await((T) copy[accepted], ChannelSide.FOREVER) != Offer.ACCEPTED) {
                        throw Batches.refused(accepted, end.cause());
                    }
                    added = 1;
                }
                accepted += added;
                takers.signal(added);
                if (accepted < count) {
                    throwIfInterrupted();
                }
            }
            if (copy.length <= Ring.MAX_BATCH) {
                Ring.clear(copy, 0, count); // it keeps no item alive
                putBatch.giveBack(copy);
            }
        } catch (InterruptedException e) {
            throw new PutInterruptedException(accepted);
        }
    }

    private @Nullable Object[] arrayFor(int count) {
        @Nullable Object[] array = putBatch.borrow();
        return array != null && array.length >= count ? array : new @Nullable Object[count];
    }

    private Offer accepted(Object answer) {
        if (answer == Offer.ACCEPTED) {
            takers.signal();
        }
        return (Offer) answer;
    }

    @Override
    public @Nullable T take() throws InterruptedException {
        throwIfInterrupted();
        T item = ring.poll();
        return taken(item != null ? item : takers.await(null, ChannelSide.FOREVER));
    }

    @Override
    public @Nullable T tryTake() {
        T item = ring.poll();
        return taken(item != null ? item : takers.settle(null));
    }

    @Override
    public @Nullable T tryTake(Duration limit) throws InterruptedException {
        long nanos = Limits.nanos(limit);
        throwIfInterrupted();
        T item = ring.poll();
        return taken(item != null ? item : takers.await(null, nanos));
    }

    @Override
    public int drainTo(Collection<? super T> into, int max) {
        Batches.check(this, into, max);
        if (max == 0) {
            return 0;
        }
        // A collection that may refuse is tried with one item first: if it takes none at all, no more than that is
        // lost.
        boolean trusted = Batches.refusesNothing(into);
        int taken = trusted ? takeMore(into, max) : 0;
        if (taken == max) {
            return taken; // without a look at how many there are: that would take a word from the producers
        }
        // What is there now, and not what comes meanwhile: with a busy producer that might never end. Nothing inside is
        // no reason to stop before the first look, which throws if the channel has failed.
        int limit = taken + Math.min(max - taken, Math.max(taken == 0 ? 1 : 0, ring.size()));
        while (taken < limit) {
            int more = trusted || taken > 0 ? takeMore(into, limit - taken) : 0;
            taken += more;
            if (more == 0) {
                // One by itself: it waits for a put that is half done, and knows the end.
                T item;
                try {
                    item = tryTake();
                } catch (ChannelFailedException e) {
                    if (taken == 0) {
                        throw e;
                    }
                    return taken; // the failure is for the next call: these items must not be lost to it
                }
                if (item == null) {
                    return taken;
                }
                taken++;
                into.add(item);
            }
        }
        return taken;
    }

    /** Takes what is there, in one go. Returns how many items that were, none if the next one is not settled. */
    private int takeMore(Collection<? super T> into, int limit) {
        // Before they are taken: from then on nothing may fail but the collection itself.
        int wanted = Math.min(Math.min(limit, Ring.MAX_BATCH), ring.capacity());
        if (into instanceof ArrayList<? super T> list && Batches.refusesNothing(into)) {
            // At least 11: for less a new list makes no room before the first item comes.
            list.ensureCapacity(Math.max(11, list.size() + wanted));
            int count = ring.pollAll(list, wanted);
            putters.signal(count);
            return count;
        }
        ArrayList<T> batch = takeBatch.borrow();
        if (batch == null) {
            batch = new ArrayList<>(wanted);
        }
        batch.ensureCapacity(wanted);
        int count = ring.pollAll(batch, wanted);
        if (count > 0) {
            putters.signal(count);
            Batches.handOver(batch, into);
            batch.clear();
        }
        takeBatch.giveBack(batch);
        return count;
    }

    @SuppressWarnings("unchecked") // the ring holds nothing but T
    private @Nullable T taken(Object answer) {
        if (answer == Nothing.NOW) {
            return null;
        }
        if (answer == Nothing.EVER) {
            Throwable cause = end.drain();
            if (cause != null) {
                throw ChannelText.failed(cause);
            }
            return null;
        }
        putters.signal();
        return (T) answer;
    }

    @Override
    public void close() {
        if (shut()) {
            Flight.channelEnded(this, null);
        }
    }

    @Override
    public boolean fail(Throwable cause) {
        requireNonNull(cause, "cause");
        // The cause first: who sees the ring closed by this must find it. Nobody asks for it before.
        boolean first = end.fail(cause);
        // Even if another was first: it may not have come as far as this, and then we would return from a call that
        // says "failed before" while puts are still accepted.
        shut();
        if (first) {
            Flight.channelEnded(this, cause);
        }
        return first;
    }

    @Override
    public List<T> abort(Throwable cause) {
        requireNonNull(cause, "cause");
        List<T> given;
        try {
            given = ring.abort(() -> end.fail(cause));
        } finally {
            wakeAll(); // even without memory for the list: the ring may be closed by then
        }
        Flight.channelAborted(this, given, cause);
        return given;
    }

    @Override
    public boolean isClosed() {
        return ring.isClosed();
    }

    @Override
    public boolean isDrained() {
        if (ring.content() != Ring.State.ENDED) {
            return false;
        }
        end.drain();
        return true;
    }

    @Override
    public @Nullable Throwable failure() {
        // In this order: before the close a cause is a mere plan, and puts are still accepted.
        return ring.isClosed() ? end.cause() : null;
    }

    @Override
    public int size() {
        return ring.size();
    }

    @Override
    public int capacity() {
        return ring.capacity();
    }

    /** At least the number of threads that are parked here, on either side. */
    long waiting() {
        return putters.waiting() + takers.waiting();
    }

    @Override
    public String toString() {
        return ChannelText.of(this, putters.waiting(), takers.waiting());
    }

    /** Returns whether it was open. */
    private boolean shut() {
        boolean first = ring.close();
        if (first) {
            wakeAll();
        }
        return first;
    }

    private void wakeAll() {
        putters.signalAll();
        takers.signalAll();
    }

    private static void throwIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private static final class Putters<T> extends ChannelSide<T> {
        private final Ring<T> ring;

        Putters(Ring<T> ring, SpinBudget budget) {
            super(budget, Offer.FULL, Offer.CLOSED);
            this.ring = ring;
        }

        @Override
        @Nullable
        Object attempt(T item) {
            if (ring.offer(item)) {
                return Offer.ACCEPTED;
            }
            return switch (ring.room()) {
                case UNSETTLED -> null;
                case WAIT -> Offer.FULL;
                case ENDED -> Offer.CLOSED;
            };
        }

        @Override
        @Nullable
        Object glance(T item) {
            return ring.offer(item) ? Offer.ACCEPTED : null;
        }

        @Override
        boolean shouldHold(int room) {
            return !ring.hasRoom(room);
        }

        @Override
        @Nullable
        Object recordWait() {
            return Flight.channelWaits("put", ring.capacity(), waiting());
        }
    }

    private static final class Takers<T> extends ChannelSide<@Nullable Void> {
        private final Ring<T> ring;

        Takers(Ring<T> ring, SpinBudget budget) {
            super(budget, Nothing.NOW, Nothing.EVER);
            this.ring = ring;
        }

        @Override
        @Nullable
        Object attempt(@Nullable Void nothing) {
            T item = ring.poll();
            if (item != null) {
                return item;
            }
            return switch (ring.content()) {
                case UNSETTLED -> null;
                case WAIT -> Nothing.NOW;
                case ENDED -> Nothing.EVER;
            };
        }

        @Override
        @Nullable
        Object glance(@Nullable Void nothing) {
            return ring.poll();
        }

        @Override
        @Nullable
        Object recordWait() {
            return Flight.channelWaits("take", ring.capacity(), waiting());
        }
    }
}
