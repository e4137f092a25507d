package io.github.threeply.core;

import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
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
 * <pre>
 *           close           last item taken, and told
 *   OPEN ----------&gt; CLOSED ---------------------------&gt; DRAINED
 *     |                |
 *     |  fail, abort   |  fail, abort: while it holds items
 *     +-------+--------+
 *             v
 *           FAILED      items still inside are handed out first; abort takes them back
 * </pre>
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
 * comes by just then may be faster, unless the channel is {@linkplain #fair fair}. An interrupt is noticed by the methods
 * that declare it, and by those even if they need not wait. The others never wait for room or for items; they may
 * wait, for moments, for an operation that is half done.
 *
 * <p><b>Memory consistency effects.</b> Actions before an item is put <i>happen-before</i> that item is taken. The last
 * accepted put <i>happens-before</i> the {@code null} that tells the end. Actions before {@link #fail} or {@link #abort}
 * <i>happen-before</i> their cause is seen.
 *
 * <p><b>Which one.</b> {@link #bounded} serves everybody. {@link #oneToOne} is faster where one thread puts
 * and one takes. {@link #fair} is slower, and lets nobody overtake. {@link
 * #rendezvous} holds nothing: each item goes from hand to hand. {@link Producer} handles close a channel when the last of
 * several producers is done.
 *
 * @param <T> the type of the items
 */
public interface Channel<T> extends Iterable<T> {

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
     * added or taken nothing; but not every such meeting is noticed, and one that is not may lose an item, hand it out
     * twice, or leave those who take waiting for an item that never comes.
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
     * Makes a channel for any number of producers and consumers in this JVM that serves waiting threads strictly in the
     * order in which they came. A thread that comes later, or that comes by without waiting, does not overtake: room goes
     * to the put that has waited longest and an item to the take that has, whether that thread runs or is parked. This
     * has its price: while threads wait, each item costs a change of threads.
     *
     * <p>All of its memory is taken at once, about 4 bytes for each item that it can hold. An operation that need not wait
     * allocates nothing. Its {@linkplain #asBlockingQueue view} has all methods of a queue, those that look inside too.
     *
     * @param capacity how many items it holds at most, exactly; at least 1
     * @param <T> the type of the items
     * @return the channel
     * @throws IllegalArgumentException if {@code capacity} is not positive or beyond 2<sup>30</sup>
     */
    static <T> Channel<T> fair(int capacity) {
        if (capacity < 1 || capacity > TicketRing.MAX_CAPACITY) {
            throw new IllegalArgumentException("capacity must be from 1 to " + TicketRing.MAX_CAPACITY + ", but was "
                    + capacity + "; Channel.rendezvous() makes a channel that holds nothing.");
        }
        return new FairChannel<>(capacity);
    }

    /**
     * Makes a channel that holds nothing: a put is accepted at the instant at which a take has its item, and each waits
     * for the other. Its capacity and size are 0. {@link #tryPut(Object)} is accepted only if a take waits already, {@link
     * #tryTake()} finds an item only if a put waits already; so two that only try never meet. A put that waits when the
     * channel ends keeps its item, hence an {@link #abort} has nothing to give back. Waiting threads are served strictly
     * in the order in which they came, as by a {@link #fair} channel.
     *
     * @param <T> the type of the items
     * @return the channel
     */
    static <T> Channel<T> rendezvous() {
        return new FairChannel<>(0);
    }

    /**
     * Adds an item, waiting while the channel is full. On a {@link #rendezvous} it waits until the item was taken.
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
     * @param items the items, copied at once; may be empty, and then nothing happens, even if the channel is closed
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
     * Returns an iterator that takes the items, until the channel is closed and empty.
     * <pre>{@code
     * for (Order order : channel) { ... }
     * }</pre>
     *
     * <p><b>Threads.</b> One iterator is for one thread. Several iterators share the items: each item goes to one of them,
     * as with several takes.
     *
     * <p><b>Waiting.</b> {@code hasNext} takes an item, waiting as {@link #take} does, and {@code next} hands it out (or
     * takes one, if {@code hasNext} was not asked). So an item belongs to the iterator once {@code hasNext} has said yes:
     * no {@link #abort} gives it back, and it is lost with an iterator that is dropped before {@code next}. A {@code for}
     * loop that is left by {@code break} or an exception loses nothing, since its body has the last item.
     *
     * <p><b>Errors.</b> Both methods throw {@link ChannelFailedException} when the channel has failed and is empty, and
     * {@link IterationInterruptedException} when the thread is interrupted before or while they wait: with the interrupt
     * status set, and no item taken. {@code next} throws {@link java.util.NoSuchElementException} at the end; {@code
     * remove} is not supported.
     *
     * @return the iterator
     */
    @Override
    default Iterator<T> iterator() {
        return new ChannelIterator<>(this);
    }

    /**
     * Returns this channel as a {@link BlockingQueue}, for code that wants one. It is a view: items, waiting and closing
     * are shared with the channel. A {@code BlockingQueue} knows no end, so after the end of the channel it differs:
     *
     * <table>
     * <caption>What the view does</caption>
     * <tr><th>method</th><th>while open</th><th>closed</th><th>failed</th></tr>
     * <tr><td>{@code put}, {@code add}, {@code addAll}, both {@code offer}</td><td>as {@code BlockingQueue} says</td>
     *     <td colspan="2">throw {@link ChannelClosedException} or {@link ChannelFailedException}; {@code offer} too, since
     *     {@code false} would mean that there may be room later</td></tr>
     * <tr><td>{@code take}</td><td>as {@code BlockingQueue} says</td><td>the items inside, then throws {@link
     *     ChannelClosedException}: it has no other way to tell the end</td><td>the items inside, then throws {@link
     *     ChannelFailedException}</td></tr>
     * <tr><td>both {@code poll}</td><td>as {@code BlockingQueue} says</td><td>the items inside, then {@code null} at once:
     *     "nothing now" and "never again" look alike here, and {@link #isDrained} tells</td><td>the items inside, then
     *     throw {@link ChannelFailedException}</td></tr>
     * <tr><td>{@code remove()}</td><td>as {@code poll}, but throws {@link java.util.NoSuchElementException} when there is
     *     nothing</td><td>the same</td><td>as {@code poll}</td></tr>
     * <tr><td>both {@code drainTo}</td><td>as {@code BlockingQueue} says</td><td>the items inside, then 0</td><td>the items
     *     inside, then throw {@link ChannelFailedException}</td></tr>
     * <tr><td>{@code clear}</td><td colspan="3">takes the items inside and drops them</td></tr>
     * <tr><td>{@code size}, {@code isEmpty}, {@code remainingCapacity}</td><td>for display, as {@link #size}</td>
     *     <td colspan="2">the same; a closed queue has no remaining capacity</td></tr>
     * </table>
     *
     * <p>The methods that look inside, {@code peek}, {@code element}, {@code contains}, {@code containsAll}, {@code
     * iterator}, {@code forEach}, {@code toArray}, the streams, {@code remove(Object)}, {@code removeIf}, {@code removeAll}
     * and {@code retainAll}, work on channels made by {@link #fair} and {@link #rendezvous} (which never has anything to
     * show): iterators walk over what was inside when they were made, and removing an item that was taken meanwhile has no
     * effect. An iterator removes by identity: of an object that is inside several times, or again, the oldest one goes.
     * Other channels hand items out at their front only: there these methods throw
     * {@link UnsupportedOperationException}, rather than take an item to look at it.
     *
     * <p>As the work queue of a {@link java.util.concurrent.ThreadPoolExecutor} take {@code Channel.fair(n)}, or {@code
     * Channel.rendezvous()} for a pool that grows: an executor that is shut down while it accepts a task, and its {@code
     * remove} and {@code purge}, take tasks out of the middle. Shut the executor down and leave the channel open: workers
     * whose queue says that it is closed die and are replaced again and again.
     *
     * @return the view; each call may return another
     */
    default BlockingQueue<T> asBlockingQueue() {
        return new ChannelQueue<>(this);
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
