package io.github.threeply.ipc.shared;

import java.util.concurrent.ThreadLocalRandom;

/**
 * After which of its stores a JVM ends on purpose: a JVM for each store takes long. So with {@code threeply.long} it is each of
 * them, and else the first and then one in three, by chance; {@link CrashPointsTest} has a user of one JVM die after each.
 */
final class Stores {
    private static final boolean LONG = Boolean.getBoolean("threeply.long");
    private static final int MOST_AT_ONCE = 5;

    private Stores() {}

    /** Returns the store to try after that one. */
    static int after(int store) {
        return store + (LONG ? 1 : ThreadLocalRandom.current().nextInt(1, MOST_AT_ONCE + 1));
    }
}
