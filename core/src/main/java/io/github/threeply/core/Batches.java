package io.github.threeply.core;

import static java.util.Objects.requireNonNull;

import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Several items at once, for channels that have no faster way than one by one. */
final class Batches {
    private Batches() {}

    static <T> void putOneByOne(Channel<T> channel, Collection<? extends T> items) throws InterruptedException {
        int accepted = 0;
        try {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            // Refuses a null among them before the first is added.
            for (T item : List.<T>copyOf(items)) {
                channel.put(item);
                accepted++;
            }
        } catch (InterruptedException e) {
            throw new PutInterruptedException(accepted);
        } catch (ChannelClosedException e) {
            throw refused(accepted, e.getCause());
        }
    }

    static ChannelClosedException refused(int accepted, @Nullable Throwable cause) {
        return cause == null
                ? new ChannelClosedException(
                        "The channel is closed; only the first " + accepted + " items were added.", null, accepted)
                : new ChannelFailedException(
                        "The channel has failed; only the first " + accepted + " items were added.", cause, accepted);
    }

    static <T> int takeOneByOne(Channel<? extends T> channel, Collection<? super T> into, int max) {
        check(channel, into, max);
        // What is there now, and not what comes meanwhile: with a busy producer that might never end.
        int limit = Math.min(max, Math.max(1, channel.size()));
        int taken = 0;
        while (taken < limit) {
            T item;
            try {
                item = channel.tryTake();
            } catch (ChannelFailedException e) {
                if (taken == 0) {
                    throw e;
                }
                return taken; // the failure is for the next call: these items must not be lost to it
            }
            if (item == null) {
                return taken;
            }
            into.add(item);
            taken++;
        }
        return taken;
    }

    /** Refuses wrong arguments of a {@link Channel#drainTo}. */
    static void check(Channel<?> channel, Collection<?> into, int max) {
        requireNonNull(into, "into");
        if (max < 0) {
            throw new IllegalArgumentException("max must not be negative, but was " + max);
        }
        if (into instanceof ChannelQueue<?> view && view.isViewOf(channel)) {
            throw new IllegalArgumentException("into must not be a view of this channel itself: " + channel);
        }
    }

    /** The items, with no null among them. Nobody writes to the array. */
    @SuppressWarnings("unchecked") // read only, and it holds nothing but T
    static <T> T[] copyOf(Collection<? extends T> items) {
        Object[] copy = requireNonNull(items, "items").toArray();
        for (Object item : copy) {
            requireNonNull(item, "an item");
        }
        return (T[]) copy;
    }

    /** Whether nothing but a lack of memory keeps a collection from taking items. */
    static boolean refusesNothing(Collection<?> into) {
        return into.getClass() == ArrayList.class;
    }

    /** Adds items that were taken. Even if the collection refuses one of them, the others are offered to it. */
    @SuppressWarnings("unchecked") // what was taken from a channel of T
    static <T> void handOver(@Nullable Object[] taken, int count, Collection<? super T> into) {
        if (refusesNothing(into)) {
            // In one go.
            into.addAll(new Taken<>((T[]) (count == taken.length ? taken : Arrays.copyOf(taken, count))));
            return;
        }
        Throwable refusal = null;
        for (int i = 0; i < count; i++) {
            try {
                into.add((T) taken[i]);
            } catch (RuntimeException | Error e) {
                if (refusal == null) {
                    refusal = e;
                }
            }
        }
        if (refusal instanceof RuntimeException e) {
            throw e;
        }
        if (refusal != null) {
            throw (Error) refusal;
        }
    }

    /** Shows its array to {@code ArrayList.addAll}, which copies it and forgets it. */
    private static final class Taken<T> extends AbstractCollection<T> {
        private final T[] items;

        Taken(T[] items) {
            this.items = items;
        }

        @Override
        public Object[] toArray() {
            return items;
        }

        @Override
        public int size() {
            return items.length;
        }

        @Override
        public Iterator<T> iterator() {
            return Arrays.asList(items).iterator();
        }
    }
}
