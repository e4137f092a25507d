package io.github.threeply.core;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * Takes several locks at once, in one order for the whole JVM, so that two threads that name the same locks in
 * different orders never wait for each other.
 * <pre>{@code
 * Locks.holding(() -> from.move(to, amount), from.lock(), to.lock());
 * }</pre>
 *
 * <p><b>The order.</b> Locks of {@link LockRanks} come first, by rank; all others follow in an order of their identity,
 * which is fixed while the lock lives and means nothing else. So a lock must be given as the same object each time: an
 * object that wraps it, or a view made anew for each call, has another place in the order. The order is that of one
 * JVM; two processes order the same shared locks differently.
 *
 * <p><b>What is not covered.</b> The promise holds among threads that take all the locks they need in one call. Code
 * that takes the same locks one by one, or calls this while it holds others, has an order of its own, and can deadlock
 * with anybody: {@link LockRanks} and {@link LockOrder} refuse such code, {@link DeadlockMonitor} finds it.
 *
 * <p><b>All or nothing.</b> Who does not get all locks holds none of them. A lock named twice is taken once. They are
 * released in the reverse order, all of them even if one refuses. The read lock and the write lock of one read-write
 * lock are two locks here, and who asks for both may wait for itself.
 *
 * <p><b>Memory consistency effects.</b> Those of the locks.
 */
public final class Locks {
    private Locks() {}

    /**
     * Takes all the locks. Waits for each that is held by others, and is not interrupted in that.
     * <pre>{@code
     * HeldLocks held = Locks.acquireAll(a, b);
     * try (held) {
     *     ...
     * }
     * }</pre>
     *
     * @param locks the locks, in any order; none is fine
     * @return what releases them
     * @throws LockOrderException if one has a rank and this thread must not ask for it now; none is held
     */
    public static HeldLocks acquireAll(Lock... locks) {
        HeldLocks held = new HeldLocks(locks);
        held.takeAll();
        return held;
    }

    /**
     * Takes all the locks. Waits for each that is held by others.
     *
     * @param locks the locks, in any order
     * @return what releases them
     * @throws InterruptedException if the thread is interrupted before or while it waits; none is held
     * @throws LockOrderException if one has a rank and this thread must not ask for it now; none is held
     */
    public static HeldLocks acquireAllInterruptibly(Lock... locks) throws InterruptedException {
        HeldLocks held = new HeldLocks(locks);
        held.takeAllInterruptibly();
        return held;
    }

    /**
     * Takes all the locks if none is held by others. Does not wait, so ranks are not checked.
     *
     * @param locks the locks, in any order
     * @return what releases them, or {@code null} if one was held by another thread; then none is held
     */
    public static @Nullable HeldLocks tryAcquireAll(Lock... locks) {
        HeldLocks held = new HeldLocks(locks);
        return held.tryTakeAll() ? held : null;
    }

    /**
     * Takes all the locks if they come free within one limit for them all.
     *
     * @param limit how long to wait at most; zero or less does not wait
     * @param locks the locks, in any order
     * @return what releases them, or {@code null} if the limit ended first; then none is held
     * @throws InterruptedException if the thread is interrupted before or while it waits; none is held
     * @throws LockOrderException if one has a rank and this thread must not ask for it now; none is held
     */
    public static @Nullable HeldLocks tryAcquireAll(Duration limit, Lock... locks) throws InterruptedException {
        long limitNanos = Limits.nanos(limit);
        HeldLocks held = new HeldLocks(locks);
        return held.tryTakeAll(limitNanos) ? held : null;
    }

    /**
     * Runs a body while holding all the locks. Waits for each that is held by others, and is not interrupted in that.
     *
     * @param body what to do
     * @param locks the locks, in any order
     * @param <T> what it returns
     * @param <X> what it throws
     * @return what the body returned
     * @throws X what the body threw
     * @throws LockOrderException if one has a rank and this thread must not ask for it now; the body was not run
     */
    public static <T extends @Nullable Object, X extends Exception> T holding(Guard.Body<T, X> body, Lock... locks)
            throws X {
        requireNonNull(body, "body");
        HeldLocks held = acquireAll(locks);
        try (held) {
            return body.run();
        }
    }

    /**
     * Runs a body while holding all the locks. Waits for each that is held by others.
     *
     * @param body what to do
     * @param locks the locks, in any order
     * @param <T> what it returns
     * @param <X> what it throws
     * @return what the body returned
     * @throws X what the body threw
     * @throws InterruptedException if the thread is interrupted before or while it waits; the body was not run
     * @throws LockOrderException if one has a rank and this thread must not ask for it now; the body was not run
     */
    public static <T extends @Nullable Object, X extends Exception> T holdingInterruptibly(
            Guard.Body<T, X> body, Lock... locks) throws X, InterruptedException {
        requireNonNull(body, "body");
        HeldLocks held = acquireAllInterruptibly(locks);
        try (held) {
            return body.run();
        }
    }

    /**
     * Runs a body while holding all the locks, if they come free within one limit for them all.
     *
     * @param limit how long to wait at most; zero or less does not wait
     * @param body what to do
     * @param locks the locks, in any order
     * @param <T> what it returns
     * @param <X> what it throws
     * @return what the body returned
     * @throws X what the body threw
     * @throws InterruptedException if the thread is interrupted before or while it waits; the body was not run
     * @throws TimeoutException if the limit ended first; the body was not run
     * @throws LockOrderException if one has a rank and this thread must not ask for it now; the body was not run
     */
    public static <T extends @Nullable Object, X extends Exception> T tryHolding(
            Duration limit, Guard.Body<T, X> body, Lock... locks) throws X, InterruptedException, TimeoutException {
        requireNonNull(body, "body");
        HeldLocks held = tryAcquireAll(limit, locks);
        if (held == null) {
            throw new TimeoutException("others held one of the " + locks.length + " locks for all of the limit of "
                    + limit + "; nothing was done");
        }
        try (held) {
            return body.run();
        }
    }
}
