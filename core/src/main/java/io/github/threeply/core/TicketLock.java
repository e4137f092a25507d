package io.github.threeply.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A lock that serves in the order of arrival: each thread draws a number and waits until it is called. Not reentrant:
 * entering again throws.
 *
 * <p>A number once drawn cannot be given back, since everybody behind it would wait for ever. So waits that may end
 * early draw none: they look again and again whether the lock is free.
 */
final class TicketLock extends SpinningLock {
    private static final long NOBODY = 0;
    private static final VarHandle NEXT;
    private static final VarHandle SERVING;
    private static final VarHandle OWNER;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            NEXT = lookup.findVarHandle(TicketLock.class, "next", long.class).withInvokeExactBehavior();
            SERVING = lookup.findVarHandle(TicketLock.class, "serving", long.class)
                    .withInvokeExactBehavior();
            OWNER = lookup.findVarHandle(TicketLock.class, "owner", long.class).withInvokeExactBehavior();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("UnusedVariable") // used through NEXT
    private long next; // the number that the next to come draws

    private long serving; // the number whose turn it is; equal to next: the lock is free
    private long owner; // the number of the thread that holds it (see ThreadIds), or NOBODY; written by the holder only

    @Override
    public void lock() {
        refuseHolder();
        long ticket = (long) NEXT.getAndAdd(this, 1L);
        // Acquire, paired with the release in unlock(): whoever is called sees what the last holder wrote.
        for (int round = 0; ; round++) {
            long ahead = ticket - (long) SERVING.getAcquire(this);
            if (ahead == 0) {
                break;
            }
            // Who is not next does not spin: the processor is for those before it.
            pause(ahead == 1 ? round : round + SPINS);
        }
        OWNER.setOpaque(this, ThreadIds.current());
    }

    @Override
    public boolean tryLock() {
        refuseHolder();
        // Acquire, as in lock(). Numbers are drawn in order, so if the number being served has not been drawn, the
        // lock is free; and whoever then draws it holds the lock.
        long ticket = (long) SERVING.getAcquire(this);
        if ((long) NEXT.getOpaque(this) != ticket || !NEXT.compareAndSet(this, ticket, ticket + 1)) {
            return false;
        }
        OWNER.setOpaque(this, ThreadIds.current());
        return true;
    }

    private void refuseHolder() {
        if ((long) OWNER.getOpaque(this) == ThreadIds.current()) {
            throw new IllegalMonitorStateException("this thread holds the ticket lock already; it is not reentrant");
        }
    }

    @Override
    public void unlock() {
        if (owner != ThreadIds.current()) { // plain: that it is this thread only this thread can have written
            throw new IllegalMonitorStateException("this thread does not hold the ticket lock");
        }
        OWNER.setOpaque(this, NOBODY);
        // Release, paired with the acquires above: nothing done under the lock is seen after the next is called.
        // Only the holder writes this field, so it may read it plainly.
        SERVING.setRelease(this, serving + 1);
    }

    @Override
    public String toString() {
        long holder = (long) OWNER.getOpaque(this);
        return "TicketLock[" + (holder == NOBODY ? "free" : "held by " + ThreadIds.describe(holder)) + "]";
    }
}
