package io.github.threeply.core;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Excludes by a semaphore of one permit. */
final class SemaphoreGuard implements Guard {
    private final Semaphore permit = new Semaphore(1);

    @Override
    public <T extends @Nullable Object, X extends Exception> T write(Body<T, X> body) throws X {
        requireNonNull(body, "body");
        permit.acquireUninterruptibly();
        try {
            return body.run();
        } finally {
            permit.release();
        }
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T read(Body<T, X> body) throws X {
        return write(body);
    }

    @Override
    public <S> long writeLong(S state, long argument, LongBody<? super S> body) {
        requireNonNull(body, "body");
        permit.acquireUninterruptibly();
        try {
            return body.run(state, argument);
        } finally {
            permit.release();
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
        if (!permit.tryAcquire(Limits.nanos(limit), TimeUnit.NANOSECONDS)) {
            throw Limits.ended(limit);
        }
        try {
            return body.run();
        } finally {
            permit.release();
        }
    }

    @Override
    public boolean isTimed() {
        return true;
    }

    @Override
    public String toString() {
        return "Guard[" + permit + "]";
    }
}
