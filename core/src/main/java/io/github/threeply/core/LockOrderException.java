package io.github.threeply.core;

import java.io.Serial;
import java.util.List;

/**
 * Thrown before a thread waits for a lock out of order: it holds locks that come after the one it asks for, so with
 * another thread that takes them in order it could wait for ever. The lock was not taken, and what the thread held it
 * still holds.
 */
public class LockOrderException extends IllegalStateException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String lock;

    @SuppressWarnings("serial") // always an immutable list of the JDK, which is serializable
    private final List<String> held;

    /**
     * Makes the exception.
     *
     * @param message what happened
     * @param lock the name of the lock that was asked for
     * @param held the names of the locks that the thread holds and that come after it or have no place beside it
     */
    public LockOrderException(String message, String lock, List<String> held) {
        super(message);
        this.lock = lock;
        this.held = List.copyOf(held);
    }

    /**
     * Returns the name of the lock that was asked for.
     *
     * @return the name
     */
    public String lock() {
        return lock;
    }

    /**
     * Returns the names of the locks that the thread holds and that should have been taken after it.
     *
     * @return the names, at least one
     */
    public List<String> held() {
        return held;
    }
}
