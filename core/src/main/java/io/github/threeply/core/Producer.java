package io.github.threeply.core;

import static java.util.Objects.requireNonNull;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.Collection;

/**
 * A handle of one of several producers of a {@link Channel}. When the last of them is closed, so is the channel: nobody
 * has to count who is done.
 * <pre>{@code
 * try (Producer<Page> first = Producer.of(channel)) {
 *     for (Site site : sites) {
 *         Producer<Page> producer = first.another();          // before the thread starts, or it may come too late
 *         executor.submit(() -> {
 *             try (producer) {
 *                 site.eachPage(producer::put);
 *             }
 *             return null;
 *         });
 *     }
 * }                                                           // the channel is closed when all sites are done
 * }</pre>
 *
 * <p><b>States.</b> OPEN, then CLOSED by {@link #close} or {@link #fail}. A closed handle refuses everything else with
 * {@link IllegalStateException}; that is a mistake of its user, and says nothing about the channel. The group of handles
 * that come from one {@link #of} by {@link #another} ends with the last of them, and cannot be revived. The channel may be
 * closed or fail in other ways too, by {@link Channel#close} itself or by a second group; then puts are refused as the
 * channel says, and closing the handles has no effect.
 *
 * <p><b>Threads.</b> Any thread may call any method, though mostly each producer has a handle of its own. A {@code close}
 * while another thread puts through the same handle does not cut that put short: it may still be accepted, as long as
 * other handles keep the channel open; if this was the last one, it is refused. {@link #another} and the last
 * {@code close} have an order: either there is another handle and the channel stays open, or there is none.
 *
 * <p><b>Memory consistency effects.</b> Those of the channel: actions before any handle is closed <i>happen-before</i> a
 * take tells the end.
 *
 * <p><b>A handle that is lost.</b> A handle that became unreachable and was not closed can put nothing any more, but would
 * keep the consumers waiting for ever. When the garbage collector finds it, it counts as closed, and a warning is logged
 * to the {@link System.Logger} named as this class. This may be late or, if no memory is needed, never: it is a net, not a
 * way to close.
 *
 * @param <T> the type of the items
 */
public final class Producer<T> implements AutoCloseable {
    /** The thread that watches for lost handles starts with the first handle. */
    private static final class Lost {
        static final Cleaner CLEANER = Cleaner.create();
    }

    private final Channel<T> channel;
    private final ProducerSeat seat;
    private final Cleaner.Cleanable cleanable;

    private Producer(Channel<T> channel, ProducerSeat seat) {
        this.channel = channel;
        this.seat = seat;
        cleanable = Lost.CLEANER.register(this, seat);
    }

    /**
     * Makes the first handle of a new group.
     *
     * @param channel the channel, which is closed with the last handle of the group
     * @param <T> the type of the items
     * @return the handle
     */
    public static <T> Producer<T> of(Channel<T> channel) {
        requireNonNull(channel, "channel");
        return new Producer<>(channel, ProducerSeat.first(channel));
    }

    /**
     * Makes another handle of this group.
     *
     * @return the handle, open
     * @throws IllegalStateException if this handle is closed
     */
    public Producer<T> another() {
        try {
            ProducerSeat next = seat.another();
            try {
                return new Producer<>(channel, next);
            } catch (Throwable e) {
                next.leave(); // no memory for its handle: nobody else would ever leave it
                throw e;
            }
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Adds an item, as {@link Channel#put} does.
     *
     * @param item the item
     * @throws InterruptedException if the thread is interrupted before or while it waits; the item was not added
     * @throws ChannelClosedException if the channel is closed, or is closed while this waits; the item was not added
     * @throws ChannelFailedException the same, with the cause, if it has failed
     * @throws IllegalStateException if this handle is closed; the item was not added
     */
    public void put(T item) throws InterruptedException {
        seat.check();
        try {
            channel.put(item);
        } finally {
            // A handle is in use while it puts, even if nobody holds on to it: it must not count as lost meanwhile.
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Adds an item if there is room now, as {@link Channel#tryPut(Object)} does.
     *
     * @param item the item
     * @return what became of it
     * @throws IllegalStateException if this handle is closed; the item was not added
     */
    public Offer tryPut(T item) {
        seat.check();
        try {
            return channel.tryPut(item);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Adds an item, waiting at most for {@code limit}, as {@link Channel#tryPut(Object, Duration)} does.
     *
     * @param item the item
     * @param limit how long to wait at most
     * @return what became of it
     * @throws InterruptedException if the thread is interrupted before or while it waits; the item was not added
     * @throws IllegalStateException if this handle is closed; the item was not added
     */
    public Offer tryPut(T item, Duration limit) throws InterruptedException {
        seat.check();
        try {
            return channel.tryPut(item, limit);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Adds items one after the other, as {@link Channel#putAll} does.
     *
     * @param items the items
     * @throws InterruptedException if the thread is interrupted before or while it waits; always a
     *     {@link PutInterruptedException}, which tells how many of the items were added
     * @throws ChannelClosedException if the channel is closed, before or while this waits;
     *     {@link ChannelClosedException#accepted} tells how many of the items were added
     * @throws ChannelFailedException the same, with the cause, if it has failed
     * @throws IllegalStateException if this handle is closed; none was added
     */
    public void putAll(Collection<? extends T> items) throws InterruptedException {
        seat.check();
        try {
            channel.putAll(items);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Ends the channel with a reason, at once and for all its producers, as {@link Channel#fail} does; and closes this
     * handle.
     *
     * @param cause why
     * @return whether this call failed the channel
     * @throws IllegalStateException if this handle is closed
     */
    public boolean fail(Throwable cause) {
        seat.check();
        boolean first = channel.fail(cause);
        close();
        return first;
    }

    /**
     * Closes this handle, and the channel if it is the last open one of its group. Closing again has no effect. Waits for
     * nothing but for another thread that is closing this very handle, for moments.
     */
    @Override
    public void close() {
        try {
            if (seat.leave()) {
                // Only unregisters: the seat is left.
                cleanable.clean();
            }
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Tells whether this handle is closed.
     *
     * @return whether it is closed; of the channel that says nothing
     */
    public boolean isClosed() {
        return seat.isLeft();
    }

    @Override
    public String toString() {
        return "Producer[" + (isClosed() ? "closed" : "open") + ", " + channel + "]";
    }
}
