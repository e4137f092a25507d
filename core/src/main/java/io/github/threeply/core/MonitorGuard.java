package io.github.threeply.core;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Excludes by the monitor of an object that nobody else can reach. */
final class MonitorGuard implements Guard {
    private final Object monitor = new Object();

    @Override
    public <T extends @Nullable Object, X extends Exception> T write(Body<T, X> body) throws X {
        requireNonNull(body, "body");
        synchronized (monitor) {
            return body.run();
        }
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T read(Body<T, X> body) throws X {
        return write(body);
    }

    @Override
    public <S> long writeLong(S state, long argument, LongBody<? super S> body) {
        requireNonNull(body, "body");
        synchronized (monitor) {
            return body.run(state, argument);
        }
    }

    @Override
    public <S> long readLong(S state, long argument, LongBody<? super S> body) {
        return writeLong(state, argument, body);
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T tryWrite(Duration limit, Body<T, X> body) {
        requireNonNull(limit, "limit");
        requireNonNull(body, "body");
        throw untimed();
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T writeInterruptibly(Body<T, X> body) {
        requireNonNull(body, "body");
        throw untimed();
    }

    private static UnsupportedOperationException untimed() {
        return new UnsupportedOperationException("a wait for a monitor can be neither limited nor interrupted;"
                + " use LockStrategy.reentrant() or another strategy whose guards are timed");
    }

    @Override
    public boolean isTimed() {
        return false;
    }

    @Override
    public String toString() {
        return "Guard[monitor]";
    }
}
