package io.github.threeply.ipc.shared;

import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicBoolean;

/** An item that this process has received and not done with. */
final class HeldItem<T> implements SharedQueue.Delivery<T> {
    /** The thread that watches for lost deliveries starts with the first one. */
    private static final class Lost {
        static final Cleaner CLEANER = Cleaner.create();
    }

    private final T item;
    private final boolean redelivered;
    private final Place place;
    private final Cleaner.Cleanable cleanable;

    HeldItem(Place place, T item) {
        this.item = item;
        this.place = place;
        redelivered = place.queue.ring.holds.isRedelivered(place.position);
        cleanable = Lost.CLEANER.register(this, place);
    }

    @Override
    public T item() {
        return item;
    }

    @Override
    public boolean isRedelivered() {
        return redelivered;
    }

    @Override
    public void done() {
        try {
            if (!place.end(true)) {
                throw new IllegalStateException("this delivery was done or given back before: " + place.queue);
            }
            cleanable.clean(); // only unregisters
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void close() {
        try {
            if (place.end(false)) {
                cleanable.clean();
            }
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public String toString() {
        return "Delivery[" + item + (redelivered ? ", again" : "") + (place.ended.get() ? ", ended" : "") + "]";
    }

    /** Apart from the delivery, so that it is still there when that is lost; then the cleaner runs it. */
    static final class Place implements Runnable {
        private final MappedQueue<?> queue;
        private final long position;
        private final AtomicBoolean ended = new AtomicBoolean();

        Place(MappedQueue<?> queue, long position) {
            this.queue = queue;
            this.position = position;
        }

        /**
         * Ends the hold. Returns false if that was done before.
         *
         * @throws SharedMemoryClosedException if it is not ours any more, since our user of the memory has left
         */
        boolean end(boolean done) {
            if (!ended.compareAndSet(false, true)) {
                return false;
            }
            if (done) {
                if (!queue.ring.holds.done(position)) {
                    throw new SharedMemoryClosedException(queue.mapping.file().path()); // others get the item
                }
                queue.ring.wakeAll();
            } else {
                queue.ring.holds.giveBack(position);
            }
            return true;
        }

        @Override
        public void run() {
            try {
                if (end(false)) {
                    System.getLogger(SharedQueue.class.getName())
                            .log(
                                    Level.WARNING,
                                    "A delivery was lost without having been done or closed; its item is given back. End each"
                                            + " one, best by try-with-resources. Queue: {0}",
                                    queue);
                }
            } catch (SharedMemoryClosedException | SharedStateLostException e) {
                // Who is not attached any more holds nothing.
            }
        }
    }
}
