package io.github.threeply.ipc.shared;

import java.io.Serial;

/**
 * Thrown when an item came out of a {@link SharedQueue} or {@link SharedList} as bytes that this process cannot make an item
 * of: a class is missing or refused by the filter, a constructor threw, or another program wrote there. What a queue handed
 * out so is taken, and counted as {@link SharedQueue.Statistics#unreadable}; its bytes are here.
 */
public final class ItemNotReadableException extends IllegalStateException {
    @Serial
    private static final long serialVersionUID = 1;

    private final byte[] bytes;

    ItemNotReadableException(SharedObject object, byte[] bytes, Throwable cause) {
        super(
                "an item of " + object + " cannot be read in this process: " + cause + "; its " + bytes.length
                        + " bytes are in this exception",
                cause);
        this.bytes = bytes;
    }

    /**
     * Returns the item as the memory had it.
     *
     * @return its bytes, the caller's
     */
    public byte[] bytes() {
        return bytes.clone();
    }
}
