package io.github.threeply.ipc.shared;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;

/**
 * What an object is, apart from its name and its place: two processes that ask for a name must ask for the same shape.
 *
 * @param type its type
 * @param elementBytes the size of an element
 * @param length how many elements; 1 for a single value
 * @param bytes how much room its content takes; rounded up to whole lines
 * @param detail whatever else must be the same, as text for people: the fields of a record, the bound of a string, the
 *     permits of a semaphore; empty if there is nothing
 */
record Shape(ObjectType type, int elementBytes, long length, long bytes, String detail) {
    /** So that an entry, with its name, fits where its sizes say so. */
    static final int MAX_DETAIL_BYTES = 32 << 10;

    Shape {
        requireNonNull(type, "type");
        requireNonNull(detail, "detail");
        if (detail.getBytes(StandardCharsets.UTF_8).length > MAX_DETAIL_BYTES) {
            throw new IllegalArgumentException("the description of a " + type.label + " must have at most "
                    + MAX_DETAIL_BYTES + " bytes, but starts with " + detail.substring(0, 80));
        }
    }

    /** One element after the other, with nothing else to say. */
    static Shape of(ObjectType type, long length) {
        return new Shape(type, type.elementBytes, length, length * type.elementBytes, "");
    }

    /** One word after the other, with a number that must be the same: its detail is "of 5 permits". */
    static Shape counting(ObjectType type, int number, String one, String many, long bytes) {
        String detail = "of " + number + " " + (number == 1 ? one : many);
        return new Shape(type, type.elementBytes, 1, bytes, detail);
    }

    /** Returns the number of a {@link #counting} shape. */
    static int number(Entry entry) {
        return Integer.parseInt(entry.detail().split(" ", 3)[1]);
    }

    String describe() {
        return type.describe(length) + (detail.isEmpty() ? "" : " " + detail);
    }
}
