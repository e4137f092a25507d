package io.github.threeply.ipc.shared;

import java.util.concurrent.TimeUnit;

/**
 * How long tests go on that kill processes again and again: some seconds; in the long form, {@code -Dthreeply.long=true},
 * until there were 500 kills, or as many as {@code -Dthreeply.kills=N} says.
 */
final class KillRounds {
    private static final boolean LONG = Boolean.getBoolean("threeply.long");
    private static final int MOST = Integer.getInteger("threeply.kills", LONG ? 500 : 300);
    private static final long NANOS = TimeUnit.SECONDS.toNanos(LONG ? 3600 : 4);

    /** However slow the machine is. */
    private static final int LEAST = 5;

    private final long start = System.nanoTime();

    /** Whether there should be one kill more after so many. */
    boolean goOn(int kills) {
        return kills < LEAST || kills < MOST && System.nanoTime() - start < NANOS;
    }
}
