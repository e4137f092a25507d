package io.github.threeply.core;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * A lock around another that checks an order before it waits. Which locks a thread holds is known from a short array of
 * that thread.
 *
 * <p>Who does not wait is not checked: in a circle of waiting threads each waits for a lock that comes after all that
 * it holds, however it came to hold them, and such a circle does not close.
 */
@SuppressWarnings("ReferenceEquality") // a lock is held, or it is not: whatever its equals says
abstract class OrderedLock implements Lock {
    private static final int USUAL_DEPTH = 4;

    /**
     * The ordered locks of the thread, in the order in which they were taken, one more entry for each re-entry, then
     * {@code null}s. The array is one of {@code Object}, and so are the types that a thread which lives long still
     * refers to after its last unlock: it keeps no lock and no class loader from being collected. Virtual threads have
     * theirs while they live.
     */
    private static final ThreadLocal<@Nullable Object[]> HELD = new ThreadLocal<>();

    final String name;
    private final Lock target;

    OrderedLock(String name, Lock target) {
        this.name = requireNonNull(name, "name");
        this.target = requireNonNull(target, "target");
    }

    /**
     * Throws if the thread must not wait for this lock now.
     *
     * @param held what the thread holds; this lock may be among it, if its condition is awaited
     * @param count how many entries of that count
     * @param heldBefore how many the thread held before the call of {@link Locks} that takes this one; those after them
     *     were taken in its order
     */
    abstract void checkOrder(@Nullable Object[] held, int count, int heldBefore);

    /** How many ordered locks the current thread holds. */
    static int heldByThisThread() {
        @Nullable Object[] held = HELD.get();
        return held == null ? 0 : count(held);
    }

    @Override
    public void lock() {
        lock(Integer.MAX_VALUE);
    }

    /**
     * As {@code lock()}, for {@link Locks}: what the thread holds beyond the first so many was taken in the same call.
     */
    final void lock(int heldBefore) {
        check(heldBefore);
        target.lock();
        push();
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        lockInterruptibly(Integer.MAX_VALUE);
    }

    final void lockInterruptibly(int heldBefore) throws InterruptedException {
        check(heldBefore);
        target.lockInterruptibly();
        push();
    }

    @Override
    public boolean tryLock() {
        if (!target.tryLock()) {
            return false;
        }
        push();
        return true;
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return tryLock(time, unit, Integer.MAX_VALUE);
    }

    final boolean tryLock(long time, TimeUnit unit, int heldBefore) throws InterruptedException {
        requireNonNull(unit, "unit");
        if (time > 0) { // else it does not wait
            check(heldBefore);
        }
        if (!target.tryLock(time, unit)) {
            return false;
        }
        push();
        return true;
    }

    @Override
    public void unlock() {
        @Nullable Object[] held = HELD.get();
        int index = held == null ? -1 : lastIndex(held);
        if (held == null || index < 0) {
            throw new IllegalMonitorStateException(
                    "'" + name + "' is not held by " + ThreadNames.of(Thread.currentThread()));
        }
        // Out first: if the lock underneath refuses, it is not held by this thread, whatever we thought.
        int count = count(held);
        System.arraycopy(held, index + 1, held, index, count - index - 1);
        held[count - 1] = null;
        target.unlock();
    }

    /** Waiting for a signal ends with waiting for the lock, with all others still held: checked before it begins. */
    @Override
    public Condition newCondition() {
        return new CheckedCondition(target.newCondition(), this);
    }

    final void checkBeforeAwait() {
        @Nullable Object[] held = HELD.get();
        if (held != null) {
            checkOrder(held, count(held), Integer.MAX_VALUE);
        }
    }

    /** Who holds the lock already may always ask again: it does not wait. */
    private void check(int heldBefore) {
        @Nullable Object[] held = HELD.get();
        if (held != null && held[0] != null && lastIndex(held) < 0) {
            checkOrder(held, count(held), heldBefore);
        }
    }

    private void push() {
        try {
            @Nullable Object[] held = HELD.get();
            int count = held == null ? 0 : count(held);
            if (held == null || count == held.length) {
                held = held == null ? new @Nullable Object[USUAL_DEPTH] : Arrays.copyOf(held, 2 * count);
                HELD.set(held);
            }
            held[count] = this;
        } catch (Throwable e) { // no memory: then it is not taken
            target.unlock();
            throw e;
        }
    }

    private int lastIndex(@Nullable Object[] held) {
        for (int i = count(held) - 1; i >= 0; i--) {
            if (held[i] == this) {
                return i;
            }
        }
        return -1;
    }

    private static int count(@Nullable Object[] held) {
        int count = 0;
        while (count < held.length && held[count] != null) {
            count++;
        }
        return count;
    }

    @Override
    public String toString() {
        return "'" + name + "' around " + target;
    }
}
