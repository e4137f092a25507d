package io.github.threeply.core;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A channel for any number of producers and consumers. What it does is divided among four parts: {@link TicketRing}
 * holds the items and decides the order of puts, takes and the close; {@link ChannelSide} waits, once for each side;
 * {@link ChannelEnd} decides between failed and drained; this class joins them.
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

    private final TicketRing<T> ring;
    private final ChannelEnd end = new ChannelEnd();
    private final ChannelSide<T> putters;
    private final ChannelSide<@Nullable Void> takers;

    BoundedChannel(int capacity) {
        this(capacity, SpinBudget.of(capacity));
    }

    BoundedChannel(int capacity, SpinBudget budget) {
        this(new TicketRing<>(capacity), budget);
    }

    BoundedChannel(TicketRing<T> ring, SpinBudget budget) {
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
        Throwable cause = end.cause();
        if (cause != null) {
            throw new ChannelFailedException("The channel has failed; the item was not added.", cause);
        }
        throw new ChannelClosedException("The channel is closed; the item was not added.");
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

    @SuppressWarnings("unchecked") // the ring holds nothing but T
    private @Nullable T taken(Object answer) {
        if (answer == Nothing.NOW) {
            return null;
        }
        if (answer == Nothing.EVER) {
            Throwable cause = end.drain();
            if (cause != null) {
                throw new ChannelFailedException("The channel has failed, and no items are left.", cause);
            }
            return null;
        }
        putters.signal();
        return (T) answer;
    }

    @Override
    public void close() {
        if (ring.close()) {
            wakeAll();
        }
    }

    @Override
    public boolean fail(Throwable cause) {
        requireNonNull(cause, "cause");
        // The cause first: who sees the ring closed by this must find it. Nobody asks for it before.
        boolean first = end.fail(cause);
        // Even if another was first: it may not have come as far as this, and then we would return from a call that
        // says "failed before" while puts are still accepted.
        close();
        return first;
    }

    @Override
    public List<T> abort(Throwable cause) {
        requireNonNull(cause, "cause");
        List<T> given = ring.abort(() -> end.fail(cause));
        wakeAll();
        return given;
    }

    @Override
    public boolean isClosed() {
        return ring.isClosed();
    }

    @Override
    public boolean isDrained() {
        if (ring.content() != TicketRing.State.ENDED) {
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
        Throwable cause = failure();
        String state = cause != null ? "failed: " + cause : ring.isClosed() ? "closed" : "open";
        return "Channel[" + size() + " of " + capacity() + ", " + state + "]";
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
        private final TicketRing<T> ring;

        Putters(TicketRing<T> ring, SpinBudget budget) {
            super(budget, Offer.FULL);
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
        boolean shouldHold(int room) {
            // Not once it is closed, or the refusal would be late.
            return ring.capacity() - ring.size() < room && !ring.isClosed();
        }
    }

    private static final class Takers<T> extends ChannelSide<@Nullable Void> {
        private final TicketRing<T> ring;

        Takers(TicketRing<T> ring, SpinBudget budget) {
            super(budget, Nothing.NOW);
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
    }
}
