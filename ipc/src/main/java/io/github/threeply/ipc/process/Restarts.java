package io.github.threeply.ipc.process;

import java.util.concurrent.ThreadLocalRandom;

/**
 * How long a place of a pool stays empty after its worker has died. The first refill is at once, the next after 100 ms,
 * then after twice that, up to 30 s; and it begins anew when a worker has done a task, has lived long, or has ended as
 * planned. So a worker that dies at its first task each time costs little, and one that dies now and then is missed for a
 * boot. The pauses vary, so that many places that lost their workers at once do not start them at once again and again.
 *
 * <p>For the thread of one place.
 */
final class Restarts {
    static final long FIRST_PAUSE_NANOS = 100_000_000;
    static final long LONGEST_PAUSE_NANOS = 30_000_000_000L;

    private int deathsInARow;

    /** A worker has ended. */
    void ended(boolean planned, boolean worked, long livedNanos) {
        if (planned) {
            deathsInARow = 0;
        } else if (worked || livedNanos > LONGEST_PAUSE_NANOS) {
            deathsInARow = 1;
        } else {
            notStarted();
        }
    }

    /** A worker could not be started, or died before it was ready. */
    void notStarted() {
        deathsInARow = Math.min(deathsInARow + 1, 1000);
    }

    /** How long to wait now. */
    long pauseNanos() {
        long longest = longestPauseNanos(deathsInARow);
        return longest == 0 ? 0 : longest - ThreadLocalRandom.current().nextLong(longest / 4);
    }

    /** The pause after so many deaths in a row, of which a random part of up to a quarter is taken off. */
    static long longestPauseNanos(int deathsInARow) {
        return deathsInARow < 2
                ? 0
                : Math.min(LONGEST_PAUSE_NANOS, FIRST_PAUSE_NANOS << Math.min(deathsInARow - 2, 20));
    }
}
