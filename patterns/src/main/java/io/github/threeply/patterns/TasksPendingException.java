package io.github.threeply.patterns;

import java.io.Serial;

/** Thrown when a limit has ended before all futures have. Nothing was cancelled, and what was delivered stays. */
public class TasksPendingException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int pending;
    private final int total;

    TasksPendingException(int pending, int total, long limitMillis) {
        super(pending + " of " + total + " futures had not ended after " + limitMillis + " ms");
        this.pending = pending;
        this.total = total;
    }

    /**
     * Returns how many futures had not ended.
     *
     * @return the number, at least 1
     */
    public int pending() {
        return pending;
    }

    /**
     * Returns how many futures there were.
     *
     * @return the number
     */
    public int total() {
        return total;
    }
}
