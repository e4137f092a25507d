package io.github.threeply.core;

import io.github.threeply.core.Deadlock.Kind;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/**
 * A condition of a {@link MonitoredLock}. All of an {@code await} counts as waiting for the lock, because it cannot
 * end, by a signal, an interrupt or its limit, before the thread has the lock again. So if the one who holds the lock
 * waits for something that the awaiting thread holds, neither ever goes on.
 */
@SuppressWarnings("WaitNotInLoop") // the loop is its caller's, as with every condition
final class MonitoredCondition implements Condition {
    private final Condition target;
    private final MonitoredLock lock;

    MonitoredCondition(Condition target, MonitoredLock lock) {
        this.target = target;
        this.lock = lock;
    }

    private interface Await<T> {
        T run() throws InterruptedException;
    }

    private <T> T awaiting(Await<T> await) throws InterruptedException {
        int held = lock.beginAwait();
        try {
            LockWait wait = lock.graph.begin(lock, Kind.CONDITION, 0);
            try {
                return await.run();
            } finally {
                lock.graph.end(wait);
            }
        } finally {
            lock.endAwait(held);
        }
    }

    @Override
    public void await() throws InterruptedException {
        awaiting(() -> {
            target.await();
            return true;
        });
    }

    @Override
    public void awaitUninterruptibly() {
        int held = lock.beginAwait();
        try {
            LockWait wait = lock.graph.begin(lock, Kind.CONDITION, 0);
            try {
                target.awaitUninterruptibly();
            } finally {
                lock.graph.end(wait);
            }
        } finally {
            lock.endAwait(held);
        }
    }

    @Override
    public long awaitNanos(long nanosTimeout) throws InterruptedException {
        return awaiting(() -> target.awaitNanos(nanosTimeout));
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return awaiting(() -> target.await(time, unit));
    }

    @Override
    public boolean awaitUntil(Date deadline) throws InterruptedException {
        return awaiting(() -> target.awaitUntil(deadline));
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
