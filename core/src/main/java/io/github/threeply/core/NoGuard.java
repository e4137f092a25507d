package io.github.threeply.core;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Excludes nobody. */
final class NoGuard implements Guard {

    @Override
    public <T extends @Nullable Object, X extends Exception> T write(Body<T, X> body) throws X {
        return requireNonNull(body, "body").run();
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T read(Body<T, X> body) throws X {
        return requireNonNull(body, "body").run();
    }

    @Override
    public <S> long writeLong(S state, long argument, LongBody<? super S> body) {
        return requireNonNull(body, "body").run(state, argument);
    }

    @Override
    public <S> long readLong(S state, long argument, LongBody<? super S> body) {
        return requireNonNull(body, "body").run(state, argument);
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T tryWrite(Duration limit, Body<T, X> body)
            throws X, InterruptedException {
        requireNonNull(limit, "limit");
        return writeInterruptibly(body);
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T writeInterruptibly(Body<T, X> body)
            throws X, InterruptedException {
        requireNonNull(body, "body");
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return body.run();
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
        return "Guard[none]";
    }
}
