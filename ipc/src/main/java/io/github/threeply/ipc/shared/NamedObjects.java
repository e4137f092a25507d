package io.github.threeply.ipc.shared;

import static java.util.Objects.requireNonNull;

/** What can be asked of a {@link SharedMemory} by name. Public methods here are methods of that class. */
abstract class NamedObjects {
    final MemoryFile file;

    NamedObjects(MemoryFile file) {
        this.file = file;
    }

    /**
     * Returns the {@code long} with a name.
     *
     * @param name the name
     * @return its handle
     * @throws SharedMemoryException if the name is of another type, or is new and does not fit
     * @throws SharedMemoryClosedException if this memory is closed
     */
    public SharedValue.OfLong longValue(String name) {
        return new LongValue(file, entry(name, Shape.of(ObjectType.LONG, 1)));
    }

    /**
     * Returns the {@code int} with a name.
     *
     * @param name the name
     * @return its handle
     * @throws SharedMemoryException if the name is of another type, or is new and does not fit
     * @throws SharedMemoryClosedException if this memory is closed
     */
    public SharedValue.OfInt intValue(String name) {
        return new IntValue(file, entry(name, Shape.of(ObjectType.INT, 1)));
    }

    /**
     * Returns the {@code double} with a name.
     *
     * @param name the name
     * @return its handle
     * @throws SharedMemoryException if the name is of another type, or is new and does not fit
     * @throws SharedMemoryClosedException if this memory is closed
     */
    public SharedValue.OfDouble doubleValue(String name) {
        return new DoubleValue(file, entry(name, Shape.of(ObjectType.DOUBLE, 1)));
    }

    /**
     * Returns the {@code boolean} with a name.
     *
     * @param name the name
     * @return its handle
     * @throws SharedMemoryException if the name is of another type, or is new and does not fit
     * @throws SharedMemoryClosedException if this memory is closed
     */
    public SharedValue.OfBoolean booleanValue(String name) {
        return new BooleanValue(file, entry(name, Shape.of(ObjectType.BOOLEAN, 1)));
    }

    /**
     * Returns the text with a name. It is unset until somebody sets it; see {@link SharedValue}.
     *
     * @param name the name
     * @param maxBytes the most bytes that a text may have in UTF-8, from 1 to 16777216
     * @return its handle
     * @throws SharedMemoryException if the name is of another type or bound, or is new and does not fit
     * @throws SharedMemoryClosedException if this memory is closed
     */
    public SharedValue<String> stringValue(String name, int maxBytes) {
        ValueCodec<String> codec = new TextCodec(maxBytes);
        return codec.handle(file, entry(name, codec.shape()));
    }

    /**
     * Returns the bytes with a name, as one value. They are unset until somebody sets them; see {@link SharedValue}. Arrays
     * are copied on their way in and out.
     *
     * @param name the name
     * @param maxBytes the most bytes that there may be, from 1 to 16777216
     * @return its handle
     * @throws SharedMemoryException if the name is of another type or bound, or is new and does not fit
     * @throws SharedMemoryClosedException if this memory is closed
     */
    public SharedValue<byte[]> bytesValue(String name, int maxBytes) {
        ValueCodec<byte[]> codec = new BytesCodec(maxBytes);
        return codec.handle(file, entry(name, codec.shape()));
    }

    /**
     * Returns the value with a name.
     *
     * <p>Numbers and flags are the same as those of the primitive form: {@code value(name, Long.class)} and
     * {@link #longValue longValue(name)} are one value. A {@code String} or {@code byte[]} is one with a bound of
     * {@value SharedValue#DEFAULT_MAX_BYTES} bytes. An enum must have the same constants, and a record the same fields, in
     * the same order, wherever it is opened; {@link SharedValue} says what may be in a record.
     *
     * @param name the name
     * @param type {@code Long}, {@code Integer}, {@code Double}, {@code Boolean}, {@code String}, {@code byte[]}, an enum or
     *     a record
     * @return its handle
     * @param <T> the type
     * @throws IllegalArgumentException if there is no value of that type
     * @throws SharedMemoryException if the name is of another type, or is new and does not fit
     * @throws SharedMemoryClosedException if this memory is closed
     */
    public <T> SharedValue<T> value(String name, Class<T> type) {
        return Values.of(file, entry(name, Values.shape(type)), type);
    }

