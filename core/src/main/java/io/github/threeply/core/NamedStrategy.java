package io.github.threeply.core;

import java.util.function.Supplier;

/**
 * A strategy that prints its name.
 *
 * @param name the name
 * @param ownLocks whether each guard excludes by a lock that nobody else has: then several can be held at once, in an
 *     order of the guards
 * @param guards makes the guards
 */
record NamedStrategy(String name, boolean ownLocks, Supplier<Guard> guards) implements LockStrategy {

    static LockStrategy own(String name, Supplier<Guard> guards) {
        return new NamedStrategy(name, true, guards);
    }

    static LockStrategy other(String name, Supplier<Guard> guards) {
        return new NamedStrategy(name, false, guards);
    }

    /** Whether each guard of the strategy is known to have a lock of its own. */
    static boolean hasOwnLocks(LockStrategy strategy) {
        return strategy instanceof NamedStrategy named && named.ownLocks;
    }

    @Override
    public Guard newGuard() {
        return guards.get();
    }

    @Override
    public String toString() {
        return name;
    }
}
