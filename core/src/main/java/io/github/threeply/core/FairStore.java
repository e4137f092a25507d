package io.github.threeply.core;

import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is inside a {@link FairChannel}, and who waits at it: all of the channel's state, behind one lock that is held for
 * some instructions at a time and never by a thread that waits for its turn.
 *
 * <p>Two things always hold when the lock is free: puts wait only while the channel is full and no take waits; takes wait
 * only while it is empty and no put waits. And nobody waits once it is closed.
 */
@SuppressWarnings("ReferenceEquality") // an item may be equal to anything
final class FairStore<T> implements OpenInside<T> {
    /** What a take finds beside items. */
    enum Nothing {
        NOW,
        EVER
    }

    private final int capacity;
    private final ChannelEnd end;

    /** A spin lock, since the forms that never wait must not park, and since its holders never do. */
    private final SpinLock lock = new SpinLock();

    // Guarded by the lock.
    private final ArrayDeque<T> items;
    private final TurnLine<T> putters = new TurnLine<>();
    private final TurnLine<T> takers = new TurnLine<>();

    /** Written under the lock. Volatile for those who only look. */
    private volatile boolean closed;

    /** The end learns its cause under the lock, in one step with the close. */
    FairStore(int capacity, ChannelEnd end) {
        this.capacity = capacity;
        this.end = end;
        // Never grows: no memory has to be found while the lock is held.
        items = new ArrayDeque<>(capacity);
    }

    /**
     * Puts, if that is possible now.
     *
     * @param turn joins the line if the channel is full; null not to wait
     */
    Offer put(T item, @Nullable Turn<T> turn) {
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

    /**
     * Takes, if that is possible now.
     *
     * @param turn joins the line if there is nothing yet; null not to wait
     * @return an item or a {@link Nothing}
     */
    Object take(@Nullable Turn<T> turn) {
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

    /**
     * Takes what is there at one instant, the items of waiting puts included, as if by so many takes.
     *
     * @return how many, or -1 if there is nothing and never will be
     */
    int drainTo(Collection<? super T> into, int max) {
        List<T> taken;
        Turn<T> served = null;
        boolean ended;
        lock.lock();
        try {
            ended = closed;
            int count = Math.min(max, items.size() + putters.size());
            taken = new ArrayList<>(count);
            while (taken.size() < count) {
                Turn<T> putter = putters.removeFirst();
                taken.add(requireNonNull(oldest(putter)));
                if (putter != null) {
                    putter.after = served; // free for this, since it has left its line
                    served = putter;
                }
            }
        } finally {
            lock.unlock();
        }
        wakeAll(served);
        Batches.handOver(taken, into);
        return taken.isEmpty() && ended ? -1 : taken.size();
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

    /** Takes a put out of its line, unless it was settled before. Returns what became of it. */
    Turn.Outcome leavePutters(Turn<T> turn) {
        return leave(putters, turn);
    }

    /** The same for a take. */
    Turn.Outcome leaveTakers(Turn<T> turn) {
        return leave(takers, turn);
    }

    private Turn.Outcome leave(TurnLine<T> line, Turn<T> turn) {
        lock.lock();
        try {
            Turn.Outcome outcome = turn.outcome();
            if (outcome == Turn.Outcome.NONE) {
                line.remove(turn);
            }
            return outcome;
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether it was open. */
    boolean close() {
        boolean first;
        Turn<T> waiting;
        lock.lock();
        try {
            first = !closed;
            waiting = shut();
        } finally {
            lock.unlock();
        }
        wakeAll(waiting);
        return first;
    }

    /** Returns whether this is the first cause. */
    boolean fail(Throwable cause) {
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

    /** Returns what was inside. */
    List<T> abort(Throwable cause) {
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

    boolean isClosed() {
        return closed;
    }

    int size() {
        lock.lock();
        try {
            return items.size();
        } finally {
            lock.unlock();
        }
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

    int waitingPuts() {
        return waiting(putters);
    }

    int waitingTakes() {
        return waiting(takers);
    }

    private int waiting(TurnLine<T> line) {
        lock.lock();
        try {
            return line.size();
        } finally {
            lock.unlock();
        }
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
}
