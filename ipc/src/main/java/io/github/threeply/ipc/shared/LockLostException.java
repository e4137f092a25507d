package io.github.threeply.ipc.shared;

import java.io.Serial;
import java.nio.file.Path;

/**
 * Thrown when a thread uses a lock that it has taken and does not hold any more: it was taken for dead, and another may
 * have the lock now. What it did since then may have met what the other did. If it is not {@code unlock} that throws this, the
 * {@code unlock} is still due, and throws it too.
 */
public final class LockLostException extends IllegalMonitorStateException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String path;
    private final String name;
    private final long token;

    LockLostException(Path path, String name, long token, String now) {
        super(path + ": the lock \"" + name + "\" was lost by its holder" + (token == 0 ? "" : " with token " + token)
                + ": expected to hold it still, found it " + now
                + "; check what was done under it, and whether its user was abandoned or its lock bytes were removed");
        this.path = path.toString();
        this.name = name;
        this.token = token;
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
     * Returns the name of the lock.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * Returns the number of the holding that was lost.
     *
     * @return the token, or 0 if none was drawn
     */
    public long token() {
        return token;
    }
}