    /**
     * Returns the value with a name, and sets it if nobody has yet. Of several processes that do that at once, one sets it,
     * and all have that value.
     *
     * @param name the name
     * @param type {@code String}, {@code byte[]}, an enum or a record; not that of a number or flag, which begins with zero
     * @param initial the first value
     * @return its handle; the value is set
     * @param <T> the type
     * @throws IllegalArgumentException if there is no value of that type, or the initial one is larger than its bound
     * @throws SharedMemoryException if the name is of another type, or is new and does not fit
     * @throws SharedMemoryClosedException if this memory is closed
     */
    public <T> SharedValue<T> value(String name, Class<T> type, T initial) {
        requireNonNull(initial, "initial");
        if (Values.beginsWithZero(requireNonNull(type, "type"))) {
            throw new IllegalArgumentException("a " + type.getSimpleName()
                    + " begins with zero or false and cannot have another initial value, but " + initial
                    + " was asked for");
        }
        SharedValue<T> value = value(name, type);
        value.setIfUnset(initial);
        return value;
    }

    /**
     * Returns the counter with a name.
     *
     * @param name the name
     * @return its handle
     * @throws SharedMemoryException if the name is of another type, or is new and does not fit
     * @throws SharedMemoryClosedException if this memory is closed
     */
    public MappedCounter counter(String name) {
        return new WordCounter(file, entry(name, Shape.of(ObjectType.COUNTER, 1)));
    }

    /**
     * Returns the striped counter with a name, of 32 stripes.
     *
     * @param name the name
     * @return its handle
     * @throws SharedMemoryException if the name is of another type, or is new and does not fit
     * @throws SharedMemoryClosedException if this memory is closed
     */
    public MappedStripedCounter stripedCounter(String name) {
        return stripedCounter(name, MappedStripes.DEFAULT_STRIPES);
    }

    /**
     * Returns the striped counter with a name. About twice as many stripes as there are processors keep those who add out
     * of each other's way; each takes 128 bytes.
     *
     * @param name the name
     * @param stripes how many stripes, a power of two
     * @return its handle
     * @throws SharedMemoryException if the name is of another type or number of stripes, or is new and does not fit
     * @throws SharedMemoryClosedException if this memory is closed
     */
    public MappedStripedCounter stripedCounter(String name, int stripes) {
        return new MappedStripes(file, entry(name, MappedStripes.shape(stripes)));
    }

    /**
     * Returns the array of {@code long} with a name.
     *
     * @param name the name
     * @param length the number of its elements, at least 1
     * @return its handle
     * @throws SharedMemoryException if the name is of another type or length, or is new and does not fit
     * @throws SharedMemoryClosedException if this memory is closed
     */
    public SharedArray.OfLong longArray(String name, long length) {
        return new LongArray(file, entry(name, Shape.of(ObjectType.LONG_ARRAY, checkLength(length))));
    }

    /**
     * Returns the array of {@code int} with a name.
     *
     * @param name the name
     * @param length the number of its elements, at least 1
     * @return its handle
     * @throws SharedMemoryException if the name is of another type or length, or is new and does not fit
     * @throws SharedMemoryClosedException if this memory is closed
     */
    public SharedArray.OfInt intArray(String name, long length) {
        return new IntArray(file, entry(name, Shape.of(ObjectType.INT_ARRAY, checkLength(length))));
    }

