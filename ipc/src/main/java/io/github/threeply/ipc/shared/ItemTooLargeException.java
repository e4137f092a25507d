package io.github.threeply.ipc.shared;

import java.io.Serial;

/**
 * Thrown when an item takes more bytes than one may in its {@link SharedQueue} or {@link SharedList}, or a component of it
 * more than its {@link MaxBytes}. Nothing was added; the caller keeps the item.
 */
public final class ItemTooLargeException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1;

    private final long bytes;
    private final long maxBytes;

    ItemTooLargeException(long bytes, long maxBytes) {
        this(
                "the item takes at least " + bytes + " bytes, and one may take " + maxBytes
                        + "; it was not added. Make the object with a greater bound, or pass large data by reference",
                bytes,
                maxBytes);
    }

    private ItemTooLargeException(String message, long bytes, long maxBytes) {
        super(message);
        this.bytes = bytes;
        this.maxBytes = maxBytes;
    }

    /** Returns one for a component of a record, which has a bound of its own. */
    static ItemTooLargeException ofComponent(String component, long bytes, long maxBytes) {
        return new ItemTooLargeException(
                component + " takes " + bytes + " bytes, and its @MaxBytes allows " + maxBytes
                        + "; the item was not added. Allow more there, or pass large data by reference",
                bytes,
                maxBytes);
    }

    /**
     * Returns how many bytes it had when it was given up.
     *
     * @return bytes, at least
     */
    public long bytes() {
        return bytes;
    }

    /**
     * Returns how many bytes an item may take.
     *
     * @return the bound
     */
    public long maxBytes() {
        return maxBytes;
    }
}
