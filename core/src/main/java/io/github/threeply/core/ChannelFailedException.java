package io.github.threeply.core;

import java.io.Serial;

/**
 * Thrown on both sides of a {@link Channel} that was ended by {@link Channel#fail} or {@link Channel#abort}. Its
 * {@linkplain #getCause() cause} is what was given there.
 */
public class ChannelFailedException extends ChannelClosedException {
    @Serial
    private static final long serialVersionUID = 1;

    /**
     * Makes the exception.
     *
     * @param message what happened
     * @param cause why the channel failed
     */
    public ChannelFailedException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * Makes the exception for several items.
     *
     * @param message what happened
     * @param cause why the channel failed
     * @param accepted how many of the items were added before, the first ones
     */
    public ChannelFailedException(String message, Throwable cause, int accepted) {
        super(message, cause, accepted);
    }
}