    /**
     * Returns the array of {@code double} with a name.
     *
     * @param name the name
     * @param length the number of its elements, at least 1
     * @return its handle
     * @throws SharedMemoryException if the name is of another type or length, or is new and does not fit
     * @throws SharedMemoryClosedException if this memory is closed
     */
    public SharedArray.OfDouble doubleArray(String name, long length) {
        return new DoubleArray(file, entry(name, Shape.of(ObjectType.DOUBLE_ARRAY, checkLength(length))));
    }

    /**
     * Returns the array of {@code byte} with a name.
     *
     * @param name the name
     * @param length the number of its elements, at least 1
     * @return its handle
     * @throws SharedMemoryException if the name is of another type or length, or is new and does not fit
     * @throws SharedMemoryClosedException if this memory is closed
     */
    public SharedArray.OfByte byteArray(String name, long length) {
        return new ByteArray(file, entry(name, Shape.of(ObjectType.BYTE_ARRAY, checkLength(length))));
    }

    /**
     * Returns the lock with a name. It takes 1 KiB of the capacity.
     *
     * @param name the name
     * @return its handle
     * @throws SharedMemoryException if the name is of another type, or is new and does not fit
     * @throws SharedMemoryClosedException if this memory is closed
     */
    public SharedLock lock(String name) {
        return new MappedLock(file, entry(name, Shape.of(ObjectType.LOCK, 1)));
    }

    /**
     * Returns the read-write lock with a name. It takes 9.2 KiB of the capacity.
     *
     * @param name the name
     * @return its handle
     * @throws SharedMemoryException if the name is of another type, or is new and does not fit
     * @throws SharedMemoryClosedException if this memory is closed
     */
    public SharedReadWriteLock readWriteLock(String name) {
        return new MappedReadWriteLock(file, entry(name, Shape.of(ObjectType.READ_WRITE_LOCK, 1)));
    }

    /**
     * Returns the queue with a name, for any number of producers and consumers. It takes 1792 bytes, and for each item that it
     * can hold 16 bytes if they are {@code long}s, else 12 and what one may take, rounded up to 8.
     *
     * @param name the name
     * @param items what its items are
     * @param capacity how many items it holds at most, exactly; at least 1
     * @return its handle
     * @param <T> the type of the items
     * @throws IllegalArgumentException if {@code capacity} is not positive or beyond 2<sup>30</sup>
     * @throws SharedMemoryException if the name is of another type, items, capacity or form, or is new and does not fit
     * @throws SharedMemoryClosedException if this memory is closed
     */
    public <T> SharedQueue<T> queue(String name, SharedItems<T> items, int capacity) {
        return queue(name, items, QueueForm.ofCapacity(capacity));
    }

    /**
     * Returns the queue with a name, in a form.
     *
     * @param name the name
     * @param items what its items are
     * @param form how it works, and how many items it holds
     * @return its handle
     * @param <T> the type of the items
     * @throws SharedMemoryException if the name is of another type, items or form, or is new and does not fit
     * @throws SharedMemoryClosedException if this memory is closed
     */
    public <T> SharedQueue<T> queue(String name, SharedItems<T> items, QueueForm form) {
        return mappedQueue(name, items, form);
    }

    /**
     * Returns the queue of {@code long} with a name. It is the same as {@code queue(name, SharedItems.of(Long.class), form)}.
     *
     * @param name the name
     * @param form how it works, and how many items it holds
     * @return its handle
     * @throws SharedMemoryException if the name is of another type, items or form, or is new and does not fit
     * @throws SharedMemoryClosedException if this memory is closed
     */
    public SharedQueue.OfLong longQueue(String name, QueueForm form) {
        return (SharedQueue.OfLong) mappedQueue(name, SharedItems.of(Long.class), form);
    }

