package io.github.threeply.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A lock that is one word: who holds it. Waiting threads only read the word, which leaves its cache line with the holder,
 * and try to swap it when they have seen it free. Not reentrant: entering again throws.
 */
final class SpinLock extends SpinningLock {
    private static final long NOBODY = 0;
    private static final VarHandle OWNER;

    static {
        try {
            OWNER = MethodHandles.lookup()
                    .findVarHandle(SpinLock.class, "owner", long.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long owner; // the number of the thread that holds it (see ThreadIds), or NOBODY

    @Override
    public void lock() {
        for (int round = 0; !tryLock(); round++) {
            pause(round);
        }
    }

    @Override
    public boolean tryLock() {
        long self = ThreadIds.current();
        // Opaque: a hint only. It must be read anew each time, which a plain read need not be.
        long holder = (long) OWNER.getOpaque(this);
        if (holder == self) {
            throw new IllegalMonitorStateException("this thread holds the spin lock already; it is not reentrant");
        }
        // Acquire, paired with the release in unlock(): whoever takes the lock sees what its last holder wrote, and
        // none of its own accesses comes before it has the lock.
        return holder == NOBODY && (long) OWNER.compareAndExchangeAcquire(this, NOBODY, self) == NOBODY;
    }

    @Override
    public void unlock() {
        if (owner != ThreadIds.current()) { // plain: that it is this thread only this thread can have written
            throw new IllegalMonitorStateException("this thread does not hold the spin lock");
        }
        // Release, paired with the acquire in tryLock(): nothing done under the lock is seen after the lock is free.
        OWNER.setRelease(this, NOBODY);
    }

    @Override
    public String toString() {
        long holder = (long) OWNER.getOpaque(this);
        return "SpinLock[" + (holder == NOBODY ? "free" : "held by " + ThreadIds.describe(holder)) + "]";
    }
}
