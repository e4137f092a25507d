package io.github.threeply.ipc.shared;

import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.nio.file.Path;

/** Thrown when a name is asked for as one type, or one length, and the memory has it as another. */
public final class SharedObjectMismatchException extends SharedMemoryException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String name;

    SharedObjectMismatchException(Path path, String name, String expected, String found) {
        super(
                path,
                "the object \"" + name + "\" is not what was asked for",
                expected,
                found,
                "ask for it as it is, or choose another name",
                null);
        this.name = requireNonNull(name, "name");
    }

    /**
     * Returns the name of the object.
     *
     * @return the name
     */
    public String name() {
        return name;
    }
}
