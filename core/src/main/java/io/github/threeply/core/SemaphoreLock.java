package io.github.threeply.core;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** A semaphore of one permit, used as a lock. It knows no holder: only a guard, which pairs the calls, may have it. */
final class SemaphoreLock implements Lock {
    private final Semaphore permit = new Semaphore(1);

    @Override
    public void lock() {
        permit.acquireUninterruptibly();
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        permit.acquire();
    }

    @Override
    public boolean tryLock() {
        return permit.tryAcquire();
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return permit.tryAcquire(time, unit);
    }

    @Override
    public void unlock() {
        permit.release();
    }

    @Override
    public Condition newCondition() {
        throw new UnsupportedOperationException("a semaphore has no conditions; use a ReentrantLock");
    }

    @Override
    public String toString() {
        return permit.toString();
    }
}
