package io.github.threeply.patterns;

import io.github.threeply.core.Channel;
import java.util.function.Consumer;

/** What {@link BackPressure#dropOldest()} does with a full channel. In this package because nobody else can call it. */
public final class OldestDrops {
    private OldestDrops() {}

    /**
     * Puts, and makes room.
     *
     * @param channel a channel that nobody closes
     * @param item the item
     * @param dropped gets each item that made room
     */
    public static void put(Channel<Object> channel, Object item, Consumer<Object> dropped) {
        try {
            DropOldest.put(channel, item, dropped, returned -> {
                throw new IllegalStateException("given back, though the channel is open: " + returned);
            });
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
