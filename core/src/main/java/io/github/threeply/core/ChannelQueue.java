package io.github.threeply.core;

import java.time.Duration;
import java.util.AbstractQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A channel as a {@link BlockingQueue}; {@link Channel#asBlockingQueue} says what differs. It has no state of its own.
 *
 * <p>{@code remove()}, {@code element()} and {@code addAll} are those of {@link AbstractQueue}, what looks inside is that
 * of {@link java.util.AbstractCollection}: they come down to the methods here.
 */
final class ChannelQueue<T> extends AbstractQueue<T> implements BlockingQueue<T> {
    private final Channel<T> channel;

    ChannelQueue(Channel<T> channel) {
        this.channel = channel;
    }

    @SuppressWarnings("ReferenceEquality") // the very same
    boolean isViewOf(Channel<?> other) {
        return channel == other;
    }

    @Override
    public void put(T item) throws InterruptedException {
        channel.put(item);
    }

    @Override
    public boolean add(T item) {
        if (!offer(item)) {
            throw new IllegalStateException("The queue is full; the item was not added.");
        }
        return true;
    }

    @Override
    public boolean offer(T item) {
        return isAccepted(channel.tryPut(item));
    }

    @Override
    public boolean offer(T item, long timeout, TimeUnit unit) throws InterruptedException {
        return isAccepted(channel.tryPut(item, Duration.ofNanos(unit.toNanos(timeout))));
    }

    private boolean isAccepted(Offer offer) {
        return switch (offer) {
            case ACCEPTED -> true;
            case FULL -> false;
            case CLOSED -> throw ChannelText.refused(channel.failure());
        };
    }

    @Override
    public T take() throws InterruptedException {
        T item = channel.take();
        if (item == null) {
            throw new ChannelClosedException("The channel is closed, and no items are left.");
        }
        return item;
    }

    @Override
    public @Nullable T poll() {
        return channel.tryTake();
    }

    @Override
    public @Nullable T poll(long timeout, TimeUnit unit) throws InterruptedException {
        return channel.tryTake(Duration.ofNanos(unit.toNanos(timeout)));
    }

    @Override
    public int drainTo(Collection<? super T> into) {
        return channel.drainTo(into, Integer.MAX_VALUE);
    }

    @Override
    public int drainTo(Collection<? super T> into, int max) {
        return channel.drainTo(into, Math.max(0, max));
    }

    @Override
    public void clear() {
        try {
            // What is there now: to poll until nothing is left may take for ever beside a busy producer.
            drainTo(new ArrayList<>());
        } catch (ChannelFailedException e) {
            // It is empty: all that was asked for. Who takes will learn the cause.
        }
    }

    @Override
    public int size() {
        return channel.size();
    }

    @Override
    public int remainingCapacity() {
        return channel.isClosed() ? 0 : Math.max(0, channel.capacity() - channel.size());
    }

    @Override
    public @Nullable T peek() {
        return inside("peek").lookFirst();
    }

    @Override
    public boolean contains(@Nullable Object wanted) {
        return inside("contains").look().contains(wanted);
    }

    @Override
    public boolean remove(@Nullable Object unwanted) {
        OpenInside<T> inside = inside("remove(Object)");
        if (unwanted == null) {
            return false;
        }
        boolean missed;
        do {
            missed = false;
            // On a copy: equals() is not ours, and may do anything, so not under the lock of the channel.
            for (T item : inside.look()) {
                if (unwanted.equals(item)) {
                    if (inside.remove(item)) {
                        return true;
                    }
                    missed = true; // somebody was faster; there may be another by now
                }
            }
        } while (missed);
        return false;
    }

    @Override
    public Iterator<T> iterator() {
        OpenInside<T> inside = inside("iterator");
        return new Walk<>(inside, inside.look());
    }

    @Override
    public Spliterator<T> spliterator() {
        // Without a size: items come and go.
        return Spliterators.spliteratorUnknownSize(iterator(), Spliterator.ORDERED | Spliterator.NONNULL);
    }

    @SuppressWarnings("unchecked") // it is the channel itself, whose items are T
    private OpenInside<T> inside(String method) {
        if (channel instanceof OpenInside<?> inside) {
            return (OpenInside<T>) inside;
        }
        throw new UnsupportedOperationException(
                method + " would have to look inside " + channel
                        + ", which hands items out at its front only; the views of Channel.fair(n) and Channel.rendezvous() can");
    }

    @Override
    public String toString() {
        return "BlockingQueue view of " + channel;
    }

    /** Walks over what was inside at its beginning. */
    private static final class Walk<T> implements Iterator<T> {
        private final OpenInside<T> inside;
        private final List<T> items;
        private int next;
        private @Nullable T last;

        Walk(OpenInside<T> inside, List<T> items) {
            this.inside = inside;
            this.items = items;
        }

        @Override
        public boolean hasNext() {
            return next < items.size();
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException("No items are left of those that were in the queue.");
            }
            T item = items.get(next++);
            last = item;
            return item;
        }

        @Override
        public void remove() {
            T item = last;
            if (item == null) {
                throw new IllegalStateException("next() must be called first, and once for each remove()");
            }
            last = null;
            inside.remove(item);
        }
    }
}
