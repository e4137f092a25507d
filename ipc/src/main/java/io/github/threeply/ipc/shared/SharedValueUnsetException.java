package io.github.threeply.ipc.shared;

import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.nio.file.Path;

/** Thrown when a {@link SharedValue} is read that nobody, in any process, has set yet. */
public final class SharedValueUnsetException extends SharedMemoryException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String name;

    SharedValueUnsetException(Path path, String name) {
        super(
                path,
                "the value \"" + name + "\" is unset",
                "a value that somebody has set",
                "none",
                "set it, open it with an initial value, or wait for it with await",
                null);
        this.name = requireNonNull(name, "name");
    }

    /**
     * Returns the name of the value.
     *
     * @return the name
     */
    public String name() {
        return name;
    }
}
