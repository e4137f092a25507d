package io.github.threeply.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A lock that is one word: who holds it. Waiting threads only read the word, which leaves its cache line with the holder,
 * and try to swap it when they have seen it free. Not reentrant: entering again throws.
 */
@SuppressWarnings("ReferenceEquality") // the holder is this very thread, or it is not
final class SpinLock extends SpinningLock {
    private static final VarHandle OWNER;

    static {
        try {
            OWNER = MethodHandles.lookup()
                    .findVarHandle(SpinLock.class, "owner", Thread.class)
                    .withInvokeExactBehavior();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private @Nullable Thread owner;

    @Override
    public void lock() {
        for (int round = 0; !tryLock(); round++) {
            pause(round);
        }
    }

    @Override
    public boolean tryLock() {
        Thread self = Thread.currentThread();
        // Opaque: a hint only. It must be read anew each time, which a plain read need not be.
        Thread holder = (Thread) OWNER.getOpaque(this);
        if (holder == self) {
            throw new IllegalMonitorStateException("this thread holds the spin lock already; it is not reentrant");
        }
        // Acquire, paired with the release in unlock(): whoever takes the lock sees what its last holder wrote, and
        // none of its own accesses comes before it has the lock.
        return holder == null && (Thread) OWNER.compareAndExchangeAcquire(this, (Thread) null, self) == null;
    }

    @Override
    public void unlock() {
        if (owner != Thread.currentThread()) { // plain: that it is this thread only this thread can have written
            throw new IllegalMonitorStateException("this thread does not hold the spin lock");
        }
        // Release, paired with the acquire in tryLock(): nothing done under the lock is seen after the lock is free.
        OWNER.setRelease(this, (Thread) null);
    }

    @Override
    public String toString() {
        Thread holder = (Thread) OWNER.getOpaque(this);
        return "SpinLock[" + (holder == null ? "free" : "held by " + holder.getName()) + "]";
    }
}
