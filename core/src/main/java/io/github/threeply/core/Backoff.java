package io.github.threeply.core;

import java.util.concurrent.locks.LockSupport;

/**
 * Waits for another thread that is in the middle of a few instructions: it neither blocks nor will it signal. Mostly
 * it runs on another processor (pause), else it was preempted there (yield), and rarely it has a priority so low that only
 * a sleep lets it run.
 */
final class Backoff {
    private static final int PAUSES = 100;
    private static final int YIELDS = 1_000;
    private static final long SLEEP_NANOS = 50_000;

    private int rounds;

    /** The wait is over: the next one starts with pauses again. */
    void reset() {
        rounds = 0;
    }

    /** Waits a little; a little longer the more often it was called. */
    @SuppressWarnings("ThreadPriorityCheck") // a hint is all that is wanted: nothing here relies on it
    void pause() {
        rounds++;
        if (rounds < PAUSES) {
            Thread.onSpinWait();
        } else if (rounds < PAUSES + YIELDS) {
            Thread.yield();
        } else if (Thread.currentThread().isInterrupted()) {
            rounds = PAUSES + YIELDS;
            Thread.yield(); // a sleep would end at once
        } else {
            rounds = PAUSES + YIELDS;
            LockSupport.parkNanos(this, SLEEP_NANOS);
        }
    }
}
