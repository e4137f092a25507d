package io.github.threeply.ipc.process;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes a bulk holds in this process, and so how many arguments it may have without an outcome that was read. What
 * is here already is counted. What is still to come can only be expected: to be as long as the last outcomes were.
 *
 * <p>Counted for each block and each piece of outcomes, never for each argument.
 */
final class BulkBytes {
    /** A worker that has fewer than these would have to wait for the next. */
    private static final int LEAST_AHEAD = 2;

    /** How much less what was before counts from block to block. */
    private static final double FADING = 0.875;

    private final long most;
    private final long least;
    private final long first;
    private final AtomicLong held =
            new AtomicLong(); // arguments until their block has ended, outcomes until they were read

    // For the reader of the results alone: means, as sums and of how many.
    private double argumentBytes;
    private double arguments;
    private double outcomeBytes;
    private double outcomes;

    /**
     * Makes the account of one bulk.
     *
     * @param most how many bytes it may hold
     * @param maxPayload how long an outcome may be
     */
    BulkBytes(long most, int maxPayload, int workers) {
        this.most = most;
        this.least = (long) LEAST_AHEAD * workers;
        this.first = Math.max(least, most / maxPayload);
    }

    /** So many bytes are here now. For any thread. */
    void hold(long bytes) {
        held.addAndGet(bytes);
    }

    /** So many are here no more. For any thread. */
    void release(long bytes) {
        held.addAndGet(-bytes);
    }

    long held() {
        return held.get();
    }

    /** Arguments were sent that have so many bytes. */
    void sent(int count, int bytes) {
        argumentBytes = argumentBytes * FADING + bytes;
        arguments = arguments * FADING + count;
    }

    /** Outcomes have come that have so many bytes. */
    void came(int count, int bytes) {
        outcomeBytes = outcomeBytes * FADING + bytes;
        outcomes = outcomes * FADING + count;
    }

    /** How many arguments may be without an outcome that was read, where so many were right if all were short. */
    long window(long wanted) {
        if (outcomes == 0) {
            return Math.min(wanted, first); // of the first outcomes nothing is known: they may be as long as any
        }
        if (held.get() >= most) {
            return Math.min(wanted, least);
        }
        double each = outcomeBytes / outcomes + (arguments == 0 ? 0 : argumentBytes / arguments);
        return Math.min(wanted, Math.max(least, (long) (most / Math.max(1, each))));
    }

    /** How many of these go into one block at most: so few that each worker can have one and the next. */
    long largestBlock(long window) {
        return Math.max(1, window / least);
    }
}
