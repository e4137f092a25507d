package io.github.threeply.ipc.shared;

import org.jspecify.annotations.Nullable;

/** The kinds of object that a directory can name. The tags are part of the file format: never change one. */
enum ObjectType {
    LONG(1, 8, false, "long value"),
    INT(2, 4, false, "int value"),
    DOUBLE(3, 8, false, "double value"),
    BOOLEAN(4, 4, false, "boolean value"),
    COUNTER(5, 8, false, "counter"),
    STRIPED_COUNTER(6, 8, false, "striped counter"),
    TEXT(7, 0, false, "string value"),
    BYTES(8, 0, false, "bytes value"),
    ENUM(9, 4, false, "enum value"),
    RECORD(10, 0, false, "record value"),
    LONG_ARRAY(32, 8, true, "long array"),
    INT_ARRAY(33, 4, true, "int array"),
    DOUBLE_ARRAY(34, 8, true, "double array"),
    BYTE_ARRAY(35, 1, true, "byte array"),
    LOCK(48, LockWord.BYTES, false, "lock"),
    READ_WRITE_LOCK(49, LockWord.READ_WRITE_BYTES, false, "read-write lock"),
    SEMAPHORE(50, 8, false, "semaphore"),
    BARRIER(51, 8, false, "barrier"),
    LATCH(52, 8, false, "latch"),
    EVENT(53, 8, false, "event"),
    QUEUE(64, 0, true, "queue"),
    ONE_TO_ONE_QUEUE(65, 0, true, "one-to-one queue"),
    LIST(66, 0, true, "list");

    final int tag;
    final int elementBytes;
    final boolean array;
    final String label;

    ObjectType(int tag, int elementBytes, boolean array, String label) {
        this.tag = tag;
        this.elementBytes = elementBytes;
        this.array = array;
        this.label = label;
    }

    String describe(long length) {
        return array ? label + " of " + length + " elements" : label;
    }

    /** Returns the type of a tag, or null if only a later version knows it. */
    static @Nullable ObjectType ofTag(int tag) {
        for (ObjectType type : values()) {
            if (type.tag == tag) {
                return type;
            }
        }
        return null;
    }
}
