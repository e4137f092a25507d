package io.github.threeply.core;

/** What became of an item offered to a {@link Channel} by one of its {@code tryPut} methods. */
public enum Offer {
    /** The channel took the item. */
    ACCEPTED,
    /** The channel was full, and stayed full until the limit ended; the caller keeps the item. */
    FULL,
    /** The channel was closed, failed or aborted; the caller keeps the item. */
    CLOSED
}
