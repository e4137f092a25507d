package io.github.threeply.core;

import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a {@link Producer} stands for among the producers of its group. Apart from the handle, so that it is still there
 * when the handle is lost; then the cleaner runs it.
 */
final class ProducerSeat implements Runnable {
    private final Channel<?> channel;

    /** How many seats of the group are taken. Never more again once it is 0: then the channel is being closed. */
    private final AtomicLong taken;

    private volatile boolean left;
    private final String maker = Thread.currentThread().getName();

    private ProducerSeat(Channel<?> channel, AtomicLong taken) {
        this.channel = channel;
        this.taken = taken;
    }

    static ProducerSeat first(Channel<?> channel) {
        return new ProducerSeat(channel, new AtomicLong(1));
    }

    ProducerSeat another() {
        check();
        ProducerSeat seat = new ProducerSeat(channel, taken);
        long now;
        do {
            now = taken.get();
            if (now == 0) {
                // Closed since the check, and so were all others. One more seat would be one in a closed channel.
                throw closed();
            }
        } while (!taken.compareAndSet(now, now + 1));
        return seat;
    }

    void check() {
        if (left) {
            throw closed();
        }
    }

    boolean isLeft() {
        return left;
    }

    /**
     * Returns whether this call has left it. Under a monitor, of this seat alone: two threads may close one handle, and
     * neither may return before the channel is closed, if that is what it comes to.
     */
    synchronized boolean leave() {
        if (left) {
            return false;
        }
        left = true;
        if (taken.decrementAndGet() == 0) {
            channel.close();
        }
        return true;
    }

    /** The handle is closed, or it is lost. */
    @Override
    public void run() {
        if (leave()) {
            warn(System.getLogger(Producer.class.getName()));
        }
    }

    void warn(System.Logger logger) {
        logger.log(
                Level.WARNING,
                "A Producer that was made by the thread {0} was lost without having been closed. It counts as closed now;"
                        + " close each one, best by try-with-resources. Channel: {1}",
                maker,
                channel);
    }

    private static IllegalStateException closed() {
        return new IllegalStateException("This producer handle is closed; the channel may or may not be.");
    }
}
