package io.github.threeply.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that wait for something, longest first. It holds no lock: to wake somebody never waits for somebody else.
 *
 * <p><b>No wake-up is lost</b> if both sides keep this order. Who waits: {@link #enter}, then look whether there is still
 * a reason to wait, then park. Who ends the reason: change what the waiter looks at, by a volatile access, then
 * {@link #signal}. The count is a volatile word too, so either the signaller sees the waiter counted, or the waiter sees
 * the change.
 *
 * <p>A signal is one piece of news for one waiter. A waiter that leaves and has not used it must pass it on, or the news
 * would be lost with it: {@link #leave} tells.
 */
final class WaiterList {
    /** One thread, waiting once. */
    static final class Waiter {
        private static final int WAITING = 0;
        private static final int SIGNALLED = 1;
        private static final int GONE = 2;
        private static final VarHandle STATE;

        static {
            try {
                STATE = MethodHandles.lookup().findVarHandle(Waiter.class, "state", int.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private final Thread thread = Thread.currentThread();
        private volatile int state;

        boolean isSignalled() {
            return state == SIGNALLED;
        }

        private boolean change(int to) {
            return STATE.compareAndSet(this, WAITING, to);
        }
    }

    private final Queue<Waiter> queue = new ConcurrentLinkedQueue<>();

    /**
     * At least the number of those who wait. Each operation on the channel reads it, and only threads that park write it,
     * so it has a cache line of its own.
     */
    private final PaddedLong count = new PaddedLong();

    /** Adds the current thread. It must look once more before it parks. */
    Waiter enter() {
        Waiter waiter = new Waiter();
        enter(waiter);
        return waiter;
    }

    /** Adds the current thread again, behind the others, after its waiter was signalled: who did that has forgotten it. */
    void reenter(Waiter waiter) {
        waiter.state = Waiter.WAITING;
        enter(waiter);
    }

    private void enter(Waiter waiter) {
        // Counted first, and listed next: a signaller that misses us in between has made its change before our look.
        count.getAndAdd(1);
        queue.add(waiter);
    }

    /**
     * Removes a waiter.
     *
     * @return whether it was still waiting; if not, it has a signal, which must be used or passed on
     */
    boolean leave(Waiter waiter) {
        if (!waiter.change(Waiter.GONE)) {
            return false;
        }
        count.getAndAdd(-1);
        // At once, not lazily: short timed waits on an idle channel would otherwise fill the memory.
        queue.remove(waiter);
        return true;
    }

    /** Wakes the one that waits longest, if there is one. The caller's change must be a volatile access before this. */
    void signal() {
        if (count.get() != 0) {
            wakeOne();
        }
    }

    /** Wakes as many as there is news for, those that wait longest. */
    void signal(int news) {
        for (int i = 0; i < news && count.get() != 0; i++) {
            wakeOne();
        }
    }

    /** Wakes all who wait now. */
    void signalAll() {
        boolean woken;
        do {
            woken = wakeOne();
        } while (woken);
    }

    /** At least the number of those who wait. */
    long count() {
        return count.get();
    }

    private boolean wakeOne() {
        for (Waiter waiter = queue.poll(); waiter != null; waiter = queue.poll()) {
            if (waiter.change(Waiter.SIGNALLED)) {
                count.getAndAdd(-1);
                LockSupport.unpark(waiter.thread);
                return true;
            }
        }
        return false;
    }
}
