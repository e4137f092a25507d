package io.github.threeply.core;

import java.io.Serial;

/**
 * Thrown when a thread is interrupted while it waits for the next item in an iteration, whose methods cannot throw an
 * {@link InterruptedException}. The interrupt status of the thread is set, and no item was taken. The iteration may be
 * resumed once the status is cleared.
 */
public class IterationInterruptedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    /**
     * Makes the exception.
     *
     * @param message what was waited for
     * @param cause the interrupt
     */
    public IterationInterruptedException(String message, InterruptedException cause) {
        super(message, cause);
    }
}
