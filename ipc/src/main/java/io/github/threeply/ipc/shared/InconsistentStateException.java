package io.github.threeply.ipc.shared;

import java.io.Serial;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a {@link SharedLock} cannot be taken because what it protects may be half changed. The caller does not hold
 * the lock, except after a wait for a condition.
 */
public final class InconsistentStateException extends SharedMemoryException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String name;
    private final SharedLock.State state;
    private final @Nullable String previousOwner;

    InconsistentStateException(Path path, String name, SharedLock.State state, @Nullable String previousOwner) {
        super(
                path,
                "the lock \"" + name + "\" cannot be taken",
                "a lock that was released",
                found(state, previousOwner),
                advice(state),
                null);
        this.name = name;
        this.state = state;
        this.previousOwner = previousOwner;
    }

    private static String found(SharedLock.State state, @Nullable String owner) {
        String who = owner == null ? "" : " by " + owner;
        return switch (state) {
            case ABANDONED -> "one that was abandoned" + who;
            case UNRECOVERABLE -> "one that was marked as unrecoverable" + who;
            default -> "one that was taken over and not repaired, having been abandoned" + who;
        };
    }

    private static String advice(SharedLock.State state) {
        return switch (state) {
            case ABANDONED ->
                "what it protects may be half changed: take it by withLock(body, repair), repairedBy(repair) "
                        + "or acquire(), which can repair it";
            case UNRECOVERABLE -> "delete the memory to start again from nothing, or use another lock and other state";
            default -> "what it protects may be half changed: take it by recover(), repair, and call markConsistent()";
        };
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
     * Returns the state of the lock.
     *
     * @return {@code ABANDONED}, {@code INCONSISTENT} or {@code UNRECOVERABLE}
     */
    public SharedLock.State state() {
        return state;
    }

    /**
     * Returns a few words about the process that left the lock so.
     *
     * @return the words, or {@code null} if nothing is known any more
     */
    public @Nullable String previousOwner() {
        return previousOwner;
    }
}
