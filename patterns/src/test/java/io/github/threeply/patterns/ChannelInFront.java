package io.github.threeply.patterns;

import io.github.threeply.core.Channel;
import io.github.threeply.core.Offer;
import java.time.Duration;
import java.util.List;

/** A channel that does what another one does. Tests override what is to go wrong. */
class ChannelInFront<T> implements Channel<T> {
    final Channel<T> behind;

    ChannelInFront(Channel<T> behind) {
        this.behind = behind;
    }

    @Override
    public void put(T item) throws InterruptedException {
        behind.put(item);
    }

    @Override
    public Offer tryPut(T item) {
        return behind.tryPut(item);
    }

    @Override
    public Offer tryPut(T item, Duration limit) throws InterruptedException {
        return behind.tryPut(item, limit);
    }

    @Override
    public T take() throws InterruptedException {
        return behind.take();
    }

    @Override
    public T tryTake() {
        return behind.tryTake();
    }

    @Override
    public T tryTake(Duration limit) throws InterruptedException {
        return behind.tryTake(limit);
    }

    @Override
    public void close() {
        behind.close();
    }

    @Override
    public boolean fail(Throwable cause) {
        return behind.fail(cause);
    }

    @Override
    public List<T> abort(Throwable cause) {
        return behind.abort(cause);
    }

    @Override
    public boolean isClosed() {
        return behind.isClosed();
    }

    @Override
    public boolean isDrained() {
        return behind.isDrained();
    }

    @Override
    public Throwable failure() {
        return behind.failure();
    }

    @Override
    public int size() {
        return behind.size();
    }

    @Override
    public int capacity() {
        return behind.capacity();
    }
}
