package io.github.threeply.ipc.shared;

import static java.util.Objects.requireNonNull;

import io.github.threeply.core.ChannelClosedException;
import io.github.threeply.core.ChannelFailedException;
import io.github.threeply.core.Offer;
import io.github.threeply.core.PutInterruptedException;
import java.io.Serial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the queues of all kinds of items have in common. They differ in how an item gets into a cell and out of it; the ring
 * decides whose it is, and {@link QueueWaiting} waits.
 */
abstract class MappedQueue<T> extends MappedObject implements SharedQueue<T> {
    @Serial
    private static final long serialVersionUID = 1;

    private static final String STAYS_CLOSED =
            ". A queue stays closed as long as its file is there: if an earlier run has"
                    + " closed it, take another name, or a memory that is temporary or of Lifetime.LAST_CLOSE, or delete the file"
                    + " first";

    final transient SharedItems<T> items;
    final transient QueueForm form;
    final transient QueueRing ring;
    final transient QueueWaiting waiting;

    MappedQueue(MemoryFile file, Entry entry, SharedItems<T> items, QueueForm form) {
        super(file, entry);
        this.items = items;
        this.form = form;
        // One for all handles in this mapping: it knows the cause that was given here.
        ring = file.local(
                entry.dataOffset(), QueueRing.class, () -> new QueueRing(file, entry, form, items.form.maxBytes()));
        waiting = new QueueWaiting(ring);
    }

    /** Returns the queue of a name: the kind that its items want. */
    @SuppressWarnings("unchecked") // the class of the items says which
    static <T> MappedQueue<T> of(MemoryFile file, Entry entry, SharedItems<T> items, QueueForm form) {
        if (QueueLayout.isLong(items.form)) {
            return (MappedQueue<T>) new LongQueue(file, entry, (SharedItems<Long>) items, form);
        }
        if (items.form instanceof BytesForm) {
            return (MappedQueue<T>) new BytesQueue(file, entry, (SharedItems<byte[]>) items, form);
        }
        return new ItemQueue<>(file, entry, items, form);
    }

    /** Adds an item, waiting so long. */
    abstract Offer add(T item, long nanos) throws InterruptedException;

    abstract Offer addNow(T item);

    /** Refuses an item that cannot be added. */
    abstract void check(T item);

    /**
     * Copies the item that was found at a position, and takes it.
     *
     * @return the item, or null if somebody else was faster
     * @throws ItemNotReadableException if it is taken and cannot be read
     */
    abstract @Nullable T load(long position);

    /**
     * Copies the item at a position that we hold.
     *
     * @throws ItemNotReadableException if it cannot be read
     */
    abstract T read(long position);

    @Override
    public final void put(T item) throws InterruptedException {
        requireNonNull(item, "item");
        Limits.throwIfInterrupted();
        accepted(add(item, Waits.FOR_EVER));
    }

    @Override
    public final Offer tryPut(T item) {
        return addNow(requireNonNull(item, "item"));
    }

    @Override
    public final Offer tryPut(T item, Duration limit) throws InterruptedException {
        requireNonNull(item, "item");
        long nanos = Limits.nanos(limit);
        Limits.throwIfInterrupted();
        return add(item, nanos);
    }

    @Override
    public final void putAll(Collection<? extends T> all) throws InterruptedException {
        int accepted = 0;
        try {
            Limits.throwIfInterrupted();
            List<T> copy = List.copyOf(all); // refuses a null among them
            for (T item : copy) {
                check(item);
            }
            for (T item : copy) {
                put(item);
                accepted++;
            }
        } catch (InterruptedException e) {
            throw new PutInterruptedException(accepted);
        } catch (ChannelClosedException e) {
            throw refused(accepted);
        }
    }

    private ChannelClosedException refused(int accepted) {
        Throwable cause = failure();
        String what = "; only the first " + accepted + " items were added: " + this;
        return cause == null
                ? new ChannelClosedException("The queue is closed" + what + STAYS_CLOSED, null, accepted)
                : new ChannelFailedException("The queue has failed" + what, cause, accepted);
    }

    final void accepted(Offer offer) {
        if (offer != Offer.ACCEPTED) {
            Throwable cause = failure();
            throw cause == null
                    ? new ChannelClosedException("The queue is closed; the item was not added: " + this + STAYS_CLOSED)
                    : new ChannelFailedException("The queue has failed; the item was not added: " + this, cause);
        }
    }

    // --- takes

    @Override
    public final @Nullable T take() throws InterruptedException {
        Limits.throwIfInterrupted();
        return next(Waits.FOR_EVER);
    }

    @Override
    public final @Nullable T tryTake() {
        long position;
        while ((position = waiting.tryFind()) >= 0) {
            T item = load(position);
            if (item != null) {
                return item;
            }
        }
        throwIfFailed(position);
        return null;
    }

    @Override
    public final @Nullable T tryTake(Duration limit) throws InterruptedException {
        long nanos = Limits.nanos(limit);
        Limits.throwIfInterrupted();
        return nanos == 0 ? tryTake() : next(nanos);
    }

    private @Nullable T next(long nanos) throws InterruptedException {
        long position = ring.find();
        long deadline = QueueWaiting.NO_DEADLINE;
        while (true) {
            if (position >= 0) {
                T item = load(position);
                if (item != null) {
                    return item;
                }
                position = ring.find();
            } else if (position == QueueRing.ENDED || QueueWaiting.isOver(deadline)) {
                throwIfFailed(position);
                return null;
            } else {
                deadline = QueueWaiting.deadline(deadline, nanos);
                position = waiting.awaitItem(position, deadline);
            }
        }
    }

