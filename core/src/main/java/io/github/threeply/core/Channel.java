package io.github.threeply.core;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue that can be closed.
 *
 * <p>The end of the stream is an outcome of {@link #take} itself, not a flag to be tested beside it. So the well-known
 * bug, to test "stopped and empty" and then to wait for an item that never comes, cannot be written.
 *
 * <p><b>States.</b> OPEN; then CLOSED by {@link #close}, or FAILED by {@link #fail} or {@link #abort}. A closed channel
 * that still holds items may still fail. Once somebody has learned that a closed channel is empty, from a take that found
 * nothing or from {@link #isDrained}, it is DRAINED, and nothing changes it any more. A channel is not reopened.
 *
 * <p><b>Order.</b> Each operation takes effect at one instant between its call and its return, closing included. Items
 * that one thread puts are taken in that order. Items are never {@code null}.
 *
 * <p><b>Ownership.</b> A put either returns normally, and then the channel has the item, or it throws (or answers other
 * than {@link Offer#ACCEPTED}), and then the caller still has it. An accepted item is handed out exactly once: to one
 * take, or in the list of one {@link #abort}.
 *
 * <p><b>Waiting.</b> A thread that has to wait looks again for some microseconds, then parks; no monitor and no lock is
 * held meanwhile, so virtual threads are welcome. Parked threads are woken in the order in which they parked, but one that
 * comes by just then may be faster. An interrupt is noticed by the methods that declare it, and by those even if they need
 * not wait. The others never park; they may wait, for moments, for an operation that is half done.
 *
 * <p><b>Memory consistency effects.</b> Actions before an item is put <i>happen-before</i> that item is taken. The last
 * accepted put <i>happens-before</i> the {@code null} that tells the end. Actions before {@link #fail} or {@link #abort}
 * <i>happen-before</i> their cause is seen.
 *
 * @param <T> the type of the items
 */
public interface Channel<T> {

    /**
     * Makes a channel for any number of producers and consumers in this JVM. All of its memory is taken at once, about 12
     * bytes for each item that it can hold. A put or take that need not wait costs one atomic update, and allocates nothing.
     *
     * @param capacity how many items it holds at most, exactly; at least 1
     * @param <T> the type of the items
     * @return the channel
     * @throws IllegalArgumentException if {@code capacity} is not positive or beyond 2<sup>30</sup>
     */
    static <T> Channel<T> bounded(int capacity) {
        return new BoundedChannel<>(new TicketRing<>(capacity));
    }

    /**
     * Makes a channel for one producer and one consumer in this JVM. It does all that a {@link #bounded} one does, but moves
     * one cache line where that moves two, and takes about 4 bytes for each item that it can hold. Those who need more speed
     * use {@link #putAll} and {@link #drainTo}: a batch costs one atomic update, as a single item does.
     *
     * <p><b>Threads.</b> One thread at a time may put, and one at a time may take (with {@link #isDrained} and all other
     * methods left to everybody: any thread may close, fail or abort the channel). The side may go from one thread to
     * another if what the first did with the channel <i>happens-before</i> what the other does. Two threads that put at
     * once, or take at once, break this contract. Mostly one of them then gets an {@link IllegalStateException}, and has
     * added or taken nothing; but not every such meeting is noticed, and one that is not may lose an item or hand it out
     * twice.
     *
     * @param capacity how many items it holds at most, exactly; at least 1
     * @param <T> the type of the items
     * @return the channel
     * @throws IllegalArgumentException if {@code capacity} is not positive or beyond 2<sup>30</sup>
     */
    static <T> Channel<T> oneToOne(int capacity) {
        return new BoundedChannel<>(new SlotRing<>(capacity));
    }

    /**
     * Adds an item, waiting while the channel is full.
     *
     * @param item the item
     * @throws InterruptedException if the thread is interrupted before or while it waits; the item was not added
     * @throws ChannelClosedException if the channel is closed, or is closed while this waits; the item was not added
     * @throws ChannelFailedException the same, with the cause, if it has failed
     */
    void put(T item) throws InterruptedException;

    /**
     * Adds an item if there is room now.
     *
     * @param item the item
     * @return what became of it; {@link Offer#CLOSED} also when the channel has failed ({@link #failure} tells)
     */
    Offer tryPut(T item);

    /**
     * Adds an item, waiting while the channel is full, at most for {@code limit}.
     *
     * @param item the item
     * @param limit how long to wait at most
     * @return what became of it
     * @throws InterruptedException if the thread is interrupted before or while it waits; the item was not added
     */
    Offer tryPut(T item, Duration limit) throws InterruptedException;

    /**
     * Adds items one after the other, waiting while the channel is full: as so many {@link #put}s, in one go where there
     * is room. Items of other producers may come between them. Either all of them are added, or an exception tells how
     * many were.
     *
     * @param items the items, copied at once; may be empty
     * @throws NullPointerException if one of the items is {@code null}; none was added
     * @throws InterruptedException if the thread is interrupted before or while it waits; always a
     *     {@link PutInterruptedException}, which tells how many of the items were added
     * @throws ChannelClosedException if the channel is closed, before or while this waits;
     *     {@link ChannelClosedException#accepted} tells how many of the items were added
     * @throws ChannelFailedException the same, with the cause, if it has failed
     */
    default void putAll(Collection<? extends T> items) throws InterruptedException {
        Batches.putOneByOne(this, items);
    }

    /**
     * Takes the oldest item, waiting while the channel is open and empty.
     *
     * @return the item, or {@code null} if the channel is closed and empty: now and for ever
     * @throws InterruptedException if the thread is interrupted before or while it waits; no item was taken
     * @throws ChannelFailedException if the channel has failed and is empty
     */
    @Nullable
    T take() throws InterruptedException;

    /**
     * Takes the oldest item if there is one now.
     *
     * @return the item, or {@code null} if there is none now; {@link #isDrained} tells whether there will ever be one
     * @throws ChannelFailedException if the channel has failed and is empty
     */
    @Nullable
    T tryTake();

    /**
     * Takes the oldest item, waiting while the channel is open and empty, at most for {@code limit}.
     *
     * @param limit how long to wait at most
     * @return the item, or {@code null} if none came in time or none will ever come ({@link #isDrained} tells)
     * @throws InterruptedException if the thread is interrupted before or while it waits; no item was taken
     * @throws ChannelFailedException if the channel has failed and is empty
     */
    @Nullable
    T tryTake(Duration limit) throws InterruptedException;

    /**
     * Takes items that are there now, oldest first, without waiting. To wait for the first one, {@link #take} it.
     *
     * @param into where the items are added; must accept them, since an item that it refuses is lost
     * @param max how many items to take at most
     * @return how many were taken; 0 if there was none ({@link #isDrained} tells whether there will ever be one), or
     *     {@code max} is 0
     * @throws IllegalArgumentException if {@code max} is negative, or {@code into} is this channel's own view
     * @throws ChannelFailedException if the channel has failed and is empty, and none was taken
     */
    default int drainTo(Collection<? super T> into, int max) {
        return Batches.takeOneByOne(this, into, max);
    }

    /**
     * Ends the stream: no more items are accepted, those inside can still be taken. Puts that wait are refused and keep
     * their items, so a drain ends even with nobody left to make room. Never blocks; closing again has no effect.
     */
    void close();

    /**
     * Ends the stream with a reason. As {@link #close}, but both sides learn the cause: puts are refused with it, and
     * takes throw it once the items accepted before have been taken. The first cause stays.
     *
     * @param cause why
     * @return whether this call failed the channel: false if it had failed before or is drained; it is closed in any case
     */
    boolean fail(Throwable cause);

    /**
     * Ends the stream at once: as {@link #fail}, and in the same instant the items not yet taken are given back instead of
     * delivered. May wait, for moments, for puts that are half done; never for a thread that is parked. A closed channel
     * that holds items, or that nobody has found empty, fails by this; a drained one stays as it is.
     *
     * @param cause why; a channel that failed before keeps its first cause
     * @return the undelivered items, oldest first, each given back by exactly one call; empty when there are none. The list
     *     is the caller's
     */
    List<T> abort(Throwable cause);

    /**
     * Tells whether the channel accepts no more items, for whatever reason.
     *
     * @return whether it is closed, failed or aborted
     */
    boolean isClosed();

    /**
     * Tells whether no item will ever come again: the channel is closed or failed, and empty.
     *
     * @return whether it is drained
     */
    boolean isDrained();

    /**
     * Returns the cause given to {@link #fail} or {@link #abort}.
     *
     * @return the cause, or {@code null} if the channel has not failed
     */
    @Nullable
    Throwable failure();

    /**
     * Returns how many items are inside, for display: by the time it is read it may be another number.
     *
     * @return the number of items, from 0 to {@link #capacity}
     */
    int size();

    /**
     * Returns how many items the channel can hold.
     *
     * @return the capacity
     */
    int capacity();
}
