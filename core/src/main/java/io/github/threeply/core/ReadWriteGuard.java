package io.github.threeply.core;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReadWriteLock;
import org.jspecify.annotations.Nullable;

/** Excludes by a {@link ReadWriteLock}: bodies that only read run together. */
final class ReadWriteGuard implements Guard {
    private final ReadWriteLock locks;
    private final Guard writer;
    private final Guard reader;

    ReadWriteGuard(ReadWriteLock locks) {
        this.locks = locks;
        this.writer = new LockGuard(locks.writeLock());
        this.reader = new LockGuard(locks.readLock());
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T write(Body<T, X> body) throws X {
        return writer.write(body);
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T read(Body<T, X> body) throws X {
        return reader.write(body);
    }

    @Override
    public <S> long writeLong(S state, long argument, LongBody<? super S> body) {
        return writer.writeLong(state, argument, body);
    }

    @Override
    public <S> long readLong(S state, long argument, LongBody<? super S> body) {
        return reader.writeLong(state, argument, body);
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T tryWrite(Duration limit, Body<T, X> body)
            throws X, InterruptedException, TimeoutException {
        return writer.tryWrite(limit, body);
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T tryRead(Duration limit, Body<T, X> body)
            throws X, InterruptedException, TimeoutException {
        return reader.tryWrite(limit, body);
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T writeInterruptibly(Body<T, X> body)
            throws X, InterruptedException {
        return writer.writeInterruptibly(body);
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
        return "Guard[" + locks + "]";
    }
}