    /** What a take says that found nothing: the failure, if that is why. */
    final void throwIfFailed(long position) {
        if (position == QueueRing.ENDED) {
            Throwable cause = failure();
            if (cause != null) {
                throw new ChannelFailedException("The queue has failed, and no items are left: " + this, cause);
            }
        }
    }

    @Override
    public final @Nullable Delivery<T> receive() throws InterruptedException {
        Limits.throwIfInterrupted();
        return nextHeld(Waits.FOR_EVER);
    }

    @Override
    public final @Nullable Delivery<T> tryReceive(Duration limit) throws InterruptedException {
        long nanos = Limits.nanos(limit);
        Limits.throwIfInterrupted();
        return nanos == 0 ? tryReceive() : nextHeld(nanos);
    }

    @Override
    public final @Nullable Delivery<T> tryReceive() {
        long position;
        while ((position = waiting.tryFind()) >= 0) {
            Delivery<T> delivery = hold(position);
            if (delivery != null) {
                return delivery;
            }
        }
        throwIfFailed(position);
        return null;
    }

    private @Nullable Delivery<T> nextHeld(long nanos) throws InterruptedException {
        long position = ring.find();
        long deadline = QueueWaiting.NO_DEADLINE;
        while (true) {
            if (position >= 0) {
                Delivery<T> delivery = hold(position);
                if (delivery != null) {
                    return delivery;
                }
                position = ring.find();
            } else if (position == QueueRing.ENDED || QueueWaiting.isOver(deadline)) {
                throwIfFailed(position);
                return null;
            } else {
                deadline = QueueWaiting.deadline(deadline, nanos);
                position = waiting.awaitItem(position, deadline);
            }
        }
    }

    /** Receives the item that was found at a position; null if somebody else was faster. */
    private @Nullable Delivery<T> hold(long position) {
        HeldItem.Place place = new HeldItem.Place(this, position); // before it is ours: there may be no memory for it
        if (!ring.holds.hold(position)) {
            return null;
        }
        try {
            return new HeldItem<>(place, read(position));
        } catch (ItemNotReadableException e) {
            place.end(true);
            ring.count(QueueLayout.UNREADABLE_AT);
            throw e;
        } catch (Throwable e) {
            giveBack(place, e);
            throw e;
        }
    }

    /** The caller gets no delivery that it could end, but an error: the item is for others, or for its next attempt. */
    private static void giveBack(HeldItem.Place place, Throwable why) {
        try {
            place.end(false);
        } catch (RuntimeException e) {
            why.addSuppressed(e);
        }
    }

    // --- the end

    @Override
    public final void close() {
        if (ring.end.close()) {
            ring.wakeAll();
        }
    }

    @Override
    public final boolean fail(Throwable cause) {
        boolean first = ring.end.fail(requireNonNull(cause, "cause"));
        ring.wakeAll();
        return first;
    }

    @Override
    public final List<T> abort(Throwable cause) {
        requireNonNull(cause, "cause");
        List<T> given = new ArrayList<>();
        if (ring.end.freeze(cause)) {
            try {
                takeAllAndThaw(given);
            } catch (SharedMemoryClosedException | SharedStateLostException | Error e) {
                if (given.isEmpty()) {
                    throw e;
                }
                // What was taken is in no other hands than the caller's any more.
                System.getLogger(SharedQueue.class.getName())
                        .log(
                                System.Logger.Level.WARNING,
                                () -> "An abort ended early, after " + given.size()
                                        + " items; those that are left can be taken: " + this,
                                e);
            }
        }
        return given;
    }

    private void takeAllAndThaw(List<T> given) {
        try {
            takeAll(given);
        } finally {
            ring.end.thaw();
            ring.wakeAll();
        }
    }

    /** Takes what is inside, while nobody else can. */
    private void takeAll(List<T> given) {
        for (int round = 0; ; ) {
            long position = ring.findFor(QueueEnd.CLOSED);
            if (position >= 0) {
                try {
                    T item = load(position);
                    if (item != null) {
                        given.add(item);
                    }
                } catch (ItemNotReadableException e) {
                    // It is counted. The others shall come back all the same.
                }
                round = 0;
            } else if (position == QueueRing.UNSETTLED) {
                // A put that has claimed its cell was accepted: its item belongs into the list.
                waiting.pause(round++);
            } else if (!ring.holds.wereEver() || !ring.probeItems()) {
                return; // nor is there one whose holder is dead
            }
        }
    }

    @Override
    public final boolean isClosed() {
        return QueueEnd.isClosed(ring.end.look());
    }

    @Override
    public final boolean isDrained() {
        long end = ring.end.look();
        return QueueEnd.outcome(end) == QueueEnd.DRAINED
                || (QueueEnd.isClosed(end) && waiting.lookAgain(ring.find()) == QueueRing.ENDED);
    }

    @Override
    public final @Nullable Throwable failure() {
        return ring.end.cause();
    }

    // --- what it is

    @Override
    public final int size() {
        return ring.size();
    }

    @Override
    public final int capacity() {
        return ring.capacity;
    }

    @Override
    public final SharedItems<T> items() {
        return items;
    }

    @Override
    public final QueueForm form() {
        return form;
    }

    @Override
    public final Statistics statistics() {
        return new Statistics(
                ring.size(),
                ring.holds.wereEver() ? ring.holds.count(QueueLayout.HELD) : 0,
                ring.accepted(),
                ring.stat(QueueLayout.SKIPPED_AT),
                ring.stat(QueueLayout.REDELIVERED_AT),
                ring.stat(QueueLayout.DROPPED_AT),
                ring.stat(QueueLayout.UNREADABLE_AT));
    }
}
