package io.github.threeply.ipc.shared;

import java.io.Serial;

/**
 * Thrown when an item takes more bytes than one may in its {@link SharedQueue} or {@link SharedList}. Nothing was added;
 * the caller keeps the item.
 */
public final class ItemTooLargeException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1;

    private final long bytes;
    private final long maxBytes;

    ItemTooLargeException(long bytes, long maxBytes) {
        super("the item takes at least " + bytes + " bytes, and one may take " + maxBytes
                + "; it was not added. Make the object with a greater bound, or pass large data by reference");
        this.bytes = bytes;
        this.maxBytes = maxBytes;
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
