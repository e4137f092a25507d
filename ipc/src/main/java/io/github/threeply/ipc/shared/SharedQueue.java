package io.github.threeply.ipc.shared;

import io.github.threeply.core.Channel;
import io.github.threeply.core.ChannelClosedException;
import io.github.threeply.core.ChannelFailedException;
import io.github.threeply.core.Offer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Channel} in a {@link SharedMemory}: a bounded queue that can be closed, between any number of threads in any
 * number of processes. What the channel promises between threads holds between processes, and the death of a process at any
 * instruction loses and doubles nothing that was accepted.
 * <pre>{@code
 * SharedQueue<Order> orders = memory.queue("orders", SharedItems.of(Order.class), 1024);
 * orders.put(order);                       // in one process
 * Order next = orders.take();              // in another; null once the queue is closed and empty, for everybody
 * }</pre>
 *
 * <p><b>States</b> are those of a channel, and they are the queue's: {@link #close}, {@link #fail} and {@link #abort} end the
 * stream for every process that has the file, now and later. The state outlives all of them: a program that closes its
 * queue, and is run again with the same file, finds it closed. So it should use another name each time, or a memory that goes
 * with its users ({@link SharedMemory#temporary}, {@link Lifetime#LAST_CLOSE}), or delete the file first. Closing the memory
 * only detaches this process, and says nothing about the queue.
 *
 * <p>A cell of it, in which one item at a time lies, goes round:
 * <pre>
 *              put claims it            put has written it
 *   +-&gt; FREE ------------------&gt; CLAIMED ----------------&gt; PUBLISHED ----------------+
 *   |     |                         |                       |     ^                  |
 *   |     | close                   | its process dies:     |     | given back, or   | receive
 *   |     v                         | skipped, for the      |     | its process dies v
 *   |   SEALED: the end             | next lap              |     +---------------- HELD
 *   |                               |                       | take                   |
 *   +-------- next lap -------------+-----------------------+------------------------+ done
 * </pre>
 * In a one-to-one queue no cell is CLAIMED: it goes from FREE to PUBLISHED. Offsets are in the {@linkplain io.github.threeply.ipc.shared
 * description of the package}.
 *
 * <p><b>When a process dies.</b> An item is accepted at one store. A producer that dies before it has added nothing: where it
 * began, the queue skips one place, once the system says that it is dead, and {@link Statistics#skippedClaims counts} that.
 * One that dies after it has added the item, though its {@code put} never returned. An item is taken at one store too: a
 * consumer that dies before it leaves the item to the next, and one that dies after it has taken the item with it. A consumer
 * that must not lose items in that way {@linkplain #receive receives} them. A {@link #putAll} is as many puts, and an
 * {@link #abort} as many takes, of which some may be done. A process that is stopped or slow is not dead:
 * one that is stopped in the middle of a {@code put} delays those behind it.
 *
 * <p><b>Order.</b> Items of one producer are handed out in the order of its puts; over all there is one order, too, that of
 * their acceptance. Items that are handed out again come out of order.
 *
 * <p><b>Items</b> are {@linkplain SharedItems copied}: what is taken is equal to what was put, and never the same object. An
 * item that is larger than its bound is refused with an {@link ItemTooLargeException}, and stays the caller's. One that this
 * process cannot rebuild is an {@link ItemNotReadableException}.
 *
 * <p><b>Waiting.</b> A thread that has to wait looks again for some microseconds, then sleeps until it is woken. Unlike the
 * channels of core, threads are woken together, and whoever comes first is served: nobody is promised the place in which it
 * came. A put or take that need not wait makes no system call. It allocates nothing beside the item, but for records: for each
 * component that is a primitive a box, and for a take an array of them. Waiting ends with a
 * {@link SharedMemoryClosedException} if this process closes the memory.
 *
 * <p><b>Memory consistency effects</b> are those of a channel, between the processes too: what a process wrote to shared
 * memory before it put an item is seen by the one that has taken it.
 *
 * <p><b>The cause of a failure</b> is the very object in the memory's mapping through which it was given. Through others,
 * {@link #failure} is a {@link RemoteCauseException}, which has its class, message and stack as text.
 *
 * <p>The {@linkplain #asBlockingQueue view} and {@link io.github.threeply.core.Producer} handles work as for other channels;
 * a group of handles is one process's, so each process closes the queue with its last one.
 *
 * @param <T> the type of the items
 */
public interface SharedQueue<T> extends Channel<T>, SharedObject {

    /**
     * Takes the oldest item and holds it, waiting while the queue is open and empty. The item counts as taken when the
     * delivery is {@linkplain Delivery#done done}; if this process dies before that, it is handed out again, or dropped, as
     * the {@link QueueForm} says. While it is held it keeps its place: the queue is full when it comes round to it. A queue
     * that is closed does not end before all deliveries have: those who take wait for that. If an error (as when there is no
     * memory) keeps this call from returning the item, it is given back.
     * <pre>{@code
     * while (true) {
     *     try (Delivery<Order> delivery = queue.receive()) {      // gives it back if store throws
     *         if (delivery == null) {
     *             break;
     *         }
     *         store(delivery.item());
     *         delivery.done();
     *     }
     * }
     * }</pre>
     *
     * @return the item, or {@code null} if the queue is closed and empty: now and for ever
     * @throws InterruptedException if the thread is interrupted before or while it waits; no item was taken
     * @throws ChannelFailedException if the queue has failed and is empty
     */
    @Nullable
    Delivery<T> receive() throws InterruptedException;

    /**
     * Takes the oldest item and holds it, as {@link #receive} does, if there is one now.
     *
     * @return the item, or {@code null} if there is none now; {@link #isDrained} tells whether there will ever be one
     * @throws ChannelFailedException if the queue has failed and is empty
     */
    @Nullable
    Delivery<T> tryReceive();

    /**
     * Takes the oldest item and holds it, as {@link #receive} does, waiting at most for {@code limit}.
     *
     * @param limit how long to wait at most
     * @return the item, or {@code null} if none came in time or none will ever come ({@link #isDrained} tells)
     * @throws InterruptedException if the thread is interrupted before or while it waits; no item was taken
     * @throws ChannelFailedException if the queue has failed and is empty
     */
    @Nullable
    Delivery<T> tryReceive(Duration limit) throws InterruptedException;

    /**
     * Returns what the items are.
     *
     * @return the items
     */
    SharedItems<T> items();

    /**
     * Returns how the queue works.
     *
     * @return the form
     */
    QueueForm form();

    /**
     * Returns numbers about the queue, over all processes since it was made. For display: they are not of one instant.
     *
     * @return the numbers
     */
    Statistics statistics();

    /**
     * {@inheritDoc}
     *
     * <p>An item that is too large is refused before the first is added.
     *
     * @throws ItemTooLargeException if one of the items takes more bytes than it may; none was added
     */
    @Override
    void putAll(Collection<? extends T> items) throws InterruptedException;

    /**
     * {@inheritDoc}
     *
     * <p>Items that a {@link Delivery} holds are not given back: their holders have them. One that is given back to the queue
     * after this is inside again, for takes and for another abort. Those whose holder is dead come back first. Should an
     * error end the abort early, what it has taken is returned, the rest can still be taken, and the log says so.
     */
    @Override
    List<T> abort(Throwable cause);

    /**
     * An item that was {@linkplain SharedQueue#receive received}: taken, but not for good until it is {@link #done}.
     *
     * <p>Any thread may call any method. A delivery that becomes unreachable without an end is given back when the garbage
     * collector finds it, and a warning is logged.
     *
     * @param <T> the type of the item
     */
    interface Delivery<T> extends AutoCloseable {
        /**
         * Returns the item.
         *
         * @return the item, the same object each time
         */
        T item();

        /**
         * Tells whether the item was handed out before, to one who died or gave it back: it may have been worked on.
         *
         * @return whether it is handed out again
         */
        boolean isRedelivered();

        /**
         * Takes the item for good.
         *
         * @throws IllegalStateException if it was given back before, or by {@link #done} twice
         * @throws SharedMemoryClosedException if this process has closed the memory; others get the item
         */
        void done();

        /** Gives the item back, for others to take, unless it is {@link #done}. Closing twice has no effect. */
        @Override
        void close();
    }

    /**
     * Numbers about a queue, over all processes. The last four are counted right after what they count: if a process is
     * killed in that instant, one is missing for ever. If that one is a skipped place, {@code accepted} is one too high.
     *
     * @param depth how many items are inside
     * @param held how many items were received, and are neither done nor given back
     * @param accepted how many items were accepted since the queue was made
     * @param skippedClaims how many places were skipped because their producer died, or met an error, in the
     *     middle of a put
     * @param redelivered how often an item was given back, or its holder died, so that it was handed out again
     * @param dropped how many items were dropped because their holder died
     * @param unreadable how many items were taken by a process that could not rebuild them
     */
    record Statistics(
            long depth,
            long held,
            long accepted,
            long skippedClaims,
            long redelivered,
            long dropped,
            long unreadable) {}

    /** A queue of {@code long}s: its own methods make no boxes. */
    interface OfLong extends SharedQueue<Long> {

        /**
         * Adds an item, as {@link #put} does.
         *
         * @param item the item
         * @throws InterruptedException if the thread is interrupted before or while it waits; the item was not added
         * @throws ChannelClosedException if the queue is closed, or is closed while this waits; the item was not added
         * @throws ChannelFailedException the same, with the cause, if it has failed
         */
        void putLong(long item) throws InterruptedException;

        /**
         * Adds an item if there is room now.
         *
         * @param item the item
         * @return what became of it
         */
        Offer tryPutLong(long item);

        /**
         * Takes the oldest item, waiting while the queue is open and empty.
         *
         * @param end what to return if the queue is closed and empty; {@link #isDrained} tells it from an equal item
         * @return the item, or {@code end}
         * @throws InterruptedException if the thread is interrupted before or while it waits; no item was taken
         * @throws ChannelFailedException if the queue has failed and is empty
         */
        long takeLong(long end) throws InterruptedException;

        /**
         * Takes the oldest item if there is one now.
         *
         * @param none what to return if there is none
         * @return the item, or {@code none}
         * @throws ChannelFailedException if the queue has failed and is empty
         */
        long tryTakeLong(long none);

        /**
         * Takes items that are there now, oldest first, without waiting.
         *
         * @param into gets each item; one for which it throws is taken, and those behind it are not
         * @param max how many items to take at most
         * @return how many were taken
         * @throws IllegalArgumentException if {@code max} is negative
         * @throws ChannelFailedException if the queue has failed and is empty, and none was taken
         */
        int drainLongs(LongConsumer into, int max);
    }

    /** A queue of byte arrays, for items that are encoded already: its own methods copy between the array and the memory. */
    interface OfBytes extends SharedQueue<byte[]> {

        /**
         * Adds an item, as {@link #put} does.
         *
         * @param source has the item
         * @param offset where it begins
         * @param length how many bytes it has
         * @throws IndexOutOfBoundsException if the range is not in the array
         * @throws ItemTooLargeException if it is longer than an item may be; it was not added
         * @throws InterruptedException if the thread is interrupted before or while it waits; the item was not added
         * @throws ChannelClosedException if the queue is closed, or is closed while this waits; the item was not added
         * @throws ChannelFailedException the same, with the cause, if it has failed
         */
        void putBytes(byte[] source, int offset, int length) throws InterruptedException;

        /**
         * Adds an item if there is room now.
         *
         * @param source has the item
         * @param offset where it begins
         * @param length how many bytes it has
         * @return what became of it
         * @throws IndexOutOfBoundsException if the range is not in the array
         * @throws ItemTooLargeException if it is longer than an item may be; it was not added
         */
        Offer tryPutBytes(byte[] source, int offset, int length);

        /**
         * Takes the oldest item, waiting while the queue is open and empty.
         *
         * @param target gets the item
         * @param offset where it shall begin; there must be room for {@link SharedItems#maxBytes} from there
         * @return how many bytes the item has, or -1 if the queue is closed and empty: now and for ever
         * @throws IndexOutOfBoundsException if there is not so much room; no item was taken
         * @throws InterruptedException if the thread is interrupted before or while it waits; no item was taken
         * @throws ChannelFailedException if the queue has failed and is empty
         */
        int takeBytes(byte[] target, int offset) throws InterruptedException;

        /**
         * Takes the oldest item if there is one now.
         *
         * @param target gets the item
         * @param offset where it shall begin; there must be room for {@link SharedItems#maxBytes} from there
         * @return how many bytes the item has, or -1 if there is none now
         * @throws IndexOutOfBoundsException if there is not so much room; no item was taken
         * @throws ChannelFailedException if the queue has failed and is empty
         */
        int tryTakeBytes(byte[] target, int offset);
    }
}
