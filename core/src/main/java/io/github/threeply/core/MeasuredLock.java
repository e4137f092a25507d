package io.github.threeply.core;

import io.github.threeply.core.LockMeter.Turn;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/** Another lock, measured. */
@SuppressWarnings("ReferenceEquality") // the holder is this very thread, or it is not
final class MeasuredLock implements Lock {
    /** A turn inside others of the same thread. */
    private record Held(Turn turn, @Nullable Held outer) {}

    private final Lock lock;
    private final LockMeter meter;

    /** Written under the lock. Whoever unlocks without holding it may see anything, but no turn of its own. */
    private volatile @Nullable Held held;

    MeasuredLock(Lock lock, LockMeter meter) {
        this.lock = lock;
        this.meter = meter;
    }

    /** A way to take the lock. */
    private interface Way<X extends Exception> {
        boolean take() throws X;
    }

    private <X extends Exception> boolean take(Way<X> way) throws X {
        Turn turn = meter.arrive(false);
        boolean taken = false;
        try {
            taken = way.take();
            return taken;
        } finally {
            if (taken) {
                turn.enter();
                Held outer = held;
                held = new Held(turn, outer != null && outer.turn().thread == turn.thread ? outer : null);
            } else {
                turn.end();
            }
        }
    }

    @Override
    public void lock() {
        this.<RuntimeException>take(() -> {
            lock.lock();
            return true;
        });
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        this.<InterruptedException>take(() -> {
            lock.lockInterruptibly();
            return true;
        });
    }

    @Override
    public boolean tryLock() {
        return this.<RuntimeException>take(lock::tryLock);
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return this.<InterruptedException>take(() -> lock.tryLock(time, unit));
    }

    @Override
    public void unlock() {
        Held mine = held;
        if (mine == null || mine.turn().thread != Thread.currentThread()) {
            lock.unlock(); // throws, as the lock says it
            return;
        }
        mine.turn().leave();
        held = mine.outer();
        try {
            lock.unlock();
        } finally {
            mine.turn().end();
        }
    }

    /** There is none: the time in which a thread waits for a condition would count as held. */
    @Override
    public Condition newCondition() {
        throw new UnsupportedOperationException("a measured lock has no conditions; take them from the lock itself");
    }

    @Override
    public String toString() {
        return "Measured[" + lock + "]";
    }
}
