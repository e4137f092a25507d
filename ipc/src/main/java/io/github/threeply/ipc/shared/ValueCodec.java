package io.github.threeply.ipc.shared;

import static java.util.Objects.requireNonNull;

/** How values of one type become bytes, and are made from them again. */
abstract class ValueCodec<T> {
    private final ObjectType stored;
    private final Class<T> type;
    private final int elementBytes;
    private final int bytes;
    private final boolean variable;
    private final String detail;

    /**
     * Says what the type needs.
     *
     * @param elementBytes what the directory says about the size
     * @param bytes the most bytes that a value takes
     * @param variable whether the bytes start with their number, as an int that does not count itself
     * @param detail what both sides must agree on, as text
     */
    ValueCodec(ObjectType stored, Class<T> type, int elementBytes, int bytes, boolean variable, String detail) {
        this.stored = stored;
        this.type = type;
        this.elementBytes = elementBytes;
        this.bytes = bytes;
        this.variable = variable;
        this.detail = detail;
    }

    /**
     * Writes a value.
     *
     * @param target where to, from its start; its array must become as long as {@link Copies#arrayBytes} says
     * @return how many bytes it takes, of which each has been written
     * @throws IllegalArgumentException if it takes more than there may be
     */
    abstract int encode(T value, Content target);

    /**
     * Makes a value.
     *
     * @param source bytes that one {@link #encode} has written
     * @throws BadContentException if they are not
     */
    abstract T decode(byte[] source);

    /** Returns the handle of a value whose shape was checked. */
    CodedValue<T> handle(MemoryFile file, Entry entry) {
        return new CodedValue<>(file, entry, this);
    }

    final Class<T> type() {
        return type;
    }

    final int bytes() {
        return bytes;
    }

    final Copies copies(MemoryFile file, Entry entry) {
        return new Copies(file, entry.dataOffset(), bytes, variable);
    }

    final Shape shape() {
        return new Shape(stored, elementBytes, 1, Copies.room(bytes), detail);
    }

    /** Returns the codec of an object that a file has. */
    static ValueCodec<?> of(ObjectType stored, int elementBytes, Class<?> type) {
        return switch (stored) {
            case TEXT -> new TextCodec(elementBytes);
            case BYTES -> new BytesCodec(elementBytes);
            case RECORD -> RecordCodec.of(requireNonNull(type, "type"));
            default -> throw new IllegalArgumentException(stored.label);
        };
    }
}
