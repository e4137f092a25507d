package io.github.threeply.core;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Thrown when an item is put into a {@link Channel} that takes no more. The item was not added. */
public class ChannelClosedException extends IllegalStateException {
    @Serial
    private static final long serialVersionUID = 1;

    /**
     * Makes the exception.
     *
     * @param message what happened
     */
    public ChannelClosedException(String message) {
        super(message);
    }

    /**
     * Makes the exception with the failure behind it.
     *
     * @param message what happened
     * @param cause why the channel takes no more, or {@code null} if it was closed in the ordinary way
     */
    public ChannelClosedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
