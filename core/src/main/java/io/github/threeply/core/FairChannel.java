package io.github.threeply.core;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A channel that serves waiting threads strictly in the order in which they came, of any capacity from 0.
 *
 * <p>All of its state is behind one lock, held for some instructions at a time and never by a thread that waits for its
 * turn. An operation takes effect while it holds the lock, or while another thread that serves it does: a take that finds
 * a put waiting moves that thread's item itself, and a put gives its item into the hands of a waiting take. So nobody who
 * comes by can be faster than one who waits, no wake-up is there to be lost, and a thread that gives up (its time is over,
 * or it was interrupted) learns under the lock whether it was served before.
 *
 * <p>Two things always hold when the lock is free: puts wait only while the channel is full and no take waits; takes wait
 * only while it is empty and no put waits. And nobody waits once it is closed.
 */
@SuppressWarnings("ReferenceEquality") // an item may be equal to anything
final class FairChannel<T> implements Channel<T>, OpenInside<T> {
    /** What a take finds beside items. */
    private enum Nothing {
        NOW,
        EVER
    }

    private final int capacity;
    private final SpinBudget budget;
    private final ChannelEnd end = new ChannelEnd();

    /** A spin lock, since the forms that never wait must not park, and since its holders never do. */
    private final SpinLock lock = new SpinLock();

    // Guarded by the lock.
    private final ArrayDeque<T> items;
    private final TurnLine<T> putters = new TurnLine<>();
    private final TurnLine<T> takers = new TurnLine<>();

    /** Written under the lock. Volatile for those who only look. */
    private volatile boolean closed;

    FairChannel(int capacity) {
        this(capacity, SpinBudget.of(capacity));
    }

    FairChannel(int capacity, SpinBudget budget) {
        this.capacity = capacity;
        this.budget = budget;
        // Never grows: no memory has to be found while the lock is held.
        items = new ArrayDeque<>(capacity);
    }

    @Override
    public void put(T item) throws InterruptedException {
        requireNonNull(item, "item");
        throwIfInterrupted();
        if (offer(item, ChannelSide.FOREVER) != Offer.ACCEPTED) {
            throw ChannelText.refused(end.cause());
        }
    }

    @Override
    public Offer tryPut(T item) {
        requireNonNull(item, "item");
        return attemptPut(item, null);
    }

    @Override
    public Offer tryPut(T item, Duration limit) throws InterruptedException {
        requireNonNull(item, "item");
        long nanos = Limits.nanos(limit);
        throwIfInterrupted();
        return offer(item, nanos);
    }

    @Override
    public @Nullable T take() throws InterruptedException {
        throwIfInterrupted();
        return poll(ChannelSide.FOREVER);
    }

    @Override
    public @Nullable T tryTake() {
        return taken(attemptTake(null));
    }

    @Override
    public @Nullable T tryTake(Duration limit) throws InterruptedException {
        long nanos = Limits.nanos(limit);
        throwIfInterrupted();
        return poll(nanos);
    }

    private Offer offer(T item, long nanos) throws InterruptedException {
        // Without a turn first: most often none is needed, and it would be garbage.
        Offer offer = attemptPut(item, null);
        if (offer != Offer.FULL || nanos <= 0) {
            return offer;
        }
        Turn<T> turn = new Turn<>(item);
        offer = attemptPut(item, turn);
        if (offer != Offer.FULL) {
            return offer;
        }
        return switch (await(putters, turn, nanos)) {
            case SERVED -> Offer.ACCEPTED;
            case ENDED -> Offer.CLOSED;
            case NONE -> Offer.FULL;
        };
    }

    /**
     * Puts, if that is possible now.
     *
     * @param turn joins the line if the channel is full; null not to wait
     */
    private Offer attemptPut(T item, @Nullable Turn<T> turn) {
        Turn<T> taker;
        lock.lock();
        try {
            if (closed) {
                return Offer.CLOSED;
            }
            taker = takers.removeFirst();
            if (taker == null) {
                if (items.size() < capacity) {
                    items.add(item);
                    return Offer.ACCEPTED;
                }
                if (turn != null) {
                    putters.add(turn);
                }
                return Offer.FULL;
            }
            taker.item = item;
            taker.settle(Turn.Outcome.SERVED);
        } finally {
            lock.unlock();
        }
        taker.wake();
        return Offer.ACCEPTED;
    }

    private @Nullable T poll(long nanos) throws InterruptedException {
        Object answer = attemptTake(null);
        if (answer != Nothing.NOW || nanos <= 0) {
            return taken(answer);
        }
        Turn<T> turn = new Turn<>(null);
        answer = attemptTake(turn);
        if (answer != Nothing.NOW) {
            return taken(answer);
        }
        return switch (await(takers, turn, nanos)) {
            case SERVED -> turn.item;
            case ENDED -> taken(Nothing.EVER);
            case NONE -> null;
        };
    }

    /**
     * Takes, if that is possible now.
     *
     * @param turn joins the line if there is nothing yet; null not to wait
     * @return an item or a {@link Nothing}
     */
    private Object attemptTake(@Nullable Turn<T> turn) {
        T item;
        Turn<T> putter;
        lock.lock();
        try {
            putter = putters.removeFirst();
            item = oldest(putter);
            if (item == null) {
                if (closed) {
                    return Nothing.EVER;
                }
                if (turn != null) {
                    takers.add(turn);
                }
                return Nothing.NOW;
            }
        } finally {
            lock.unlock();
        }
        if (putter != null) {
            putter.wake();
        }
        return item;
    }

