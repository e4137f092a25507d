package io.github.threeply.ipc.shared;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What the new holder of a {@link SharedLock} found.
 *
 * @param verdict what is to be thought of the state that the lock protects
 * @param token the number of this holding, as {@link SharedLock#token} returns it
 * @param generation how often the lock was marked as consistent after a takeover
 * @param previousOwner a few words about the process that left it so, or {@code null} if all is well
 */
public record Acquisition(
        Verdict verdict,
        long token,
        long generation,
        @Nullable String previousOwner) {
    /** Checks the verdict. */
    public Acquisition {
        requireNonNull(verdict, "verdict");
    }

    /**
     * Tells whether all is well.
     *
     * @return whether the verdict is {@link Verdict#CLEAN}
     */
    public boolean isClean() {
        return verdict == Verdict.CLEAN;
    }

    /** What is to be thought of the state that a lock protects. */
    public enum Verdict {
        /** The last holder released it. */
        CLEAN,
        /** The last holder died, or ended, while it held it. */
        ABANDONED,
        /** It was taken over before, and nobody said that all is well. */
        INCONSISTENT
    }
}
