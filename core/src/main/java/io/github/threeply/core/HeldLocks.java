package io.github.threeply.core;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * The locks that one call of {@link Locks} took. For the thread that took them: {@link #close} releases them in the
 * reverse order.
 */
public final class HeldLocks implements AutoCloseable {
    private final Lock[] locks; // each once, in the order of LockSequence
    private int taken; // the first ones are held

    HeldLocks(Lock... locks) {
        this.locks = LockSequence.sorted(locks);
    }

    /** One way to take a lock; {@code heldBefore} is how many locks with an order the thread held before the first. */
    private interface Step {
        boolean take(Lock lock, int heldBefore) throws InterruptedException;
    }

    void takeAll() {
        int heldBefore = OrderedLock.heldByThisThread();
        releasingOnFailure(() -> {
            for (Lock lock : locks) {
                if (lock instanceof OrderedLock ordered) {
                    ordered.lock(heldBefore);
                } else {
                    lock.lock();
                }
                taken++;
            }
            return true;
        });
    }

    void takeAllInterruptibly() throws InterruptedException {
        takeEach((lock, heldBefore) -> {
            if (lock instanceof OrderedLock ordered) {
                ordered.lockInterruptibly(heldBefore);
            } else {
                lock.lockInterruptibly();
            }
            return true;
        });
    }

    boolean tryTakeAll() {
        return releasingOnFailure(() -> {
            for (Lock lock : locks) {
                if (!lock.tryLock()) {
                    return false;
                }
                taken++;
            }
            return true;
        });
    }

    boolean tryTakeAll(long limitNanos) throws InterruptedException {
        long start = System.nanoTime();
        return takeEach((lock, heldBefore) -> {
            long left = limitNanos - (System.nanoTime() - start); // not less than that of Long.MAX_VALUE: no overflow
            return lock instanceof OrderedLock ordered
                    ? ordered.tryLock(left, TimeUnit.NANOSECONDS, heldBefore)
                    : lock.tryLock(left, TimeUnit.NANOSECONDS);
        });
    }

    private boolean takeEach(Step step) throws InterruptedException {
        if (Thread.interrupted()) { // also where there is nothing to take
            throw new InterruptedException();
        }
        int heldBefore = OrderedLock.heldByThisThread();
        return HeldLocks.<InterruptedException>releasing(this, () -> {
            for (Lock lock : locks) {
                if (!step.take(lock, heldBefore)) {
                    return false;
                }
                taken++;
            }
            return true;
        });
    }

    private boolean releasingOnFailure(Guard.Body<Boolean, RuntimeException> body) {
        return HeldLocks.<RuntimeException>releasing(this, body);
    }

    /** Runs the body that takes the locks; unless it took all, none is held afterwards. */
    @SuppressWarnings("ReferenceEquality") // it is this very exception, or another
    private static <X extends Exception> boolean releasing(HeldLocks held, Guard.Body<Boolean, X> body) throws X {
        boolean all;
        try {
            all = body.run();
        } catch (Throwable e) {
            Throwable refused = held.release();
            if (refused != null && refused != e) { // nothing can be suppressed by itself
                e.addSuppressed(refused);
            }
            throw e;
        }
        if (!all) {
            held.close();
        }
        return all;
    }

    /**
     * Releases the locks, the last one first; all of them, even if one throws. Again has no effect.
     *
     * @throws IllegalMonitorStateException if a lock says that this thread does not hold it; the others are released
     */
    @Override
    public void close() {
        Throwable refused = release();
        if (refused != null) {
            HeldLocks.<RuntimeException>rethrow(refused);
        }
    }

    /** Throws it as it is. No checked exception is declared by unlock(), but not every language keeps to that. */
    @SuppressWarnings("unchecked")
    private static <X extends Throwable> void rethrow(Throwable e) throws X {
        throw (X) e;
    }

    /** Releases what is held; returns the first thing that was thrown, with the others suppressed. */
    @SuppressWarnings("ReferenceEquality") // nothing can be suppressed by itself, equal or not
    private @Nullable Throwable release() {
        Throwable first = null;
        while (taken > 0) {
            try {
                locks[--taken].unlock();
            } catch (Throwable e) {
                if (first == null) {
                    first = e;
                } else if (first != e) {
                    first.addSuppressed(e);
                }
            }
        }
        return first;
    }

    @Override
    public String toString() {
        return "HeldLocks[" + taken + " of " + locks.length + "]";
    }
}
