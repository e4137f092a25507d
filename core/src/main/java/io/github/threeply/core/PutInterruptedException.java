package io.github.threeply.core;

import java.io.Serial;

/**
 * Thrown when a thread is interrupted in {@link Channel#putAll}. The first {@link #accepted} items were added, the caller
 * keeps the others.
 */
public class PutInterruptedException extends InterruptedException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int accepted;

    /**
     * Makes the exception.
     *
     * @param accepted how many of the items were added before the interrupt, the first ones
     */
    public PutInterruptedException(int accepted) {
        super("interrupted after " + accepted + " items were added");
        this.accepted = accepted;
    }

    /**
     * Returns how many of the items were added: the first so many of them.
     *
     * @return the number, 0 or more
     */
    public int accepted() {
        return accepted;
    }
}
