package io.github.threeply.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What counters on the heap have in common: threads can wait for a value, and are woken by the change that brings it.
 *
 * <p><b>No wake-up is lost.</b> Who waits puts itself on the list, and then looks at the value. Who changes the value
 * looks at the list after that. Both are volatile accesses, or happen inside one guard, so either the change finds the
 * waiter or the waiter sees the value that the change has made. A change compares both the value that it found and the one
 * that it made: the one before may have come while the waiter was on its way to the list.
 *
 * <p>The list never changes: it is replaced. So to walk it needs no lock, and a change of the counter never waits for
 * those who wait for it.
 */
abstract class AwaitableCounter implements SharedCounter {
    private static final VarHandle WAITERS;

    static {
        try {
            WAITERS = MethodHandles.lookup().findVarHandle(AwaitableCounter.class, "waiters", Link.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** One thread, waiting once. */
    private static final class Waiter {
        private static final int WAITING = 0;
        private static final int RELEASED = 1;
        private static final int GONE = 2;
        private static final VarHandle STATE;

        static {
            try {
                STATE = MethodHandles.lookup().findVarHandle(Waiter.class, "state", int.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        final Wanted wanted;
        private final Thread thread = Thread.currentThread();
        private volatile int state;

        Waiter(Wanted wanted) {
            this.wanted = wanted;
        }

        boolean isWaiting() {
            return state == WAITING;
        }

        /** By a change: its caller's actions happen before the wait returns, since both touch this word. */
        boolean release() {
            if (!STATE.compareAndSet(this, WAITING, RELEASED)) {
                return false;
            }
            LockSupport.unpark(thread);
            return true;
        }

        /** By the thread itself. If it returns false, it was released or has left before. */
        boolean leave() {
            return STATE.compareAndSet(this, WAITING, GONE);
        }
    }

    private record Link(Waiter waiter, @Nullable Link next) {}

    private volatile @Nullable Link waiters;

    /** The value, so that every change comes before the look or after it, and if before, is seen. */
    abstract long look();

    /** To be called after each change, by who made it; the change itself must be a volatile access, or inside the guard. */
    final void changed(long before, long after) {
        Link list = waiters;
        if (list != null) {
            releaseAll(list, before, after);
        }
    }

    private void releaseAll(Link list, long before, long after) {
        boolean released = false;
        for (Link link = list; link != null; link = link.next()) {
            Wanted wanted = link.waiter().wanted;
            if (wanted.isMetBy(after) || wanted.isMetBy(before)) {
                released |= link.waiter().release();
            }
        }
        if (released) {
            forgetTheOthers();
        }
    }

    /** Takes all off the list who wait no longer. */
    private void forgetTheOthers() {
        while (true) {
            Link list = waiters;
            Link kept = null;
            for (Link link = list; link != null; link = link.next()) {
                if (link.waiter().isWaiting()) {
                    kept = new Link(link.waiter(), kept);
                }
            }
            if (WAITERS.compareAndSet(this, list, kept)) {
                return;
            }
        }
    }

    private Waiter enter(Wanted wanted) {
        Waiter waiter = new Waiter(wanted);
        Link list;
        do {
            list = waiters;
        } while (!WAITERS.compareAndSet(this, list, new Link(waiter, list)));
        return waiter;
    }

    /** Waits for at most so long; {@code Long.MAX_VALUE}: for ever. */
    boolean await(Wanted wanted, long limitNanos) throws InterruptedException {
        long start = System.nanoTime();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (wanted.isMetBy(look())) {
            return true;
        }
        if (limitNanos <= 0) {
            return false;
        }
        Waiter waiter = enter(wanted);
        try {
            return wanted.isMetBy(look()) || park(waiter, start, limitNanos);
        } finally {
            leave(waiter);
        }
    }

    /**
     * Waits until a look succeeds, which is repeated whenever there was a wanted value. It must look inside the guard, or
     * by volatile accesses. {@code Long.MAX_VALUE}: for ever.
     */
    final boolean awaitSuccess(Wanted wanted, long limitNanos, CounterWaits.Look look) throws InterruptedException {
        long start = System.nanoTime();
        for (long left = limitNanos; left > 0; left = limitNanos - (System.nanoTime() - start)) {
            Waiter waiter = enter(wanted);
            try {
                if (look.isOver(left)) {
                    return true;
                }
                if (!park(waiter, start, limitNanos)) {
                    return false;
                }
            } finally {
                leave(waiter);
            }
        }
        return false;
    }

    /** Returns whether it was still waiting, and now is not. */
    private boolean leave(Waiter waiter) {
        if (!waiter.leave()) {
            return false;
        }
        forgetTheOthers();
        return true;
    }

    private boolean park(Waiter waiter, long start, long limitNanos) throws InterruptedException {
        while (waiter.isWaiting()) {
            if (limitNanos == Long.MAX_VALUE) {
                LockSupport.park(this);
            } else {
                long left = limitNanos - (System.nanoTime() - start);
                if (left <= 0) {
                    return !leave(waiter);
                }
                LockSupport.parkNanos(this, left);
            }
            if (Thread.currentThread().isInterrupted() && leave(waiter)) {
                Thread.interrupted();
                throw new InterruptedException();
            }
        }
        return true;
    }

    @Override
    public void awaitAtLeast(long bound) throws InterruptedException {
        await(Wanted.atLeast(bound, this), Long.MAX_VALUE);
    }

    @Override
    public boolean tryAwaitAtLeast(long bound, Duration limit) throws InterruptedException {
        return await(Wanted.atLeast(bound, this), Limits.nanos(limit));
    }

    @Override
    public void awaitAtMost(long bound) throws InterruptedException {
        await(Wanted.atMost(bound, this), Long.MAX_VALUE);
    }

    @Override
    public boolean tryAwaitAtMost(long bound, Duration limit) throws InterruptedException {
        return await(Wanted.atMost(bound, this), Limits.nanos(limit));
    }
}
