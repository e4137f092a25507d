package io.github.threeply.ipc.shared;

import java.io.Serial;

/** What a value says of bytes that cannot be its own. It becomes a {@link SharedMemoryFormatException} with the file. */
final class BadContentException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String expected;
    private final String found;

    BadContentException(String expected, String found) {
        super("expected " + expected + ", found " + found);
        this.expected = expected;
        this.found = found;
    }

    String expected() {
        return expected;
    }

    String found() {
        return found;
    }
}
