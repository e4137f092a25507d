package io.github.threeply.ipc.shared;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;

/** The read lock of a read-write lock. */
@SuppressWarnings("ReferenceEquality") // the writer is this very thread, or it is not
final class MappedReadLock implements Lock {
    private final MappedReadWriteLock both;
    private final LockLocal local;
    private final Readers readers;

    MappedReadLock(MappedReadWriteLock both, LockLocal local, Readers readers) {
        this.both = both;
        this.local = local;
        this.readers = readers;
    }

    @Override
    public void lock() {
        Readers.Hold hold = readers.hold(Thread.currentThread());
        if (!lockFast(hold)) {
            ReadAttempt attempt = new ReadAttempt(local, readers);
            try {
                attempt.awaitUninterruptibly();
            } finally {
                attempt.finish();
            }
            settle(attempt, hold);
        }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        tryLock(Waits.FOR_EVER, TimeUnit.NANOSECONDS);
    }

    @Override
    public boolean tryLock() {
        Readers.Hold hold = readers.hold(Thread.currentThread());
        return lockFast(hold) || tryOnce(hold);
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        long nanos = requireNonNull(unit, "unit").toNanos(time);
        Limits.throwIfInterrupted();
        Readers.Hold hold = readers.hold(Thread.currentThread());
        if (lockFast(hold)) {
            return true;
        }
        if (nanos <= 0) {
            return tryOnce(hold);
        }
        ReadAttempt attempt = new ReadAttempt(local, readers);
        try {
            if (!attempt.await(nanos)) {
                return false;
            }
        } finally {
            attempt.finish();
        }
        settle(attempt, hold);
        return true;
    }

    private boolean tryOnce(Readers.Hold hold) {
        ReadAttempt attempt = new ReadAttempt(local, readers);
        if (!local.tryOnce(attempt)) {
            return false;
        }
        settle(attempt, hold);
        return true;
    }

    private boolean lockFast(Readers.Hold hold) {
        if (hold.count > 0) {
            if (hold.count == Integer.MAX_VALUE) {
                throw new Error("a thread cannot hold a lock more than " + Integer.MAX_VALUE + " times: " + this);
            }
            hold.count++;
            return true;
        }
        if (local.holder() == Thread.currentThread()) {
            readers.enter(); // whatever the word says: the writer is this thread
        } else if (!readers.tryEnter()) {
            return false;
        }
        hold.count = 1;
        return true;
    }

    private void settle(ReadAttempt attempt, Readers.Hold hold) {
        if (!attempt.taken) {
            throw both.write().inconsistent(attempt.found);
        }
        hold.count = 1;
    }

    @Override
    public void unlock() {
        Readers.Hold hold = readers.hold(Thread.currentThread());
        if (hold.count == 0) {
            throw both.write().notReading();
        }
        hold.count--;
        if (hold.count == 0 && !readers.leave()) {
            throw both.write().lost();
        }
    }

    @Override
    public Condition newCondition() {
        throw new UnsupportedOperationException("a read lock has no conditions; take one of the write lock");
    }

    @Override
    public String toString() {
        return "read lock of the " + both;
    }
}