    /** Takes what is there at one instant, the items of waiting puts included, as if by so many takes. */
    @Override
    public int drainTo(Collection<? super T> into, int max) {
        Batches.check(this, into, max);
        if (max == 0) {
            return 0;
        }
        @Nullable Object[] taken;
        int count = 0;
        Turn<T> served = null;
        boolean ended;
        lock.lock();
        try {
            ended = closed;
            taken = new Object[Math.min(max, items.size() + putters.size())];
            while (count < taken.length) {
                Turn<T> putter = putters.removeFirst();
                taken[count++] = oldest(putter);
                if (putter != null) {
                    putter.after = served; // free for this, since it has left its line
                    served = putter;
                }
            }
        } finally {
            lock.unlock();
        }
        wakeAll(served);
        if (count == 0 && ended) {
            taken(Nothing.EVER); // throws if the channel has failed
        }
        Batches.<T>handOver(taken, count, into);
        return count;
    }

    @SuppressWarnings("unchecked") // attemptTake() returns nothing else
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
        return (T) answer;
    }

    /**
     * Takes the oldest item, and lets in that of the put that has waited longest. With the lock held.
     *
     * @param putter that put, which has left its line and is to be woken; null if none waits
     */
    private @Nullable T oldest(@Nullable Turn<T> putter) {
        T item = items.poll();
        if (putter == null) {
            return item;
        }
        T next = requireNonNull(putter.item);
        putter.settle(Turn.Outcome.SERVED);
        if (item == null) {
            return next; // a rendezvous: from hand to hand
        }
        items.add(next);
        return item;
    }

    private Turn.Outcome await(TurnLine<T> line, Turn<T> turn, long nanos) throws InterruptedException {
        Turn.Outcome outcome = turn.await(this, budget, nanos);
        if (outcome != Turn.Outcome.NONE) {
            return outcome; // even if interrupted: that stays set
        }
        lock.lock();
        try {
            outcome = turn.outcome();
            if (outcome != Turn.Outcome.NONE) {
                return outcome;
            }
            line.remove(turn);
        } finally {
            lock.unlock();
        }
        throwIfInterrupted();
        return outcome;
    }

    @Override
    public void close() {
        Turn<T> waiting;
        lock.lock();
        try {
            waiting = shut();
        } finally {
            lock.unlock();
        }
        wakeAll(waiting);
    }

    @Override
    public boolean fail(Throwable cause) {
        requireNonNull(cause, "cause");
        boolean first;
        Turn<T> waiting;
        lock.lock();
        try {
            first = end.fail(cause);
            waiting = shut();
        } finally {
            lock.unlock();
        }
        wakeAll(waiting);
        return first;
    }

    @Override
    public List<T> abort(Throwable cause) {
        requireNonNull(cause, "cause");
        List<T> given;
        Turn<T> waiting;
        lock.lock();
        try {
            given = new ArrayList<>(items); // first, since it may throw for want of memory
            items.clear();
            end.fail(cause);
            waiting = shut();
        } finally {
            lock.unlock();
        }
        wakeAll(waiting);
        return given;
    }

    /** Closes, with the lock held. Returns those to wake: only one side can be waiting. */
    private @Nullable Turn<T> shut() {
        closed = true;
        Turn<T> waiting = putters.endAll();
        return waiting != null ? waiting : takers.endAll();
    }

    private static void wakeAll(@Nullable Turn<?> chain) {
        for (Turn<?> turn = chain; turn != null; turn = turn.after) {
            turn.wake();
        }
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public boolean isDrained() {
        // Two looks are enough: once it is closed nothing is added, so then empty means empty for ever.
        if (!closed || size() != 0) {
            return false;
        }
        end.drain();
        return true;
    }

    @Override
    public @Nullable Throwable failure() {
        // In this order: fail() sets the cause a moment before it closes.
        return closed ? end.cause() : null;
    }

    @Override
    public int size() {
        lock.lock();
        try {
            return items.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public List<T> look() {
        lock.lock();
        try {
            return new ArrayList<>(items);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable T lookFirst() {
        lock.lock();
        try {
            return items.peek();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean remove(T item) {
        Turn<T> putter = null;
        boolean found = false;
        lock.lock();
        try {
            for (Iterator<T> each = items.iterator(); !found && each.hasNext(); ) {
                if (each.next() == item) {
                    each.remove();
                    found = true;
                    putter = putters.removeFirst();
                    if (putter != null) {
                        items.add(requireNonNull(putter.item));
                        putter.settle(Turn.Outcome.SERVED);
                    }
                }
            }
        } finally {
            lock.unlock();
        }
        if (putter != null) {
            putter.wake();
        }
        return found;
    }

    /** Whether anybody waits on either side. */
    boolean isAwaited() {
        lock.lock();
        try {
            return !putters.isEmpty() || !takers.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return ChannelText.of(this);
    }

    private static void throwIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }
}
