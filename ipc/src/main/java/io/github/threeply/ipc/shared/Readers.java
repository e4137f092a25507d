package io.github.threeply.ipc.shared;

import static io.github.threeply.ipc.shared.LockWord.*;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who reads under a read-write lock: a number of threads for each user of the file, on a line of its own, beside the
 * user's incarnation. So a count whose user has died is recognized, by a writer that waits and by the next user of the
 * slot, and counts no more.
 *
 * <p><b>Readers and writers.</b> A reader counts itself and then looks at the word of the lock; a writer takes the word
 * and then looks at the counts. All of it is volatile, so at least one of them sees the other: a reader that sees a
 * writer counts itself out again and waits, a writer that sees a reader waits until it has gone.
 */
final class Readers implements EndedThreads.Watched, Waits.Condition, MemoryFile.Guest {
    private static final long COUNT = 0xFFFF;
    private static final int MANY_THREADS = 64;

    /** How often a thread holds the read lock. Written by that thread alone. */
    static final class Hold {
        int count;
    }

    private final LockLocal lock;
    private final MemoryFile file;
    private final Mapping mapping;
    private final long offset;

    /** The threads of this process that read, or did so lately. */
    private final Map<Thread, Hold> holds = new ConcurrentHashMap<>();

    private volatile int pruneAt = MANY_THREADS;

    /** Who we are, once one of our threads has counted itself. */
    private volatile long me = Membership.NOBODY;

    Readers(LockLocal lock) {
        this.lock = lock;
        this.file = lock.file;
        this.mapping = lock.mapping;
        this.offset = lock.offset;
    }

    // --- this process

    Hold hold(Thread thread) {
        Hold known = holds.get(thread);
        return known != null ? known : newHold(thread);
    }

    private Hold newHold(Thread thread) {
        if (holds.size() >= pruneAt) {
            holds.entrySet()
                    .removeIf(entry ->
                            entry.getValue().count == 0 && !entry.getKey().isAlive());
            pruneAt = Math.max(MANY_THREADS, 2 * holds.size());
        }
        Hold hold = new Hold();
        holds.put(thread, hold);
        return hold;
    }

    boolean holds(Thread thread) {
        Hold known = holds.get(thread);
        return known != null && known.count > 0;
    }

    /** Counts a reader in, if there is no writer and nothing in doubt. */
    boolean tryEnter() {
        if (!isOpen(mapping.getLong(offset))) {
            return false; // without disturbing the writer
        }
        enter();
        // Volatile, after the count: pairs with the writer's look at the counts. SharedReadWriteLockStress.
        if (isOpen(mapping.getLong(offset))) {
            return true;
        }
        leave();
        return false;
    }

    /** Counts one thread of this process in. */
    void enter() {
        if (me == Membership.NOBODY) {
            announce();
        }
        long at = at(Membership.slot(me));
        while (true) {
            long seen = mapping.getLong(at);
            boolean ours = isCountOf(me, seen);
            if (!ours && seen >>> 16 > me >>> 16) {
                throw new SharedMemoryClosedException(file.id().path()); // we have left, and another has our slot
            }
            if (ours && (seen & COUNT) == COUNT) {
                throw new Error("at most " + COUNT + " threads of a process can read at once");
            }
            // A count that is not ours is that of a user that had the slot before, and is dead.
            long next = ours ? seen + 1 : (me & ~COUNT) + 1;
            if (mapping.compareAndSetLong(at, seen, next)) {
                return;
            }
        }
    }

    /** Says once that our slot has readers, before the first of them is counted. */
    private void announce() {
        long claimed = lock.me();
        long bit = 1L << Membership.slot(claimed);
        long seen = mapping.getLong(offset + READ_SLOTS);
        while ((seen & bit) == 0 && !mapping.compareAndSetLong(offset + READ_SLOTS, seen, seen | bit)) {
            seen = mapping.getLong(offset + READ_SLOTS);
        }
        me = claimed;
    }

    /**
     * Counts one thread of this process out, and wakes a writer that waits for that.
     *
     * @return false if it was not counted any more: we were taken for dead
     */
    boolean leave() {
        long at = at(Membership.slot(me));
        while (true) {
            long seen = mapping.getLong(at);
            if (!isCountOf(me, seen) || (seen & COUNT) == 0) {
                return false;
            }
            // Volatile: pairs with the writer's look at the counts, which then sees all that the reader did.
            if (mapping.compareAndSetLong(at, seen, seen - 1)) {
                file.waits().wake(offset + DRAIN_CELL);
                return true;
            }
        }
    }

    /** Our threads cannot count themselves out any more, and our user may stay until its handles have arrived. */
    @Override
    public void afterDetach(Mapping remaining, long owner) {
        long at = at(Membership.slot(owner));
        long seen = remaining.getLong(at);
        while (isCountOf(owner, seen) && (seen & COUNT) != 0) {
            if (remaining.compareAndSetLong(at, seen, seen & ~COUNT)) {
                return; // a writer that sleeps finds it within milliseconds
            }
            seen = remaining.getLong(at);
        }
    }

    private static boolean isCountOf(long owner, long count) {
        return (count ^ owner) >>> 16 == 0;
    }

    @Override
    public boolean isInUse() {
        for (Hold hold : holds.values()) {
            if (hold.count > 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean isOver() {
        return mapping.isDetached();
    }

    /** Counts out the threads that have ended. */
    @Override
    public synchronized void look() {
        holds.forEach((thread, hold) -> {
            // What a thread did is visible to who sees that it has ended: the count is its last.
            if (!thread.isAlive() && holds.remove(thread, hold) && hold.count > 0) {
                leave();
            }
        });
    }

    // --- all processes

    private long at(int slot) {
        return offset + READERS_AT + (long) slot * Layout.LINE;
    }

    /** Tells whether nobody reads. The dead that nobody has counted out do. */
    boolean areGone() {
        long slots = mapping.getLong(offset + READ_SLOTS);
        for (; slots != 0; slots &= slots - 1) {
            if ((mapping.getLong(at(Long.numberOfTrailingZeros(slots))) & COUNT) != 0) {
                return false;
            }
        }
        return true;
    }

    /** As {@link #areGone}, and counts out the dead if there is need. */
    boolean areGoneNow() {
        if (areGone()) {
            return true;
        }
        stillWaiting();
        return areGone();
    }

    boolean awaitGone(long nanos) throws InterruptedException {
        return file.waits().await(offset + DRAIN_CELL, this, nanos);
    }

    void awaitGoneUninterruptibly() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    awaitGone(Waits.FOR_EVER);
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isMet() {
        return areGone();
    }

    /** Counts out the dead. */
    @Override
    public void stillWaiting() {
        long slots = mapping.getLong(offset + READ_SLOTS);
        for (; slots != 0; slots &= slots - 1) {
            int slot = Long.numberOfTrailingZeros(slots);
            long seen = mapping.getLong(at(slot));
            if ((seen & COUNT) == 0) {
                continue;
            }
            long owner = (seen & ~COUNT) | ((long) slot << Membership.FLAG_BITS);
            if (owner == me) {
                look();
            } else if (file.membership().isDead(owner)
                    && mapping.compareAndSetLong(
                            at(slot), seen, seen & ~COUNT)) { // not if the slot has a new user's count
                Flight.recovered(mapping, offset, "reader removed", file.membership(), owner);
            }
        }
    }
}
