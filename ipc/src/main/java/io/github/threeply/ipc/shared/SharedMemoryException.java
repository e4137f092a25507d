package io.github.threeply.ipc.shared;

import java.io.Serial;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a shared memory cannot give what was asked of it. The message and the methods say which file it is, what
 * was expected and what was found; each kind of trouble has a subclass.
 *
 * <p>It travels between processes: it holds text only.
 */
public class SharedMemoryException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String path;
    private final String expected;
    private final String found;

    SharedMemoryException(
            Path path, String what, String expected, String found, String advice, @Nullable Throwable cause) {
        super(path + ": " + what + ": expected " + expected + ", found " + found + "; " + advice, cause);
        this.path = path.toString();
        this.expected = expected;
        this.found = found;
    }

    /**
     * Returns the file.
     *
     * @return its absolute path
     */
    public Path path() {
        return Path.of(path);
    }

    /**
     * Returns what should have been there, in words.
     *
     * @return a phrase that the message contains too
     */
    public String expected() {
        return expected;
    }

    /**
     * Returns what was there instead, in words.
     *
     * @return a phrase that the message contains too
     */
    public String found() {
        return found;
    }
}
