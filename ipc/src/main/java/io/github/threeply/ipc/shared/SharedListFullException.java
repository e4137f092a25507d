package io.github.threeply.ipc.shared;

import java.io.Serial;
import java.nio.file.Path;

/** Thrown when an item is appended to a {@link SharedList} that has no place left. Nothing was added. */
public final class SharedListFullException extends SharedMemoryException {
    @Serial
    private static final long serialVersionUID = 1;

    private final long capacity;

    SharedListFullException(Path path, String name, long capacity) {
        super(
                path,
                "the list \"" + name + "\" is full; the item was not added",
                "fewer than " + capacity + " places in use",
                "all of them",
                "make a list of another name, or one with a greater capacity in a new memory",
                null);
        this.capacity = capacity;
    }

    /**
     * Returns how many places the list has.
     *
     * @return the capacity
     */
    public long capacity() {
        return capacity;
    }
}
