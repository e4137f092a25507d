package io.github.threeply.core;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Takes the items of a channel one after the other, for one thread. */
final class ChannelIterator<T> implements Iterator<T> {
    private final Channel<T> channel;

    /** Taken by hasNext, and not yet asked for. */
    private @Nullable T next;

    ChannelIterator(Channel<T> channel) {
        this.channel = channel;
    }

    @Override
    public boolean hasNext() {
        return fetch() != null;
    }

    @Override
    public T next() {
        T item = fetch();
        if (item == null) {
            throw new NoSuchElementException("The channel is closed, and no items are left.");
        }
        next = null;
        return item;
    }

    private @Nullable T fetch() {
        if (next == null) {
            try {
                next = channel.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IterationInterruptedException(
                        "Interrupted while waiting for the next item of a channel; no item was taken.", e);
            }
        }
        return next;
    }
}
