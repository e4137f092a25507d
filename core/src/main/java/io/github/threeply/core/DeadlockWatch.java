package io.github.threeply.core;

import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The thread that looks at each wait once, when it has lasted for the threshold. It is started by the first wait,
 * sleeps while there is none to look at, and ends when it has slept for long: a monitor that nobody uses keeps no
 * thread.
 */
@SuppressWarnings("ReferenceEquality") // it is this very thread, or another
final class DeadlockWatch implements Runnable {
    private static final System.Logger LOG = System.getLogger(DeadlockMonitor.class.getName());
    private static final AtomicLong COUNT = new AtomicLong();

    /** How long the thread stays without work, so that not every wait starts one. */
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final WaitGraph graph;
    private final long thresholdNanos;
    private final Runnable search;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Thread thread; // guarded by lock
    private volatile boolean closed; // written under lock

    /** Whether the next wait must call. Written under the lock, but for the first look at it, which is without. */
    private volatile boolean asleep = true;

    DeadlockWatch(long thresholdNanos, Runnable search) {
        this.thresholdNanos = thresholdNanos;
        this.search = search;
        this.graph = new WaitGraph(this::waitBegan);
    }

    WaitGraph graph() {
        return graph;
    }

    /** Never throws: the thread that calls is about to wait for a lock of the user. */
    private void waitBegan() {
        if (!asleep) {
            return;
        }
        lock.lock();
        try {
            if (!asleep) {
                return;
            }
            if (thread == null) {
                String name = "deadlock-monitor-" + COUNT.incrementAndGet();
                Thread fresh = new Thread(null, this, name, 0, false); // inherits nothing from whoever waits first
                fresh.setContextClassLoader(DeadlockWatch.class.getClassLoader());
                fresh.setDaemon(true);
                fresh.start();
                thread = fresh;
            }
            asleep = false;
            changed.signal();
        } catch (Throwable e) { // no more threads, no memory: the next wait tries again
            LOG.log(System.Logger.Level.WARNING, "no thread to watch for deadlocks", e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void run() {
        try {
            watch();
        } finally { // by an error, perhaps: then the next wait starts another thread
            ended();
        }
    }

    private void ended() {
        lock.lock();
        try {
            if (thread == Thread.currentThread()) {
                thread = null;
                asleep = !closed;
            }
        } finally {
            lock.unlock();
        }
    }

    private void watch() {
        boolean again = false;
        while (!closed) {
            if (!again && !graph.hasUnchecked() && !slept()) {
                return;
            }
            long next = graph.nanosToNextCheck(thresholdNanos);
            if (next == 0) {
                again = !searched();
            } else if (!paused(again ? Math.min(next, RETRY_NANOS) : next)) {
                return;
            } else if (again) {
                again = !searched();
            }
        }
    }

    /** Returns whether the search has run to its end; the waits that it was for are marked, and will not ask again. */
    private boolean searched() {
        try {
            search.run();
            return true;
        } catch (Throwable e) { // no memory, perhaps
            LOG.log(System.Logger.Level.WARNING, "a search for deadlocks failed, and is tried again", e);
            return false;
        }
    }

    /** Lets time pass; returns whether to go on. */
    private boolean paused(long nanos) {
        lock.lock();
        try {
            if (!closed) {
                await(nanos);
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Sleeps until there is a wait; returns whether to go on. */
    private boolean slept() {
        lock.lock();
        try {
            asleep = !closed;
            // Pairs with the fence after a wait is in the graph: either we see that wait now, or it sees us asleep.
            VarHandle.fullFence();
            if (graph.hasUnchecked()) {
                asleep = false;
            }
            long end = System.nanoTime() + IDLE_NANOS;
            for (long left = IDLE_NANOS; asleep && left > 0; left = end - System.nanoTime()) {
                await(left);
            }
            if (asleep || closed) { // in one step with the look at it: whoever waits next starts another thread
                thread = null;
                return false;
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("WaitNotInLoop") // the loops are those of the callers
    private void await(long nanos) {
        try {
            changed.awaitNanos(nanos);
        } catch (InterruptedException e) {
            // The thread is ours alone, and close() ends it by the flag. Whoever else interrupts it only makes it look
            // again.
        }
    }

    /** Ends the thread as soon as it does not search; waits for nothing. */
    void close() {
        lock.lock();
        try {
            closed = true;
            asleep = false; // nobody needs to call any more
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** For tests: whether there is a thread. */
    boolean hasThread() {
        lock.lock();
        try {
            return thread != null && thread.isAlive();
        } finally {
            lock.unlock();
        }
    }
}
