package io.github.threeply.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Broken on purpose: what one writes at first, a thread-safe queue with a flag beside it. Each step is right and the
 * pairs of steps are not. Used to see whether our verifiers find that. Its operations with a limit do not wait, and the
 * plain ones poll.
 */
class TestThenActChannel<T> implements Channel<T> {
    private final BlockingQueue<T> queue;
    private final int capacity;
    private volatile boolean closed;
    private volatile boolean known;
    private volatile Throwable failure;

    TestThenActChannel(int capacity) {
        this.capacity = capacity;
        queue = new ArrayBlockingQueue<>(capacity);
    }

    @Override
    public Offer tryPut(T item) {
        if (closed) {
            return Offer.CLOSED;
        }
        betweenTestAndAct();
        return queue.offer(item) ? Offer.ACCEPTED : Offer.FULL;
    }

    /** For the impatient: somebody else may be let in here. */
    void betweenTestAndAct() {}

    @Override
    public T tryTake() {
        T item = queue.poll();
        if (item == null && failure != null) {
            throw new ChannelFailedException("failed", failure);
        }
        known |= item == null && closed;
        return item;
    }

    @Override
    public boolean isDrained() {
        boolean drained = closed && queue.isEmpty();
        known |= drained;
        return drained;
    }

    @Override
    public void put(T item) throws InterruptedException {
        refuseInterrupted();
        for (; ; ) {
            switch (tryPut(item)) {
                case ACCEPTED -> {
                    return;
                }
                case CLOSED -> {
                    if (failure != null) {
                        throw new ChannelFailedException("failed", failure);
                    }
                    throw new ChannelClosedException("closed");
                }
                case FULL -> Thread.yield();
            }
        }
    }

    private static void refuseInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    @Override
    public Offer tryPut(T item, Duration limit) {
        return tryPut(item);
    }

    @Override
    public T take() throws InterruptedException {
        refuseInterrupted();
        for (; ; ) {
            T item = tryTake();
            if (item != null || isDrained()) {
                return item;
            }
            Thread.yield();
        }
    }

    @Override
    public T tryTake(Duration limit) {
        return tryTake();
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public boolean fail(Throwable cause) {
        close();
        if (failure != null || known) {
            return false;
        }
        failure = cause;
        return true;
    }

    @Override
    public List<T> abort(Throwable cause) {
        List<T> given = new ArrayList<>();
        queue.drainTo(given);
        fail(cause);
        return given;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public Throwable failure() {
        return failure;
    }

    @Override
    public int size() {
        return queue.size();
    }

    @Override
    public int capacity() {
        return capacity;
    }
}
