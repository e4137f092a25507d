package io.github.threeply.ipc.shared;

import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A list in a file. All zeros is an empty one.
 *
 * <pre>
 *     0    tail hint: at most the next place to be claimed      ... alone on its line
 *   128    end hint: at most the first place that cannot be read
 *   136    empty places without a number: they are of an earlier version, which counted them here
 *   144    last empty hint: behind the last place with a number that is known, or 0
 *   256    wait cell of those who wait for more
 *   384    places, each: word | length | bytes of the item
 *
 * word     0 free, then CLAIMED with its owner, then WRITTEN; or ENDED, if the owner is found dead, then EMPTY with a number
 * </pre>
 *
 * <p>A place is claimed by one compare-and-set, and in order. Hints may lag and never lead.
 *
 * <p><b>How many are empty</b> is no sum that somebody adds to, who could die before or after. An empty place has its number,
 * which is one more than that of the empty place before it. Whoever finds more places readable goes over them in order, gives
 * each empty one its number, says in the hint that it has one, and then only moves the end. So all that pass there find the
 * same number, and whoever dies in between leaves the rest to the next.
 */
final class MappedList<T> extends MappedObject implements SharedList<T> {
    @Serial
    private static final long serialVersionUID = 1;

    static final long MAX_CAPACITY = 1L << 40;

    private static final int TAIL_AT = 0;
    private static final int END_AT = 128;
    static final int UNNUMBERED_PLACES_AT = 136;
    static final int LAST_EMPTY_AT = 144;
    static final int CELL_AT = 256;
    static final int PLACES_AT = 384;
    static final int LENGTH_IN_PLACE = 8;
    static final int BYTES_IN_PLACE = 12;

    static final long FREE = 0;
    static final long CLAIMED = 1;
    static final long WRITTEN = 2;
    static final long EMPTY = 3;
    static final long STATE = (1 << Membership.FLAG_BITS) - 1;

    /** EMPTY, and yet without its number. */
    static final long ENDED = EMPTY | 1L << 63;

    private static final int SPINS = 100;

    private final transient SharedItems<T> items;
    private final transient Membership membership;
    private final transient Waits waits;
    private final transient long capacity;
    private final transient int stride;

    MappedList(MemoryFile file, Entry entry, SharedItems<T> items) {
        super(file, entry);
        this.items = items;
        membership = file.membership();
        waits = file.waits();
        capacity = entry.length();
        stride = entry.elementBytes();
    }

    static Shape shape(SharedItems<?> items, long capacity) {
        if (capacity < 1 || capacity > MAX_CAPACITY) {
            throw new IllegalArgumentException("capacity must be from 1 to " + MAX_CAPACITY + ", but was " + capacity);
        }
        int stride = (BYTES_IN_PLACE + items.form.maxBytes() + 7) & -8;
        long bytes = capacity > (Long.MAX_VALUE - PLACES_AT) / stride - Layout.LINE
                ? Long.MAX_VALUE - Layout.LINE
                : PLACES_AT + capacity * stride;
        return new Shape(ObjectType.LIST, stride, capacity, bytes, "of " + items);
    }

    static MappedList<?> of(MemoryFile file, Entry entry) {
        return new MappedList<>(file, entry, ItemForms.parse(entry.detail().substring(3)));
    }

    private long place(long index) {
        return offset + PLACES_AT + index * stride;
    }

    /** Returns how many places can be read at least. */
    private long end() {
        // Acquire: pairs with the release in size(), whose caller had seen all these places written. Without it an item
        // could be read before it is there.
        return mapping.getLongAcquire(offset + END_AT);
    }

