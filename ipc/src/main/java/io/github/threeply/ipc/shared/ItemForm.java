package io.github.threeply.ipc.shared;

import org.jspecify.annotations.Nullable;

/**
 * How items become bytes in the memory and items again. Forms have no state of their own: any thread may use one.
 *
 * @param <T> the type of the items
 */
interface ItemForm<T extends @Nullable Object> {
    /** Returns how many bytes an item may take at most in the memory. */
    int maxBytes();

    /** Returns the bound that was asked for. */
    default int bound() {
        return maxBytes();
    }

    /** Whether each item takes exactly so many. */
    boolean isFixed();

    /**
     * Returns what the items are, as text for people and for {@link ItemForms#parse}: two processes that share an object
     * have the same.
     */
    String describe();

    /**
     * Encodes an item, at the end of what the bytes hold.
     *
     * @throws ItemTooLargeException if it takes more than it may
     * @throws IllegalArgumentException if it cannot be encoded; the message says why
     */
    void write(T item, ItemBytes out);

    /**
     * Decodes an item, which takes all of the bytes that are left, or a fixed number of them.
     *
     * @throws RuntimeException if the bytes are not right, or what they need is missing here
     */
    T read(ItemBytes in);
}
