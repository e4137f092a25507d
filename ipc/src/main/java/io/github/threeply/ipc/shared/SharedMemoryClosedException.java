package io.github.threeply.ipc.shared;

import java.io.Serial;
import java.nio.file.Path;

/** Thrown when a {@link SharedMemory}, or a handle that came from it, is used after this process has closed it. */
public final class SharedMemoryClosedException extends IllegalStateException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String path;

    SharedMemoryClosedException(Path path) {
        super(path + " was closed by this process; open it again, and take the objects from the new SharedMemory");
        this.path = path.toString();
    }

    /**
     * Returns the file.
     *
     * @return its absolute path
     */
    public Path path() {
        return Path.of(path);
    }
}
