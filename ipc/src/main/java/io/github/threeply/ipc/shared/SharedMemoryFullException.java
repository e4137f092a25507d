package io.github.threeply.ipc.shared;

import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.nio.file.Path;

/** Thrown when a new object does not fit into a shared memory. Nothing was added; the objects in it are as before. */
public final class SharedMemoryFullException extends SharedMemoryException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String name;
    private final long neededBytes;
    private final long remainingBytes;

    SharedMemoryFullException(Path path, String name, String place, long neededBytes, long remainingBytes) {
        super(
                path,
                "no room in the " + place + " for \"" + name + "\"",
                neededBytes + " free bytes",
                remainingBytes + " free bytes",
                "create the memory with a greater capacity",
                null);
        this.name = requireNonNull(name, "name");
        this.neededBytes = neededBytes;
        this.remainingBytes = remainingBytes;
    }

    /**
     * Returns the name of the object that was to be added.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * Returns how much the object needs.
     *
     * @return the number of bytes
     */
    public long neededBytes() {
        return neededBytes;
    }

    /**
     * Returns how much was left.
     *
     * @return the number of bytes
     */
    public long remainingBytes() {
        return remainingBytes;
    }
}
