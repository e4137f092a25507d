package io.github.threeply.ipc.shared;

/** The errors of arrays. */
final class Indexes {
    private Indexes() {}

    static IndexOutOfBoundsException outOfBounds(MappedObject array, long index, long length) {
        return new IndexOutOfBoundsException("index " + index + " is not in 0 to " + (length - 1) + " of " + array);
    }

    static void checkRange(MappedObject array, long index, int count, long length) {
        if (index < 0 || index > length - count) {
            throw new IndexOutOfBoundsException(
                    "the " + count + " elements from index " + index + " on are not all in " + array);
        }
    }
}
