package io.github.threeply.ipc.shared;

import java.io.Serial;
import java.nio.file.Path;

/**
 * Thrown when a shared memory has as many users as it can, all of them in processes that live, and one more needs to be
 * known by the others, as who takes a lock does. Reading values, and changing numbers and flags, does not count as use of
 * this kind; changing a text, bytes or a record does, and so does waiting.
 */
public final class SharedMemoryUsersException extends SharedMemoryException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int limit;

    SharedMemoryUsersException(Path path, int limit) {
        super(
                path,
                "too many users",
                "at most " + limit + " at once",
                limit + " that are alive",
                "close it where it is not used any more, or open it once in each process",
                null);
        this.limit = limit;
    }

    /**
     * Returns how many users a memory can have.
     *
     * @return the number
     */
    public int limit() {
        return limit;
    }
}
