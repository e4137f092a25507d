package io.github.threeply.core;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.ConcurrentModificationException;
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

    /** How many items a collection has, or -1 for one that may not be trusted with an array that is used again. */
    static int sizeIfSafe(Collection<?> items) {
        return items.getClass() == ArrayList.class ? items.size() : -1;
    }

    /** Copies the items of such a collection, with no null among them. */
    @SuppressWarnings("ReferenceEquality") // another array was made because this one is too short
    static void copyTo(@Nullable Object[] copy, int count, Collection<?> items) {
        if (items.toArray(copy) != copy) {
            throw new ConcurrentModificationException("the items were changed while they were put");
        }
        for (int i = 0; i < count; i++) {
            requireNonNull(copy[i], "an item");
        }
    }

    /** Whether nothing but a lack of memory keeps a collection from taking items. */
    static boolean refusesNothing(Collection<?> into) {
        return into.getClass() == ArrayList.class;
    }

    /** Adds items that were taken. Even if the collection refuses one of them, the others are offered to it. */
    static <T> void handOver(List<T> taken, Collection<? super T> into) {
        Throwable refusal = null;
        for (T item : taken) {
            try {
                into.add(item);
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
}
