package io.github.threeply.ipc.process;

import java.util.function.LongSupplier;

/** Lets so many lines of one worker through in a second, and counts the others. For one thread. */
final class LogLimit {
    static final int LINES = 1_000;
    private static final long SECOND = 1_000_000_000;

    private final LongSupplier clock;
    private long second;
    private int inThisSecond;
    private long leftOut;

    LogLimit(LongSupplier clock) {
        this.clock = clock;
        this.second = clock.getAsLong();
    }

    boolean allows() {
        long now = clock.getAsLong();
        if (now - second >= SECOND) {
            second = now;
            inThisSecond = 0;
        }
        if (inThisSecond < LINES) {
            inThisSecond++;
            return true;
        }
        leftOut++;
        return false;
    }

    /** How many were not allowed since this was last asked. */
    long leftOutBefore() {
        long before = leftOut;
        leftOut = 0;
        return before;
    }
}
