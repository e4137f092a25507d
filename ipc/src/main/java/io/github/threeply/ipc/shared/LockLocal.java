package io.github.threeply.ipc.shared;

import static io.github.threeply.ipc.shared.LockWord.*;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What the handles of one lock share in this process: which of its threads holds it, and the line of those who wait. */
final class LockLocal implements EndedThreads.Watched, MemoryFile.Guest {
    private static final VarHandle HOLDER;

    static {
        try {
            HOLDER = MethodHandles.lookup().findVarHandle(LockLocal.class, "holder", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The least time between two questions, by those who do not wait, whether the owner of the word is dead. */
    private static final long PROBE_NANOS = 1_000_000;

    final MemoryFile file;
    final Mapping mapping;
    final long offset;

    /** Held while waiting for the word, so that one thread of this process does that for all. */
    private final ReentrantLock line = new ReentrantLock();

    // Opaque. Set after the word was taken, and cleared before it is released. So a thread that sees itself here holds
    // the
    // lock (only it can have written that); no other thread needs to be exact, but abandonIfEnded().
    @SuppressWarnings("UnusedVariable") // used through HOLDER
    private @Nullable Thread holder;

    // The holder's alone; the compare-and-sets of the word hand them on.
    int holds;
    long heldAs;
    long token;

    /** What the word was before. */
    private long tookFrom;

    /** An owner that is dead, which is for ever; a hint. */
    private volatile long knownDead;

    private volatile long probed = System.nanoTime() - PROBE_NANOS;

    LockLocal(MemoryFile file, long offset) {
        this.file = file;
        this.mapping = file.mapping();
        this.offset = offset;
    }

    /** Returns what the handles of a lock share. */
    static LockLocal of(MemoryFile file, long offset) {
        return file.local(offset, LockLocal.class, () -> {
            LockLocal local = new LockLocal(file, offset);
            EndedThreads.watch(local);
            return local;
        });
    }

    final long me() {
        return file.membership().me();
    }

    final @Nullable Thread holder() {
        return (Thread) HOLDER.getOpaque(this);
    }

    /**
     * Takes the word if it is as expected, and remembers that the current thread has. Both in this method, so that the stack
     * that sufficed for the one mostly suffices for the other: nobody could release a word of which no thread knows.
     *
     * <p>Volatile, pairs with that of the release, by whichever process: what was done under the lock is seen from here on.
     * SharedLockStress shows what happens otherwise.
     */
    final boolean take(Thread thread, long me, long expected, long taken) {
        if (!mapping.compareAndSetLong(offset, expected, taken)) {
            return false;
        }
        try {
            HOLDER.setOpaque(this, thread);
            heldAs = me;
            holds = 1;
            token = 0;
            tookFrom = expected;
            mapping.setLongRelease(offset + THREAD, thread.getId()); // for people who look at the file
            return true;
        } catch (StackOverflowError e) {
            putBack(thread, me, expected);
            throw e;
        } catch (SharedMemoryClosedException e) {
            // Closed just now: nobody comes here any more who could release it, and our user may stay for a while.
            HOLDER.compareAndSet(this, thread, (Thread) null);
            giveBackAfterClose(taken, expected);
            throw e;
        }
    }

    /**
     * Puts the word back as it was before the current thread took it, if it has: that is told that the memory is closed, and
     * not that it has the lock. Too late, if who closes it has already left: then the next one finds it abandoned.
     *
     * @param thread the current one, which did not hold it before
     */
    final void giveBackAfterClose(Thread thread) {
        if (HOLDER.compareAndSet(this, thread, (Thread) null)) {
            boolean tookOver = isHeld(tookFrom) || isInconsistent(tookFrom);
            giveBackAfterClose(heldAs | HELD | (tookOver ? INCONSISTENT : 0), tookFrom);
        }
    }

    private void giveBackAfterClose(long taken, long before) {
        Membership membership = file.membership();
        try {
            for (long said : new long[] {0, CONTENDED}) {
                // Who came to sleep meanwhile looks again within milliseconds, as after a holder's death.
                long back = before == FREE ? FREE : before | said;
                long word = (taken & ~CONTENDED) | said;
                // The second if who closes it was here before us: see afterDetach.
                if (membership.takeBack(offset, word, back)
                        || membership.takeBackUnlessLeft(offset, withoutThread(word), back)) {
                    return;
                }
            }
        } catch (SharedStateLostException e) {
            // then it is nobody's any more
        }
    }

    private void putBack(Thread thread, long me, long before) {
        long word = mapping.getLong(offset);
        while (isHeld(word)
                && owner(word) == me
                && !mapping.compareAndSetLong(offset, word, before | (word & CONTENDED))) {
            word = mapping.getLong(offset);
        }
        // Last. If even this is too much now, the word is taken from the thread when that has ended.
        HOLDER.compareAndSet(this, thread, (Thread) null);
        file.waits()
                .wake(offset + CELL); // who came to sleep meanwhile looks seldom; if this is too much, it looks then
    }

    /** The release that {@link #letGo} announced may not have come about: the stack ended before or just after it. */
    final void mayHoldStill(Thread thread, long me) {
        HOLDER.compareAndSet(this, (Thread) null, thread);
        long word = mapping.getLong(offset); // if this is too much, the next unlock says what became of the word
        if (!isHeld(word) || owner(word) != me) {
            HOLDER.compareAndSet(this, thread, (Thread) null);
        }
    }

    /**
     * Waits until an attempt has ended.
     *
     * @param nanos the limit; at 0 or below it looks once
     * @return whether it has
     */
    final boolean await(LockAttempt attempt, long nanos) throws InterruptedException {
        if (nanos <= 0) {
            return tryOnce(attempt);
        }
        long start = System.nanoTime();
        Object wait = line.isLocked() ? Flight.waits() : null;
        if (!line.tryLock(nanos, TimeUnit.NANOSECONDS)) {
            Flight.waitedInLine(wait, mapping, offset);
            return false;
        }
        try {
            Flight.waitedInLine(wait, mapping, offset);
            // Not below 1, which would look only once: whoever had the place in front may just be gone.
            long left = nanos == Waits.FOR_EVER ? nanos : Math.max(1, nanos - (System.nanoTime() - start));
            return attempt.await(left);
        } finally {
            leave(attempt);
        }
    }

    /** As {@link #await} without limit, deaf to interrupts; the flag is kept. */
    final void awaitUninterruptibly(LockAttempt attempt) {
        Object wait = line.isLocked() ? Flight.waits() : null;
        line.lock();
        try {
            Flight.waitedInLine(wait, mapping, offset);
            attempt.awaitUninterruptibly();
        } finally {
            leave(attempt);
        }
    }

    /** The next in the line must get its turn, or its exception, whatever became of ours. */
    private void leave(LockAttempt attempt) {
        try {
            attempt.finish();
        } finally {
            line.unlock();
        }
    }

    /** Looks once, past all who wait, and also whether the owner has just died. */
    final boolean tryOnce(LockAttempt attempt) {
        if (attempt.tryNow(true)) {
            return true;
        }
        long word = mapping.getLong(offset);
        return isHeld(word) && isAbandonedNow(word) && attempt.tryNow(true);
    }

    /** Forgets the holder, who is about to release the word. */
    final void letGo() {
        HOLDER.setOpaque(this, null);
    }

    final boolean isKnownDead(long owner) {
        return owner == knownDead && owner != Membership.NOBODY;
    }

    /** Finds out whether a word that is held is abandoned: a few microseconds. */
    final boolean isAbandoned(long word) {
        if (isWithoutThread(word) || isKnownDead(owner(word))) {
            return true;
        }
        Membership membership = file.membership();
        if (membership.slotIfClaimed() == Membership.slot(word) && membership.me() == owner(word)) {
            return abandonIfEnded();
        }
        if (membership.isDead(owner(word))) {
            knownDead = owner(word);
            return true;
        }
        return false;
    }

    /** As {@link #isAbandoned}, for those who do not wait and may ask again and again: looks once in a millisecond. */
    final boolean isAbandonedNow(long word) {
        if (isWithoutThread(word) || isKnownDead(owner(word))) {
            return true;
        }
        long now = System.nanoTime();
        if (now - probed < PROBE_NANOS) {
            return false;
        }
        probed = now;
        return isAbandoned(word);
    }

    /**
     * If the thread that holds the lock has ended, writes that into the word, for all processes.
     *
     * @return whether it had
     */
    synchronized boolean abandonIfEnded() {
        Thread thread = holder();
        // All that a thread did is visible to who sees that it has ended: if it is the holder still, it never let go.
        // Cleared before the word, which the next holder can take at once.
        if (thread == null || thread.isAlive() || !HOLDER.compareAndSet(this, thread, (Thread) null)) {
            return false;
        }
        while (true) {
            long word = mapping.getLong(offset);
            if (!isHeld(word) || owner(word) != heldAs) {
                return false;
            }
            if (mapping.compareAndSetLong(offset, word, withoutThread(word))) {
                file.waits().wake(offset + CELL);
                return true;
            }
        }
    }

    /** Our threads cannot release it any more, and our user may stay until its handles have arrived. */
    @Override
    public void afterDetach(Mapping remaining, long me) {
        long word = remaining.getLong(offset);
        while (isHeld(word) && owner(word) == me) {
            if (remaining.compareAndSetLong(offset, word, withoutThread(word))) {
                return; // those that sleep find it within milliseconds: they look for the dead
            }
            word = remaining.getLong(offset);
        }
        remaining.compareAndSetLong(offset + NEXT, me, FREE);
    }

    @Override
    public boolean isInUse() {
        return holder() != null;
    }

    @Override
    public boolean isOver() {
        return mapping.isDetached();
    }

    @Override
    public void look() {
        abandonIfEnded();
        if (holder() != null && (mapping.getLong(offset) & CONTENDED) != 0) {
            file.waits().openBell(); // so that the system tells those who wait if this process dies
        }
    }
}
