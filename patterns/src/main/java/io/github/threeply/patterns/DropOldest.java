package io.github.threeply.patterns;

import io.github.threeply.core.Channel;
import io.github.threeply.core.Offer;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts into a channel that was full, and makes room by taking the oldest item out. Each item that it takes goes one way: it is
 * dropped, or given back if the channel is closed meanwhile.
 */
final class DropOldest {
    private static final int SPINS_BEFORE_PARKING = 64;

    private DropOldest() {}

    /**
     * Puts.
     *
     * @param out the channel
     * @param item the item
     * @param dropped gets each item that made room
     * @param returned gets an item that was taken out in vain, as the channel was closed then
     * @throws InterruptedException if interrupted; the item was not put
     */
    static void put(Channel<Object> out, Object item, Consumer<Object> dropped, Consumer<Object> returned)
            throws InterruptedException {
        for (int tries = 1; ; tries++) {
            Object oldest = out.tryTake();
            Offer offer = offerInPlaceOf(oldest, out, item, returned);
            if (oldest != null && offer != Offer.CLOSED) {
                dropped.accept(oldest);
            }
            if (offer == Offer.ACCEPTED) {
                return;
            }
            if (offer == Offer.CLOSED || Thread.currentThread().isInterrupted()) {
                out.put(item); // says why
                return;
            }
            if (oldest == null && tries % SPINS_BEFORE_PARKING == 0) {
                LockSupport.parkNanos(50_000); // full and yet nothing to take: others are busy with it
            }
        }
    }

    private static Offer offerInPlaceOf(
            @Nullable Object oldest, Channel<Object> out, Object item, Consumer<Object> returned) {
        Offer offer = Offer.CLOSED; // until it has said otherwise: it may throw
        try {
            offer = out.tryPut(item);
            return offer;
        } finally {
            if (oldest != null && offer == Offer.CLOSED) {
                // Nothing is dropped once the channel is closed, and there is no way to put it back.
                returned.accept(oldest);
            }
        }
    }
}
