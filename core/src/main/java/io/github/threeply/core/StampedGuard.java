package io.github.threeply.core;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;

/**
 * Excludes by a {@link StampedLock}. Only the primitive read form is optimistic: its contract allows a second run, that
 * of {@link #read} does not.
 */
final class StampedGuard implements Guard {
    private final StampedLock lock = new StampedLock();

    @Override
    public <T extends @Nullable Object, X extends Exception> T write(Body<T, X> body) throws X {
        requireNonNull(body, "body");
        long stamp = lock.writeLock();
        try {
            return body.run();
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T read(Body<T, X> body) throws X {
        requireNonNull(body, "body");
        long stamp = lock.readLock();
        try {
            return body.run();
        } finally {
            lock.unlockRead(stamp);
        }
    }

    @Override
    public <S> long writeLong(S state, long argument, LongBody<? super S> body) {
        requireNonNull(body, "body");
        long stamp = lock.writeLock();
        try {
            return body.run(state, argument);
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    @Override
    public <S> long readLong(S state, long argument, LongBody<? super S> body) {
        requireNonNull(body, "body");
        long stamp = lock.tryOptimisticRead();
        if (stamp != 0) {
            try {
                long result = body.run(state, argument);
                // Orders the body's reads before the look at the stamp, which a writer changes before it writes:
                // without it a state half written could pass.
                if (lock.validate(stamp)) {
                    return result;
                }
            } catch (RuntimeException | Error e) {
                if (lock.validate(stamp)) {
                    throw e;
                }
                // The body saw a state half written. What it threw says nothing.
            }
        }
        stamp = lock.readLock();
        try {
            return body.run(state, argument);
        } finally {
            lock.unlockRead(stamp);
        }
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T tryWrite(Duration limit, Body<T, X> body)
            throws X, InterruptedException, TimeoutException {
        requireNonNull(body, "body");
        long stamp = lock.tryWriteLock(Limits.nanos(limit), TimeUnit.NANOSECONDS);
        if (stamp == 0) {
            throw Limits.ended(limit);
        }
        try {
            return body.run();
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T tryRead(Duration limit, Body<T, X> body)
            throws X, InterruptedException, TimeoutException {
        requireNonNull(body, "body");
        long stamp = lock.tryReadLock(Limits.nanos(limit), TimeUnit.NANOSECONDS);
        if (stamp == 0) {
            throw Limits.ended(limit);
        }
        try {
            return body.run();
        } finally {
            lock.unlockRead(stamp);
        }
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T writeInterruptibly(Body<T, X> body)
            throws X, InterruptedException {
        requireNonNull(body, "body");
        long stamp = lock.writeLockInterruptibly();
        try {
            return body.run();
        } finally {
            lock.unlockWrite(stamp);
        }
    }

    @Override
    public boolean isTimed() {
        return true;
    }

    @Override
    public boolean readsTogether() {
        return true;
    }

    @Override
    public String toString() {
        return "Guard[" + lock + "]";
    }
}
