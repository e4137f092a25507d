package io.github.threeply.core;

import static java.util.Objects.requireNonNull;

import io.github.threeply.core.Deadlock.Kind;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A lock around another that knows its owner, and tells the {@link WaitGraph} when a thread waits for it. Without a
 * wait it costs a few writes to itself.
 */
@SuppressWarnings("ReferenceEquality") // the owner is this very thread, or it is not
final class MonitoredLock implements Lock {
    private static final VarHandle OWNER;

    static {
        try {
            OWNER = MethodHandles.lookup()
                    .findVarHandle(MonitoredLock.class, "owner", Thread.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final String name;
    final WaitGraph graph;
    private final boolean recordHolders;
    private final Lock target;

    /** The target if it is fair: who comes to it without waiting must not pass those who wait. */
    private final @Nullable ReentrantLock fair;

    private @Nullable Thread owner; // written by the thread that holds the target
    private int holds; // for the owner alone
    private volatile @Nullable Throwable takenAt;

    MonitoredLock(WaitGraph graph, String name, Lock target, boolean recordHolders) {
        this.graph = graph;
        this.name = name;
        this.target = target;
        this.recordHolders = recordHolders;
        this.fair = target instanceof ReentrantLock reentrant && reentrant.isFair() ? reentrant : null;
    }

    /**
     * Who holds it. A thread that waits for another lock neither takes nor releases this one, so if it was seen to wait
     * before this answer and is still in the same wait after it, the answer held for all of that wait.
     */
    @Nullable
    Thread owner() {
        // Acquire, paired with the releases in taken(): if the owner is one that has left a wait before it became the
        // owner, then whoever reads it here sees afterwards that the wait is over. Otherwise a thread that has just got
        // the lock would seem to wait for itself.
        return (Thread) OWNER.getAcquire(this);
    }

    /** Where the owner took it, if that is recorded. */
    @Nullable
    Throwable takenAt() {
        return takenAt;
    }

    @Override
    public void lock() {
        if (!takeAtOnce()) {
            LockWait wait = graph.begin(this, Kind.UNINTERRUPTIBLE, 0);
            try {
                target.lock();
            } finally {
                graph.end(wait);
            }
        }
        taken(1);
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (!takeAtOnce()) {
            waitFor(graph.begin(this, Kind.INTERRUPTIBLE, 0));
        }
        taken(1);
    }

    @Override
    public boolean tryLock() {
        if (!target.tryLock()) {
            return false;
        }
        taken(1);
        return true;
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        long limitNanos = requireNonNull(unit, "unit").toNanos(time);
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (!takeAtOnce() && (limitNanos <= 0 || !waitFor(graph.begin(this, Kind.TIMED, limitNanos), limitNanos))) {
            return false;
        }
        taken(1);
        return true;
    }

    private boolean takeAtOnce() {
        if (fair != null && fair.hasQueuedThreads() && !fair.isHeldByCurrentThread()) {
            return false;
        }
        return target.tryLock();
    }

    private void waitFor(LockWait wait) throws InterruptedException {
        waitFor(wait, 0);
    }

    private boolean waitFor(LockWait wait, long limitNanos) throws InterruptedException {
        boolean interrupted = false;
        try {
            if (wait.kind == Kind.TIMED) {
                return target.tryLock(limitNanos, TimeUnit.NANOSECONDS);
            }
            target.lockInterruptibly();
            return true;
        } catch (InterruptedException e) {
            interrupted = true;
            if (graph.end(wait)) {
                throw wait.thrownOut(); // if a second interrupt came beside ours, the thread still has it
            }
            throw e;
        } finally {
            // The wait may end by itself in the moment in which it is chosen to be thrown out. Then nothing needs to be
            // thrown, and the interrupt, which was meant for the wait alone, is taken back.
            if (!interrupted && graph.end(wait)) {
                Thread.interrupted();
            }
        }
    }

    @Override
    public void unlock() {
        Thread self = Thread.currentThread();
        if (owner != self) { // plain: that it is this thread only this thread can have written
            throw new IllegalMonitorStateException("'" + name + "' is not held by " + ThreadNames.of(self));
        }
        if (holds == 1) {
            letGo();
        } else {
            holds--;
        }
        target.unlock();
    }

    /** Notes that the current thread holds the target, so many times more. */
    private void taken(int times) {
        Thread self = Thread.currentThread();
        Thread before = owner; // plain: its last writer has released the target since
        if (before == self) {
            holds += times;
            return;
        }
        if (before != null) {
            target.unlock();
            throw new IllegalStateException("the lock under '" + name + "' let " + ThreadNames.of(self) + " in beside "
                    + ThreadNames.of(before) + "; a lock that several hold at once cannot be watched. Or it was taken"
                    + " or released without its watch; use only the lock that watch() returned");
        }
        if (recordHolders) {
            record(self);
        }
        holds = times;
        // Release, paired with the acquire in owner().
        OWNER.setRelease(this, self);
    }

    private void record(Thread self) {
        try {
            takenAt = new Throwable("'" + name + "' was taken by " + ThreadNames.of(self));
        } catch (Throwable e) { // no memory: then it is not taken
            target.unlock();
            throw e;
        }
    }

    /** Notes, while the target is still held, that the current thread is about to release it altogether. */
    private int letGo() {
        int held = holds;
        holds = 0;
        if (recordHolders) {
            takenAt = null;
        }
        // Release: seen before the target is, so the next thread finds no owner. Its order with the waits of this
        // thread
        // is that of the program, since those are published by volatile writes.
        OWNER.setRelease(this, (Thread) null);
        return held;
    }

    @Override
    public Condition newCondition() {
        return new MonitoredCondition(requireNonNull(target.newCondition(), "the condition of the lock"), this);
    }

    /** Begins to await a condition: the lock is released, and will be waited for. */
    int beginAwait() {
        Thread self = Thread.currentThread();
        if (owner != self) {
            throw new IllegalMonitorStateException("'" + name + "' is not held by " + ThreadNames.of(self));
        }
        return letGo();
    }

    /** The condition has been awaited, or not even that: the lock is held as often as before. */
    void endAwait(int held) {
        taken(held);
    }

    @Override
    public String toString() {
        return "'" + name + "' around " + target;
    }
}
