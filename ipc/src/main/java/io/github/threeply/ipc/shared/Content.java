package io.github.threeply.ipc.shared;

import java.util.Arrays;

/** The bytes of one value, on their way into shared memory or out of it. They take as much room as there was use for. */
final class Content {
    private static final int LEAST_BYTES = 256;

    private byte[] bytes = new byte[LEAST_BYTES];

    /** Returns an array of at least so many bytes, which begins with what the last one has. */
    byte[] array(int atLeast) {
        if (bytes.length < atLeast) {
            bytes = Arrays.copyOf(bytes, atLeast);
        }
        return bytes;
    }

    /** Returns the array as it is. */
    byte[] array() {
        return bytes;
    }
}
