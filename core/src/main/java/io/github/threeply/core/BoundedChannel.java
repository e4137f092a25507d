package io.github.threeply.core;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Being written. */
final class BoundedChannel<T> implements Channel<T> {
    BoundedChannel(int capacity) {}

    @Override
    public void put(T item) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Offer tryPut(T item) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Offer tryPut(T item, Duration limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable T take() {
        throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable T tryTake() {
        throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable T tryTake(Duration limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}

    @Override
    public boolean fail(Throwable cause) {
        return false;
    }

    @Override
    public List<T> abort(Throwable cause) {
        return List.of();
    }

    @Override
    public boolean isClosed() {
        return false;
    }

    @Override
    public boolean isDrained() {
        return false;
    }

    @Override
    public @Nullable Throwable failure() {
        return null;
    }

    @Override
    public int size() {
        return 0;
    }

    @Override
    public int capacity() {
        return 0;
    }
}
