package io.github.threeply.core;

/**
 * A way to exclude others, by name: a factory of {@link Guard}s. The same counter or value runs over any of them, so
 * they can be compared, in tests and in time.
 *
 * <p>Anybody can write one. What a guard must do is said in {@link Guard}.
 */
@FunctionalInterface
public interface LockStrategy {

    /**
     * Makes a guard. Unless the strategy says otherwise, each has a lock of its own.
     *
     * @return the guard
     */
    Guard newGuard();

    /**
     * Excludes nobody: being written.
     *
     * @return the strategy
     */
    static LockStrategy none() {
        throw new UnsupportedOperationException();
    }
}