    @Override
    public long append(T item) {
        // Encoded before a place is claimed: no code of the user's runs while others wait for it.
        ItemBytes bytes = ItemBytes.borrow(items.form.maxBytes());
        items.form.write(items.type.cast(requireNonNull(item, "item")), bytes);
        long claimed = CLAIMED | membership.me();
        long index = claim(claimed);
        boolean written = false;
        try {
            long place = place(index);
            WeakWords.setIntOpaque(mapping, place + LENGTH_IN_PLACE, bytes.size());
            WeakWords.write(mapping, place + BYTES_IN_PLACE, bytes.array(), 0, bytes.size());
            // Releases the item to whoever reads the word, and comes before the look at the wait cell. Not a mere
            // store: a
            // user that is being closed may have been taken for dead, and readers have gone past the empty place.
            written = mapping.compareAndSetLong(place, claimed, WRITTEN);
        } finally {
            if (!written) {
                giveUp(index, claimed);
            }
        }
        if (!written) {
            throw new SharedMemoryClosedException(mapping.file().path());
        }
        bytes.giveBack();
        try {
            if (WeakWords.getLongOpaque(mapping, offset + TAIL_AT) <= index) {
                WeakWords.setLongOpaque(mapping, offset + TAIL_AT, index + 1);
            }
            waits.wake(offset + CELL_AT);
        } catch (SharedMemoryClosedException | SharedStateLostException e) {
            // It was appended before this process detached. Who waits here finds the memory closed, others look by
            // themselves.
        }
        return index;
    }

    /** Something went wrong after the claim, or it is not ours any more: nobody shall wait for it. */
    private void giveUp(long index, long claimed) {
        try {
            end(place(index), claimed);
        } catch (SharedMemoryClosedException | SharedStateLostException e) {
            // Then the others take us for dead.
        }
    }

    private long claim(long claimed) {
        for (long index = WeakWords.getLongOpaque(mapping, offset + TAIL_AT); index < capacity; index++) {
            if (mapping.compareAndSetLong(place(index), FREE, claimed)) {
                return index;
            }
        }
        throw new SharedListFullException(mapping.file().path(), name(), capacity);
    }

    /** Makes a place empty for ever. Returns whether this call did. */
    private boolean end(long place, long claimed) {
        if (!mapping.compareAndSetLong(place, claimed, ENDED)) {
            return false;
        }
        waits.wake(offset + CELL_AT);
        return true;
    }

    /** Tells whether a place can be read. */
    private boolean isSettled(long index) {
        // Acquire: pairs with the compare-and-set in append(). Without it the item could be read before it is there.
        long state = mapping.getLongAcquire(place(index)) & STATE;
        return state == WRITTEN || state == EMPTY;
    }

    /** The same; waits for moments for an append that is half done, and ends one whose process is dead. */
    private boolean isSettledSoon(long index) {
        for (int i = 0; i < SPINS; i++) {
            if (isSettled(index)) {
                return true;
            }
            if (WeakWords.getLongOpaque(mapping, place(index)) == FREE) {
                return false;
            }
            Thread.onSpinWait();
        }
        probe(index);
        return isSettled(index);
    }

    private void probe(long index) {
        long word = mapping.getLong(place(index));
        if ((word & STATE) == CLAIMED && membership.isDead(word & ~STATE) && end(place(index), word)) {
            Flight.recovered(mapping, place(index), "place emptied", membership, word & ~STATE);
        }
    }

    @Override
    public long size() {
        long known = end();
        long end = known;
        while (end < capacity && isSettledSoon(end)) {
            number(end);
            end++;
        }
        if (end > known && end() < end) {
            // Release: pairs with end(). Comes after the numbers of all places before it, too.
            mapping.setLongRelease(offset + END_AT, end);
        }
        return end;
    }

    /** Gives a place its number if it is empty. Those before it have theirs. */
    private void number(long index) {
        long word = mapping.getLong(place(index));
        if ((word & STATE) != EMPTY || word == EMPTY) {
            return;
        }
        long last = mapping.getLong(offset + LAST_EMPTY_AT);
        if (word == ENDED && last <= index) {
            // The last one is the one before this: we have passed all between. If others were faster, it has the same
            // number already.
            long number = (last == 0 ? 0 : numberOf(mapping.getLong(place(last - 1)))) + 1;
            mapping.compareAndSetLong(place(index), ENDED, EMPTY | number << Membership.FLAG_BITS);
        }
        while (last <= index && !mapping.compareAndSetLong(offset + LAST_EMPTY_AT, last, index + 1)) {
            last = mapping.getLong(offset + LAST_EMPTY_AT);
        }
    }

    private static long numberOf(long emptyWord) {
        return emptyWord >>> Membership.FLAG_BITS;
    }

