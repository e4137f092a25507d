package io.github.threeply.core;

import static java.util.Objects.requireNonNull;

import java.io.Serial;

/**
 * Thrown in one thread of a {@link Deadlock}, out of {@code lockInterruptibly} or {@code tryLock} with a limit, so that
 * the others can go on. The lock was not taken. What the thread held it still holds: release it on the way out, as
 * after any exception, and the others get it.
 */
public class DeadlockException extends IllegalStateException {
    @Serial
    private static final long serialVersionUID = 1;

    private final Deadlock deadlock;

    /**
     * Makes the exception.
     *
     * @param lock the name of the lock that was waited for
     * @param deadlock the circle that was broken by this
     */
    public DeadlockException(String lock, Deadlock deadlock) {
        super("waiting for '" + lock + "' would never have ended; it was not taken: " + deadlock.inShort());
        this.deadlock = requireNonNull(deadlock, "deadlock");
    }

    /**
     * Returns who waited for whom.
     *
     * @return the circle
     */
    public Deadlock deadlock() {
        return deadlock;
    }
}
