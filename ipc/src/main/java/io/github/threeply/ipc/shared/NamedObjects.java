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
     * Returns the value with a name. It is the same as that of the primitive form: {@code value(name, Long.class)} and
     * {@link #longValue longValue(name)} are one value.
     *
     * @param name the name
     * @param type {@code Long}, {@code Integer}, {@code Double} or {@code Boolean}
     * @return its handle
     * @param <T> the type
     * @throws IllegalArgumentException if there is no value of that type
     * @throws SharedMemoryException if the name is of another type, or is new and does not fit
     * @throws SharedMemoryClosedException if this memory is closed
     */
    public <T> SharedValue<T> value(String name, Class<T> type) {
        ObjectType stored = stored(requireNonNull(type, "type"));
        MappedObject handle = Handles.of(file, entry(name, Shape.of(stored, 1)), stored, true);
        @SuppressWarnings("unchecked") // stored says which class the handle has
        SharedValue<T> value = (SharedValue<T>) handle;
        return value;
    }

    private static ObjectType stored(Class<?> type) {
        if (type == Long.class) {
            return ObjectType.LONG;
        } else if (type == Integer.class) {
            return ObjectType.INT;
        } else if (type == Double.class) {
            return ObjectType.DOUBLE;
        } else if (type == Boolean.class) {
            return ObjectType.BOOLEAN;
        }
        throw new IllegalArgumentException("type must be Long, Integer, Double or Boolean, but was " + type.getName());
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

    private static long checkLength(long length) {
        if (length < 1 || length > Layout.MAX_CAPACITY) {
            throw new IllegalArgumentException(
                    "length must be from 1 to " + Layout.MAX_CAPACITY + ", but was " + length);
        }
        return length;
    }

    private Entry entry(String name, Shape shape) {
        return file.directory().openOrCreate(requireNonNull(name, "name"), shape);
    }
}
