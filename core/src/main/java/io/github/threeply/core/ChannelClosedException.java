package io.github.threeply.core;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when an item is put into a {@link Channel} that takes no more. The item was not added; of several, those after
 * the first {@link #accepted} were not. The {@linkplain Channel#asBlockingQueue view} of a channel as a queue also throws it
 * when there is nothing left to take, now and for ever.
 */
public class ChannelClosedException extends IllegalStateException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int accepted;

    /**
     * Makes the exception.
     *
     * @param message what happened
     */
    public ChannelClosedException(String message) {
        this(message, null, 0);
    }

    /**
     * Makes the exception with the failure behind it.
     *
     * @param message what happened
     * @param cause why the channel takes no more, or {@code null} if it was closed in the ordinary way
     */
    public ChannelClosedException(String message, @Nullable Throwable cause) {
        this(message, cause, 0);
    }

    /**
     * Makes the exception for several items.
     *
     * @param message what happened
     * @param cause why the channel takes no more, or {@code null} if it was closed in the ordinary way
     * @param accepted how many of the items were added before, the first ones
     */
    public ChannelClosedException(String message, @Nullable Throwable cause, int accepted) {
        super(message, cause);
        this.accepted = accepted;
    }

    /**
     * Returns how many items of a {@link Channel#putAll} were added before the channel was seen closed: the first so many
     * of them. The caller keeps the others.
     *
     * @return the number; 0 where one item was put
     */
    public int accepted() {
        return accepted;
    }
}
