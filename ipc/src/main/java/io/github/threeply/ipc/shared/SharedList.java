package io.github.threeply.ipc.shared;

import java.time.Duration;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * A list in a {@link SharedMemory} to which every process may append, and which every process may read while it grows: an
 * append log. What is in it never changes and never goes away.
 * <pre>{@code
 * SharedList<Sample> samples = memory.list("samples", SharedItems.of(Sample.class), 100_000);
 * samples.append(sample);                               // in any process
 * for (Sample each : samples) { ... }                   // in any other: what is there by now
 * SharedList.Reader<Sample> reader = samples.reader(0);
 * while (true) { use(reader.next()); }                  // and what comes
 * }</pre>
 *
 * <p><b>Places.</b> The list has a fixed number of places, all of them there from the beginning; an item gets the next one,
 * and that is its index. If a process dies in the middle of an append, its item was not added, and its place stays empty for
 * ever: reading skips it, {@link #get} returns {@code null} there. Places become readable in their order; so an append that
 * is half done holds up those behind it until it is done or its process is known to be dead.
 *
 * <p><b>Threads.</b> Any thread of any process may call any method. A {@link Reader} and an iterator are for one thread each.
 *
 * <p><b>Memory consistency effects.</b> What a process wrote to shared memory before it appended an item is seen by those who
 * have read it.
 *
 * @param <T> the type of the items
 */
public interface SharedList<T> extends SharedObject, Iterable<T> {

    /**
     * Adds an item at the end. Never waits.
     *
     * @param item the item, which is copied
     * @return its index
     * @throws ItemTooLargeException if it takes more bytes than it may; it was not added
     * @throws SharedListFullException if no place is left; it was not added
     */
    long append(T item);

    /**
     * Returns the item at an index.
     *
     * @param index from 0 to {@link #size}
     * @return the item, made anew each time; {@code null} if the place is empty because its writer died
     * @throws IndexOutOfBoundsException if the index is negative, or nothing can be read there yet
     * @throws ItemNotReadableException if this process cannot make an item of what is there
     */
    @Nullable
    T get(long index);

    /**
     * Returns how many places can be read, the empty ones included. It never goes down.
     *
     * @return the number, from 0 to {@link #capacity}
     */
    long size();

    /**
     * Returns how many places there are.
     *
     * @return the capacity
     */
    long capacity();

    /**
     * Returns how many of the places that can be read are empty because the process that wrote there died. Each counts once,
     * whoever dies while it is counted.
     *
     * @return the number, from 0 to {@link #size}
     */
    long emptyPlaces();

    /**
     * Returns what the items are.
     *
     * @return the items
     */
    SharedItems<T> items();

    /**
     * Returns a reader that begins at an index.
     *
     * @param index where to begin, from 0 to {@link #capacity}; may be beyond what is there by now
     * @return the reader
     * @throws IndexOutOfBoundsException if the index is out of range
     */
    Reader<T> reader(long index);

    /**
     * Returns an iterator over the items from the first. It ends where nothing more can be read at that moment; asked again
     * later it goes on.
     *
     * @return the iterator
     */
    @Override
    Iterator<T> iterator();

    /**
     * Reads a list from one index on, and waits for what comes. It holds nothing in the memory and needs no end.
     *
     * @param <T> the type of the items
     */
    interface Reader<T> {
        /**
         * Returns the next item if there is one now.
         *
         * @return the item, or {@code null} if there is none yet
         * @throws ItemNotReadableException if this process cannot make an item of what is there; it is passed over
         */
        @Nullable
        T tryNext();

        /**
         * Returns the next item, waiting for it at most for {@code limit}.
         *
         * @param limit how long to wait at most
         * @return the item, or {@code null} if none came in time
         * @throws InterruptedException if the thread is interrupted before or while it waits; the reader stands where it stood
         * @throws ItemNotReadableException if this process cannot make an item of what is there; it is passed over
         */
        @Nullable
        T tryNext(Duration limit) throws InterruptedException;

        /**
         * Returns the next item, waiting for it.
         *
         * @return the item
         * @throws InterruptedException if the thread is interrupted before or while it waits; the reader stands where it stood
         * @throws SharedListFullException if the list is full and all of it was read: nothing will ever come
         * @throws ItemNotReadableException if this process cannot make an item of what is there; it is passed over
         */
        T next() throws InterruptedException;

        /**
         * Returns where the reader stands.
         *
         * @return the index of the next place that it looks at
         */
        long index();
    }
}
