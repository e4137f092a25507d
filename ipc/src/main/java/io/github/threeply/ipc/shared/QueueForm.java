package io.github.threeply.ipc.shared;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link SharedQueue} works: how many items it holds, who may use it, and what becomes of an item whose holder dies.
 * <pre>{@code
 * QueueForm.ofCapacity(1024)                               // any number of producers and consumers
 * QueueForm.ofCapacity(1024).oneToOne()                    // one producer, one consumer: faster
 * QueueForm.ofCapacity(1024).dropWhenHolderDies()
 * }</pre>
 *
 * <p>Processes that ask for one queue must ask for the same form.
 */
public final class QueueForm {
    /** The largest capacity. */
    static final int MAX_CAPACITY = 1 << 30;

    private static final String DROPPED = ", dropped when the holder dies";

    private final int capacity;
    private final boolean oneToOne;
    private final boolean drop;

    private QueueForm(int capacity, boolean oneToOne, boolean drop) {
        this.capacity = capacity;
        this.oneToOne = oneToOne;
        this.drop = drop;
    }

    /**
     * A queue for any number of producers and consumers, which hands an item out again when its holder dies.
     *
     * @param capacity how many items it holds at most, exactly; at least 1
     * @return the form
     * @throws IllegalArgumentException if {@code capacity} is not positive or beyond 2<sup>30</sup>
     */
    public static QueueForm ofCapacity(int capacity) {
        if (capacity < 1 || capacity > MAX_CAPACITY) {
            throw new IllegalArgumentException("capacity must be from 1 to " + MAX_CAPACITY + ", but was " + capacity);
        }
        return new QueueForm(capacity, false, false);
    }

    /**
     * The same, for one producer and one consumer: one thread at a time may put, in whatever process, and one may take. The
     * side may go to another thread or process if what the first did with the queue <i>happens-before</i> what the other
     * does, and to anybody when the first is dead. It may also go to another when the first has closed its memory: closing
     * waits for a put that is half made. (For half a minute, in case a debugger holds that thread; then it says in the log
     * that the put may still damage an item of the next.) All other methods are for everybody. Two that put at once break
     * this contract: mostly one of them gets an {@link IllegalStateException} and has added nothing, but that is not certain.
     *
     * @return the form
     */
    public QueueForm oneToOne() {
        return new QueueForm(capacity, true, drop);
    }

    /**
     * The same, but an item whose {@linkplain SharedQueue.Delivery holder} dies is dropped, and counted, instead of handed
     * out again: each item is handed out at most once.
     *
     * @return the form
     */
    public QueueForm dropWhenHolderDies() {
        return new QueueForm(capacity, oneToOne, true);
    }

    /**
     * Returns how many items the queue holds at most.
     *
     * @return the capacity
     */
    public int capacity() {
        return capacity;
    }

    /**
     * Tells whether the queue is for one producer and one consumer.
     *
     * @return whether it is
     */
    public boolean isOneToOne() {
        return oneToOne;
    }

    /**
     * Tells whether items whose holder dies are dropped.
     *
     * @return whether they are; if not, they are handed out again
     */
    public boolean dropsWhenHolderDies() {
        return drop;
    }

    ObjectType type() {
        return oneToOne ? ObjectType.ONE_TO_ONE_QUEUE : ObjectType.QUEUE;
    }

    Shape shape(SharedItems<?> items) {
        int stride = QueueLayout.stride(items.form);
        return new Shape(
                type(),
                stride,
                capacity,
                QueueLayout.CELLS_AT + (long) capacity * stride,
                "of " + items + (drop ? DROPPED : ""));
    }

    /** Returns the form of a queue that is there. */
    static QueueForm of(Entry entry, ObjectType type) {
        return new QueueForm(
                (int) entry.length(),
                type == ObjectType.ONE_TO_ONE_QUEUE,
                entry.detail().endsWith(DROPPED));
    }

    /** Returns what the detail of a queue says of its items. */
    static String items(Entry entry) {
        String detail = entry.detail();
        return detail.substring(3, detail.length() - (detail.endsWith(DROPPED) ? DROPPED.length() : 0));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof QueueForm that
                && capacity == that.capacity
                && oneToOne == that.oneToOne
                && drop == that.drop;
    }

    @Override
    public int hashCode() {
        return Objects.hash(capacity, oneToOne, drop);
    }

    @Override
    public String toString() {
        return type().label + " of " + capacity + (drop ? DROPPED : "");
    }
}
