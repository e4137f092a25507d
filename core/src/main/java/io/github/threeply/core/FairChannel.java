package io.github.threeply.core;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A channel that serves waiting threads strictly in the order in which they came, of any capacity from 0.
 *
 * <p>An operation takes effect while it holds the lock of the {@link FairStore}, or while another thread that serves it
 * does: a take that finds a put waiting moves that thread's item itself, and a put gives its item into the hands of a
 * waiting take. So nobody who comes by can be faster than one who waits, no wake-up is there to be lost, and a thread that
 * gives up (its time is over, or it was interrupted) learns under the lock whether it was served before.
 */
@SuppressWarnings("ReferenceEquality") // an item may be equal to anything
final class FairChannel<T> implements Channel<T>, OpenInside<T> {
    private final int capacity;
    private final SpinBudget budget;
    private final ChannelEnd end = new ChannelEnd();
    private final FairStore<T> store;

    FairChannel(int capacity) {
        this(capacity, SpinBudget.of(capacity));
    }

    FairChannel(int capacity, SpinBudget budget) {
        this.capacity = capacity;
        this.budget = budget;
        store = new FairStore<>(capacity, end);
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
        return store.put(item, null);
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
        return taken(store.take(null));
    }

    @Override
    public @Nullable T tryTake(Duration limit) throws InterruptedException {
        long nanos = Limits.nanos(limit);
        throwIfInterrupted();
        return poll(nanos);
    }

    private Offer offer(T item, long nanos) throws InterruptedException {
        // Without a turn first: most often none is needed, and it would be garbage.
        Offer offer = store.put(item, null);
        if (offer != Offer.FULL || nanos <= 0) {
            return offer;
        }
        Turn<T> turn = new Turn<>(item);
        Object wait = recordWait("put"); // before it is in the line, where nothing may go wrong any more
        offer = store.put(item, turn);
        if (offer != Offer.FULL) {
            return offer;
        }
        Turn.Outcome outcome = turn.await(this, budget, nanos);
        if (outcome == Turn.Outcome.NONE) {
            outcome = store.leavePutters(turn);
        }
        recordEnd(wait, outcome);
        return switch (outcome) {
            case SERVED -> Offer.ACCEPTED; // even if interrupted: that stays set
            case ENDED -> Offer.CLOSED;
            case NONE -> {
                throwIfInterrupted();
                yield Offer.FULL;
            }
        };
    }

    private @Nullable T poll(long nanos) throws InterruptedException {
        Object answer = store.take(null);
        if (answer != FairStore.Nothing.NOW || nanos <= 0) {
            return taken(answer);
        }
        Turn<T> turn = new Turn<>(null);
        Object wait = recordWait("take");
        answer = store.take(turn);
        if (answer != FairStore.Nothing.NOW) {
            return taken(answer);
        }
        Turn.Outcome outcome = turn.await(this, budget, nanos);
        if (outcome == Turn.Outcome.NONE) {
            outcome = store.leaveTakers(turn);
        }
        recordEnd(wait, outcome);
        return switch (outcome) {
            case SERVED -> turn.item; // even if interrupted: that stays set
            case ENDED -> taken(FairStore.Nothing.EVER);
            case NONE -> {
                throwIfInterrupted();
                yield null;
            }
        };
    }

    private @Nullable Object recordWait(String operation) {
        if (!Flight.isOn()) {
            return null;
        }
        int waiting = operation.equals("put") ? store.waitingPuts() : store.waitingTakes();
        return Flight.channelWaits(operation, capacity, waiting);
    }

    private static void recordEnd(@Nullable Object wait, Turn.Outcome outcome) {
        if (wait != null) {
            String waiting = Thread.currentThread().isInterrupted() ? "interrupted" : "time over";
            Flight.channelWaited(
                    wait,
                    switch (outcome) {
                        case SERVED -> "done";
                        case ENDED -> "ended";
                        case NONE -> waiting;
                    });
        }
    }

    @SuppressWarnings("unchecked") // the store returns nothing else
    private @Nullable T taken(Object answer) {
        if (answer == FairStore.Nothing.NOW) {
            return null;
        }
        if (answer == FairStore.Nothing.EVER) {
            throwIfFailed();
            return null;
        }
        return (T) answer;
    }

    /** To be called when it has ended and is empty. */
    private void throwIfFailed() {
        Throwable cause = end.drain();
        if (cause != null) {
            throw ChannelText.failed(cause);
        }
    }

    /** Takes what is there at one instant, the items of waiting puts included, as if by so many takes. */
    @Override
    public int drainTo(Collection<? super T> into, int max) {
        Batches.check(this, into, max);
        if (max == 0) {
            return 0;
        }
        int taken = store.drainTo(into, max);
        if (taken >= 0) {
            return taken;
        }
        throwIfFailed();
        return 0;
    }

    @Override
    public void close() {
        if (store.close()) {
            Flight.channelEnded(this, null);
        }
    }

    @Override
    public boolean fail(Throwable cause) {
        boolean first = store.fail(requireNonNull(cause, "cause"));
        if (first) {
            Flight.channelEnded(this, cause);
        }
        return first;
    }

    @Override
    public List<T> abort(Throwable cause) {
        List<T> given = store.abort(requireNonNull(cause, "cause"));
        Flight.channelAborted(this, given, cause);
        return given;
    }

    @Override
    public boolean isClosed() {
        return store.isClosed();
    }

    @Override
    public boolean isDrained() {
        // Two looks are enough: once it is closed nothing is added, so then empty means empty for ever.
        if (!store.isClosed() || size() != 0) {
            return false;
        }
        end.drain();
        return true;
    }

    @Override
    public @Nullable Throwable failure() {
        // In this order: fail() sets the cause a moment before it closes.
        return store.isClosed() ? end.cause() : null;
    }

    @Override
    public int size() {
        return store.size();
    }

    @Override
    public int capacity() {
        return capacity;
    }

    @Override
    public List<T> look() {
        return store.look();
    }

    @Override
    public @Nullable T lookFirst() {
        return store.lookFirst();
    }

    @Override
    public boolean remove(T item) {
        return store.remove(item);
    }

    /** Whether anybody waits on either side. */
    boolean isAwaited() {
        return store.isAwaited();
    }

    @Override
    public String toString() {
        return ChannelText.of(this, store.waitingPuts(), store.waitingTakes());
    }

    private static void throwIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }
}
