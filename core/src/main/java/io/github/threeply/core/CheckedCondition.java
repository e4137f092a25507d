package io.github.threeply.core;

import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/** A condition of an {@link OrderedLock}: before each wait it asks whether the lock may be waited for at its end. */
@SuppressWarnings("WaitNotInLoop") // the loop is the caller's, as with any condition
final class CheckedCondition implements Condition {
    private final Condition target;
    private final OrderedLock lock;

    CheckedCondition(Condition target, OrderedLock lock) {
        this.target = target;
        this.lock = lock;
    }

    @Override
    public void await() throws InterruptedException {
        lock.checkBeforeAwait();
        target.await();
    }

    @Override
    public void awaitUninterruptibly() {
        lock.checkBeforeAwait();
        target.awaitUninterruptibly();
    }

    @Override
    public long awaitNanos(long nanosTimeout) throws InterruptedException {
        lock.checkBeforeAwait();
        return target.awaitNanos(nanosTimeout);
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        lock.checkBeforeAwait();
        return target.await(time, unit);
    }

    @Override
    public boolean awaitUntil(Date deadline) throws InterruptedException {
        lock.checkBeforeAwait();
        return target.awaitUntil(deadline);
    }

    @Override
    public void signal() {
        target.signal();
    }

    @Override
    public void signalAll() {
        target.signalAll();
    }
}
