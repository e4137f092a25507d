package io.github.threeply.core;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Excludes others by running a body inside itself. It has this shape, and not that of a lock, because a monitor has no
 * separable lock and unlock, and because read-write and stamped locks need to know which bodies only read.
 *
 * <p><b>Exclusion.</b> While a write body runs, no other body of the same guard runs. Read bodies may run together. A
 * body that throws leaves the guard free, and what it threw comes out of the call.
 *
 * <p><b>Memory consistency effects.</b> A write body <i>happens-before</i> each later body of the same guard; a read body
 * <i>happens-before</i> each later write body.
 *
 * <p><b>Re-entry.</b> Whether a body may enter its own guard again depends on the strategy ({@link LockStrategy} has
 * the table); where it may not, the thread waits for itself for ever, or an {@link IllegalMonitorStateException} is
 * thrown. Do not rely on it.
 */
public interface Guard {

    /**
     * Runs a body alone. Waits for its turn, and is not interrupted in that.
     *
     * @param body what to do
     * @param <T> what it returns
     * @param <X> what it throws
     * @return what the body returned
     * @throws X what the body threw
     */
    <T extends @Nullable Object, X extends Exception> T write(Body<T, X> body) throws X;

    /**
     * Runs a body that only reads; others that only read may run at the same time.
     *
     * @param body what to do
     * @param <T> what it returns
     * @param <X> what it throws
     * @return what the body returned
     * @throws X what the body threw
     */
    <T extends @Nullable Object, X extends Exception> T read(Body<T, X> body) throws X;

    /**
     * Runs a body alone, without boxing or allocation: the state goes in as an argument, so the body need not capture
     * it.
     *
     * @param state passed to the body
     * @param argument passed to the body
     * @param body what to do
     * @param <S> the type of the state
     * @return what the body returned
     */
    <S> long writeLong(S state, long argument, LongBody<? super S> body);

    /**
     * Runs a body that only reads, without boxing or allocation. An optimistic strategy may run the body, see that a
     * writer came between, and run it again: it must have no effect, and must bear to see a state half written.
     *
     * @param state passed to the body
     * @param argument passed to the body
     * @param body what to do
     * @param <S> the type of the state
     * @return what the body returned
     */
    <S> long readLong(S state, long argument, LongBody<? super S> body);

    /**
     * Runs a body alone if its turn comes within the limit.
     *
     * @param limit how long to wait at most; zero or less does not wait
     * @param body what to do
     * @param <T> what it returns
     * @param <X> what it throws
     * @return what the body returned
     * @throws X what the body threw
     * @throws InterruptedException if the thread is interrupted before or while it waits; the body was not run
     * @throws TimeoutException if the limit ended first; the body was not run
     * @throws UnsupportedOperationException if the strategy cannot limit a wait ({@link #isTimed}); the body was not run
     */
    <T extends @Nullable Object, X extends Exception> T tryWrite(Duration limit, Body<T, X> body)
            throws X, InterruptedException, TimeoutException;

    /**
     * Runs a body that only reads, if its turn comes within the limit; others that only read may run at the same time
     * where the strategy knows readers. By default as {@link #tryWrite}, which is right for every guard.
     *
     * @param limit how long to wait at most; zero or less does not wait
     * @param body what to do
     * @param <T> what it returns
     * @param <X> what it throws
     * @return what the body returned
     * @throws X what the body threw
     * @throws InterruptedException if the thread is interrupted before or while it waits; the body was not run
     * @throws TimeoutException if the limit ended first; the body was not run
     * @throws UnsupportedOperationException if the strategy cannot limit a wait ({@link #isTimed}); the body was not run
     */
    default <T extends @Nullable Object, X extends Exception> T tryRead(Duration limit, Body<T, X> body)
            throws X, InterruptedException, TimeoutException {
        return tryWrite(limit, body);
    }

    /**
     * Runs a body alone. Waits for its turn, or for an interrupt.
     *
     * @param body what to do
     * @param <T> what it returns
     * @param <X> what it throws
     * @return what the body returned
     * @throws X what the body threw
     * @throws InterruptedException if the thread is interrupted before or while it waits; the body was not run
     * @throws UnsupportedOperationException if the strategy cannot end a wait ({@link #isTimed}); the body was not run
     */
    <T extends @Nullable Object, X extends Exception> T writeInterruptibly(Body<T, X> body)
            throws X, InterruptedException;

    /**
     * Tells whether {@link #tryWrite}, {@link #tryRead} and {@link #writeInterruptibly} can be used. A wait for a
     * monitor, for one, can be neither limited nor interrupted.
     *
     * @return whether waits can be limited and interrupted
     */
    boolean isTimed();

    /**
     * Tells whether bodies that only read run at the same time as others that only read. If not, a reader has the guard
     * for itself.
     *
     * @return whether they do; by default not
     */
    default boolean readsTogether() {
        return false;
    }

    /**
     * What runs inside a guard.
     *
     * @param <T> what it returns
     * @param <X> what it throws
     */
    @FunctionalInterface
    interface Body<T extends @Nullable Object, X extends Exception> {

        /**
         * Does the work.
         *
         * @return the result
         * @throws X if it fails
         */
        T run() throws X;
    }

    /**
     * What runs inside a guard, with a {@code long} in and out.
     *
     * @param <S> the type of the state it works on
     */
    @FunctionalInterface
    interface LongBody<S> {

        /**
         * Does the work.
         *
         * @param state the state given to the guard
         * @param argument the argument given to the guard
         * @return the result
         */
        long run(S state, long argument);
    }
}
