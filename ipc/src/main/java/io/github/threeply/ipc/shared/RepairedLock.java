package io.github.threeply.ipc.shared;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;

/** A shared lock for code that knows only {@link Lock}: it repairs by itself what a dead holder left. */
final class RepairedLock implements Lock {
    private final MappedLock lock;
    private final Consumer<? super Acquisition> repair;

    RepairedLock(MappedLock lock, Consumer<? super Acquisition> repair) {
        this.lock = lock;
        this.repair = repair;
    }

    @Override
    public void lock() {
        lock.lockRepaired(repair);
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        lock.lockRepaired(repair, Waits.FOR_EVER);
    }

    @Override
    public boolean tryLock() {
        return lock.tryLockRepaired(repair);
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return lock.lockRepaired(repair, requireNonNull(unit, "unit").toNanos(time));
    }

    @Override
    public void unlock() {
        lock.unlock();
    }

    @Override
    public Condition newCondition() {
        return lock.condition(null, repair);
    }

    @Override
    public String toString() {
        return lock + ", repaired";
    }
}