    /**
     * Returns the queue of byte arrays with a name. It is the same as {@code queue(name, SharedItems.bytes(maxBytes), form)}.
     *
     * @param name the name
     * @param maxBytes how many bytes an item may have at most, from 1 to 2<sup>24</sup>
     * @param form how it works, and how many items it holds
     * @return its handle
     * @throws IllegalArgumentException if {@code maxBytes} is out of range
     * @throws SharedMemoryException if the name is of another type, items or form, or is new and does not fit
     * @throws SharedMemoryClosedException if this memory is closed
     */
    public SharedQueue.OfBytes bytesQueue(String name, int maxBytes, QueueForm form) {
        return (SharedQueue.OfBytes) mappedQueue(name, SharedItems.bytes(maxBytes), form);
    }

    /**
     * Returns the list with a name. It takes 384 bytes, and for each place 12 and what an item may take, rounded up to 8.
     *
     * @param name the name
     * @param items what its items are
     * @param capacity how many places it has, at least 1
     * @return its handle
     * @param <T> the type of the items
     * @throws IllegalArgumentException if {@code capacity} is not positive
     * @throws SharedMemoryException if the name is of another type, items or capacity, or is new and does not fit
     * @throws SharedMemoryClosedException if this memory is closed
     */
    public <T> SharedList<T> list(String name, SharedItems<T> items, long capacity) {
        Shape shape = MappedList.shape(requireNonNull(items, "items"), capacity);
        return new MappedList<>(file, entry(name, shape), items);
    }

    private <T> SharedQueue<T> mappedQueue(String name, SharedItems<T> items, QueueForm form) {
        requireNonNull(items, "items");
        Shape shape = requireNonNull(form, "form").shape(items);
        return MappedQueue.of(file, entry(name, shape), items, form);
    }

    private static long checkLength(long length) {
        if (length < 1 || length > Layout.MAX_CAPACITY) {
            throw new IllegalArgumentException(
                    "length must be from 1 to " + Layout.MAX_CAPACITY + ", but was " + length);
        }
        return length;
    }

    /**
     * Returns the semaphore with a name. It takes about 4 KiB.
     *
     * @param name the name
     * @param permits how many permits it has, from 1 to {@link SharedSemaphore#MAX_PERMITS}
     * @return its handle
     * @throws SharedMemoryException if the name is of another type or number of permits, or is new and does not fit
     * @throws SharedMemoryClosedException if this memory is closed
     */
    public SharedSemaphore semaphore(String name, int permits) {
        return new MappedSemaphore(file, entry(name, MappedSemaphore.shape(permits)));
    }

    /**
     * Returns the barrier with a name. It takes about 2 KiB.
     *
     * @param name the name
     * @param parties how many parties pass together, from 1 to {@link SharedBarrier#MAX_PARTIES}
     * @return its handle
     * @throws SharedMemoryException if the name is of another type or number of parties, or is new and does not fit
     * @throws SharedMemoryClosedException if this memory is closed
     */
    public SharedBarrier barrier(String name, int parties) {
        return new MappedBarrier(file, entry(name, MappedBarrier.shape(parties)));
    }

    /**
     * Returns the latch with a name. It takes 256 bytes.
     *
     * @param name the name
     * @param count how often it must be counted down, at least once
     * @return its handle
     * @throws SharedMemoryException if the name is of another type or count, or is new and does not fit
     * @throws SharedMemoryClosedException if this memory is closed
     */
    public SharedLatch latch(String name, int count) {
        return new MappedLatch(file, entry(name, MappedLatch.shape(count)));
    }

    /**
     * Returns the event with a name. It takes 256 bytes.
     *
     * @param name the name
     * @return its handle
     * @throws SharedMemoryException if the name is of another type, or is new and does not fit
     * @throws SharedMemoryClosedException if this memory is closed
     */
    public SharedEvent event(String name) {
        return new MappedEvent(file, entry(name, MappedEvent.shape()));
    }

    private Entry entry(String name, Shape shape) {
        return file.directory().openOrCreate(requireNonNull(name, "name"), shape);
    }
}
