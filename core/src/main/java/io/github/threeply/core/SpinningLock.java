package io.github.threeply.core;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;

/** What locks have in common that wait by looking again. */
abstract class SpinningLock implements Lock {
    /** About a microsecond: longer than any body that suits a spin lock, shorter than to give up the processor. */
    static final int SPINS = 64;

    private static final int YIELDS = 64;

    /** Long enough to cost next to nothing, short enough not to be seen. */
    private static final long NAP_NANOS = 50_000;

    @Override
    public abstract boolean tryLock();

    @Override
    public void lockInterruptibly() throws InterruptedException {
        acquire(Long.MAX_VALUE);
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return acquire(unit.toNanos(time));
    }

    /** Waits at most so long; {@code Long.MAX_VALUE}: for ever. */
    boolean acquire(long limitNanos) throws InterruptedException {
        long start = System.nanoTime();
        for (int round = 0; ; round++) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (tryLock()) {
                return true;
            }
            if (System.nanoTime() - start >= limitNanos) {
                return false;
            }
            pause(round);
        }
    }

    /**
     * Lets a moment pass: short at first; then it gives up the processor, so that the holder can run where there are
     * more threads than processors; then it sleeps, since neither the system nor the scheduler of virtual threads
     * promises that a yield lets the right thread run.
     */
    // A wrong guess of the scheduler costs time only, because naps follow.
    @SuppressWarnings("ThreadPriorityCheck")
    static void pause(int round) {
        if (round >= 0 && round < SPINS) { // less than 0: it has wrapped around
            Thread.onSpinWait();
        } else if (round >= 0 && round < SPINS + YIELDS) {
            Thread.yield();
        } else if (Thread.currentThread().isInterrupted()) {
            Thread.yield(); // a nap would end at once
        } else {
            LockSupport.parkNanos(NAP_NANOS);
        }
    }

    /** There is none: who waits for a condition sleeps until it is woken, and these locks know no sleepers. */
    @Override
    public Condition newCondition() {
        throw new UnsupportedOperationException("a spin lock has no conditions; use a ReentrantLock");
    }
}
