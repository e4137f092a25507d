package io.github.threeply.core;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/** Excludes by a {@link Lock}, one body at a time whatever it does. */
final class LockGuard implements Guard {
    private final Lock lock;

    LockGuard(Lock lock) {
        this.lock = lock;
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T write(Body<T, X> body) throws X {
        requireNonNull(body, "body");
        lock.lock();
        try {
            return body.run();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T read(Body<T, X> body) throws X {
        return write(body);
    }

    @Override
    public <S> long writeLong(S state, long argument, LongBody<? super S> body) {
        requireNonNull(body, "body");
        lock.lock();
        try {
            return body.run(state, argument);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public <S> long readLong(S state, long argument, LongBody<? super S> body) {
        return writeLong(state, argument, body);
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T tryWrite(Duration limit, Body<T, X> body)
            throws X, InterruptedException, TimeoutException {
        requireNonNull(body, "body");
        if (!lock.tryLock(Limits.nanos(limit), TimeUnit.NANOSECONDS)) {
            throw Limits.ended(limit);
        }
        try {
            return body.run();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T writeInterruptibly(Body<T, X> body)
            throws X, InterruptedException {
        requireNonNull(body, "body");
        lock.lockInterruptibly();
        try {
            return body.run();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isTimed() {
        return true;
    }

    @Override
    public String toString() {
        return "Guard[" + lock + "]";
    }
}
