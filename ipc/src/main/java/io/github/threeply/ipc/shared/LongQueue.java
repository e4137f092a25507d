package io.github.threeply.ipc.shared;

import static java.util.Objects.requireNonNull;

import io.github.threeply.core.Offer;
import java.io.Serial;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Longs, each in its cell as it is. */
final class LongQueue extends MappedQueue<Long> implements SharedQueue.OfLong {
    @Serial
    private static final long serialVersionUID = 1;

    LongQueue(MemoryFile file, Entry entry, SharedItems<Long> items, QueueForm form) {
        super(file, entry, items, form);
    }

    @Override
    Offer add(Long item, long nanos) throws InterruptedException {
        return add((long) item, nanos);
    }

    @Override
    Offer addNow(Long item) {
        return tryPutLong(item);
    }

    @Override
    void check(Long item) {
        // they all fit
    }

    private Offer add(long item, long nanos) throws InterruptedException {
        Offer offer = ring.puts.place(item, null, 0, 0);
        if (offer != Offer.FULL) {
            return offer;
        }
        return nanos == 0 ? waiting.placeOrProbe(item, null, 0, 0) : waiting.awaitRoom(item, null, 0, 0, nanos);
    }

    @Override
    public void putLong(long item) throws InterruptedException {
        Limits.throwIfInterrupted();
        accepted(add(item, Waits.FOR_EVER));
    }

    @Override
    public Offer tryPutLong(long item) {
        Offer offer = ring.puts.place(item, null, 0, 0);
        return offer == Offer.FULL ? waiting.placeOrProbe(item, null, 0, 0) : offer;
    }

    private long valueAt(long position) {
        return WeakWords.getLongOpaque(mapping, ring.cell(position) + QueueLayout.ITEM_IN_CELL);
    }

    @Override
    @Nullable
    Long load(long position) {
        long value = valueAt(position);
        return ring.free(position) ? value : null;
    }

    @Override
    Long read(long position) {
        return valueAt(position);
    }

    @Override
    public long takeLong(long end) throws InterruptedException {
        Limits.throwIfInterrupted();
        QueueFastPath.View view = ring.fast.view();
        if (view != null) {
            long position = ring.fast.find(view);
            if (position >= 0) {
                long value = ring.fast.longAt(view, position);
                if (ring.fast.free(view, position)) {
                    return value;
                }
            }
        }
        return takeLongSlowly(end);
    }

    private long takeLongSlowly(long end) throws InterruptedException {
        long position = ring.find();
        while (true) {
            if (position >= 0) {
                long value = valueAt(position);
                if (ring.free(position)) {
                    return value;
                }
                position = ring.find();
            } else if (position == QueueRing.ENDED) {
                throwIfFailed(position);
                return end;
            } else {
                position = waiting.awaitItem(position, QueueWaiting.deadline(QueueWaiting.NO_DEADLINE, Waits.FOR_EVER));
            }
        }
    }

    @Override
    public long tryTakeLong(long none) {
        QueueFastPath.View view = ring.fast.view();
        if (view != null) {
            long position = ring.fast.find(view);
            if (position >= 0) {
                long value = ring.fast.longAt(view, position);
                if (ring.fast.free(view, position)) {
                    return value;
                }
            }
        }
        return tryTakeLongSlowly(none);
    }

    private long tryTakeLongSlowly(long none) {
        long position;
        while ((position = waiting.tryFind()) >= 0) {
            long value = valueAt(position);
            if (ring.free(position)) {
                return value;
            }
        }
        throwIfFailed(position);
        return none;
    }

    @Override
    public int drainLongs(LongConsumer into, int max) {
        requireNonNull(into, "into");
        if (max < 0) {
            throw new IllegalArgumentException("max must not be negative, but was " + max);
        }
        int limit = max;
        for (int taken = 0; taken < limit; ) {
            QueueFastPath.View view = ring.fast.view();
            long position = view == null ? QueueFastPath.MISS : ring.fast.find(view);
            if (position < 0) {
                position = waiting.tryFind();
            }
            if (position < 0) {
                if (taken == 0) {
                    throwIfFailed(position); // a failure after some were taken is for the next call
                }
                return taken;
            }
            if (taken == 0) {
                // What is there now, and not what comes meanwhile: with a busy producer that might never end. Not
                // before there is something: to look where the tail is takes its line away from who puts.
                limit = Math.min(max, Math.max(1, ring.size()));
            }
            long value = view == null ? valueAt(position) : ring.fast.longAt(view, position);
            if (ring.free(position)) {
                taken++;
                into.accept(value);
            }
        }
        return limit;
    }
}