    @Override
    public @Nullable T get(long index) {
        if (index < 0 || (index >= end() && index >= size())) {
            throw outOfBounds(index, size());
        }
        return read(index);
    }

    private IndexOutOfBoundsException outOfBounds(long index, long length) {
        return new IndexOutOfBoundsException("index " + index + " is not in 0 to " + (length - 1) + " of " + this);
    }

    private @Nullable T read(long index) {
        long place = place(index);
        if ((mapping.getLongAcquire(place) & STATE) == EMPTY) {
            return null;
        }
        int length =
                Math.max(0, Math.min(WeakWords.getIntOpaque(mapping, place + LENGTH_IN_PLACE), items.form.maxBytes()));
        ItemBytes bytes = ItemBytes.borrow(items.form.maxBytes());
        WeakWords.read(mapping, place + BYTES_IN_PLACE, bytes.fill(length), 0, length);
        try {
            return items.form.read(bytes);
        } catch (RuntimeException | LinkageError e) {
            throw new ItemNotReadableException(this, Arrays.copyOf(bytes.array(), length), e);
        } finally {
            bytes.giveBack();
        }
    }

    @Override
    public long capacity() {
        return capacity;
    }

    @Override
    public long emptyPlaces() {
        size(); // numbers those that nobody has come to
        return emptyPlaces(mapping, offset, stride);
    }

    /** Returns how many empty places are known, of a list that nobody has to be a user of. */
    static long emptyPlaces(Mapping mapping, long at, int stride) {
        long last = mapping.getLong(at + LAST_EMPTY_AT);
        long numbered = last == 0 ? 0 : numberOf(mapping.getLong(at + PLACES_AT + (last - 1) * stride));
        return numbered + mapping.getLong(at + UNNUMBERED_PLACES_AT);
    }

    @Override
    public SharedItems<T> items() {
        return items;
    }

    @Override
    public Reader<T> reader(long index) {
        if (index < 0 || index > capacity) {
            throw outOfBounds(index, capacity + 1);
        }
        return new FromIndex(index);
    }

    @Override
    public Iterator<T> iterator() {
        Reader<T> reader = reader(0);
        return new Iterator<>() {
            private @Nullable T next;

            @Override
            public boolean hasNext() {
                if (next == null) {
                    next = reader.tryNext();
                }
                return next != null;
            }

            @Override
            public T next() {
                T item = hasNext() ? next : null;
                if (item == null) {
                    throw new NoSuchElementException("nothing more can be read yet of " + MappedList.this);
                }
                next = null;
                return item;
            }
        };
    }

    /** Also what it waits for: that its place can be read. */
    private final class FromIndex implements Reader<T>, Waits.Condition {
        private long index;

        FromIndex(long index) {
            this.index = index;
        }

        @Override
        public @Nullable T tryNext() {
            while (index < capacity && isReadable() && isSettledSoon(index)) {
                T item = read(index++);
                if (item != null) {
                    return item;
                }
            }
            return null;
        }

        /** Places become readable in their order, so one beyond the end waits for those before it. */
        private boolean isReadable() {
            return index <= end() || index <= size();
        }

        @Override
        public @Nullable T tryNext(java.time.Duration limit) throws InterruptedException {
            return next(Limits.nanos(limit));
        }

        @Override
        public T next() throws InterruptedException {
            T item = next(Waits.FOR_EVER);
            if (item == null) {
                throw new SharedListFullException(mapping.file().path(), name(), capacity);
            }
            return item;
        }

        private @Nullable T next(long nanos) throws InterruptedException {
            Limits.throwIfInterrupted();
            T item = tryNext();
            long start = nanos == Waits.FOR_EVER ? 0 : System.nanoTime();
            while (item == null && index < capacity) {
                long left = nanos == Waits.FOR_EVER ? nanos : nanos - (System.nanoTime() - start);
                if (!waits.await(offset + CELL_AT, this, left)) {
                    return tryNext();
                }
                item = tryNext();
            }
            return item;
        }

        @Override
        public boolean isMet() {
            java.lang.invoke.VarHandle.fullFence();
            return isSettled(index) && isReadable();
        }

        @Override
        public void stillWaiting() {
            size(); // ends the appends of dead processes on its way
        }

        @Override
        public long index() {
            return index;
        }
    }
}
