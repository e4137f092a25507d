package io.github.threeply.ipc.shared;

import static io.github.threeply.ipc.shared.LockWord.*;

import io.github.threeply.ipc.shared.Acquisition.Verdict;
import io.github.threeply.ipc.shared.LockAttempt.Want;
import java.io.Serial;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a lock that is one word in the file is taken and released, see {@link LockWord}; with {@link Readers} in front of
 * it, the write lock of a read-write lock. The fast path is one compare-and-set of the word each way, which excludes the
 * threads of this process as well as other processes; who holds it among them is in {@link LockLocal}.
 */
@SuppressWarnings("ReferenceEquality") // the holder is this very thread, or it is not
abstract class WordLock extends MappedObject {
    @Serial
    private static final long serialVersionUID = 1;

    /** In place of the word that was found: the thread held it already. No word has such an owner. */
    static final long AGAIN = -1;

    /** In place of the word that was found: the limit ended first. */
    static final long NOT_IN_TIME = -2;

    final transient LockLocal local;
    private final transient @Nullable Readers readers;

    WordLock(MemoryFile file, Entry entry, LockLocal local, @Nullable Readers readers) {
        super(file, entry);
        this.local = local;
        this.readers = readers;
    }

    @Override
    final boolean isPart() {
        return readers != null;
    }

    // --- taking it

    /** Takes a word that is free, or held by this thread. A lock with readers is never taken so. */
    final boolean lockFast() {
        Thread thread = Thread.currentThread();
        if (local.holder() == thread) {
            again();
            return true;
        }
        return readers == null && takeFree(thread);
    }

    private boolean takeFree(Thread thread) {
        long me = local.me();
        return local.take(thread, me, FREE, me | HELD);
    }

    private void again() {
        checkNotLost();
        if (local.holds == Integer.MAX_VALUE) {
            throw new Error("a thread cannot hold a lock more than " + Integer.MAX_VALUE + " times: " + this);
        }
        local.holds++;
    }

    /**
     * Takes the lock, without limit and deaf to interrupts.
     *
     * @return the word that was found, FREE if it was a good one; or AGAIN
     */
    final long take(Want want) {
        Thread thread = Thread.currentThread();
        if (local.holder() == thread) {
            again();
            return AGAIN;
        }
        checkNoReader(thread);
        try {
            long found = FREE;
            if (!takeFree(thread)) {
                LockAttempt attempt = new LockAttempt(local, want);
                local.awaitUninterruptibly(attempt);
                found = result(attempt);
            }
            if (readers != null && !readers.areGone()) {
                drain(readers, found);
            }
            return found;
        } catch (SharedMemoryClosedException e) {
            local.giveBackAfterClose(thread);
            throw e;
        }
    }

    /** As {@link #take(Want)}, within a limit; also returns NOT_IN_TIME. */
    final long take(Want want, long nanos) throws InterruptedException {
        Thread thread = Thread.currentThread();
        if (local.holder() == thread) {
            again();
            return AGAIN;
        }
        if (nanos <= 0) {
            return tryTake(want);
        }
        checkNoReader(thread);
        try {
            long start = System.nanoTime();
            long found = FREE;
            if (!takeFree(thread)) {
                LockAttempt attempt = new LockAttempt(local, want);
                if (!local.await(attempt, nanos)) {
                    return NOT_IN_TIME;
                }
                found = result(attempt);
            }
            if (readers != null && !readers.areGone()) {
                long left = nanos == Waits.FOR_EVER ? nanos : nanos - (System.nanoTime() - start);
                return drain(readers, found, left) ? found : NOT_IN_TIME;
            }
            return found;
        } catch (SharedMemoryClosedException e) {
            local.giveBackAfterClose(thread);
            throw e;
        }
    }

    final long tryTake(Want want) {
        Thread thread = Thread.currentThread();
        if (local.holder() == thread) {
            again();
            return AGAIN;
        }
        if (readers != null && readers.holds(thread)) {
            return NOT_IN_TIME;
        }
        try {
            long found = FREE;
            if (!takeFree(thread)) {
                LockAttempt attempt = new LockAttempt(local, want);
                if (!local.tryOnce(attempt)) {
                    return NOT_IN_TIME;
                }
                found = result(attempt);
            }
            if (readers != null && !readers.areGoneNow()) {
                giveBack(found);
                return NOT_IN_TIME;
            }
            return found;
        } catch (SharedMemoryClosedException e) {
            local.giveBackAfterClose(thread);
            throw e;
        }
    }

    private long result(LockAttempt attempt) {
        if (attempt.taken) {
            return attempt.found;
        }
        throw inconsistent(attempt.found);
    }

    private void checkNoReader(Thread thread) {
        if (readers != null && readers.holds(thread)) {
            throw new IllegalMonitorStateException(thread.getName() + " holds the read lock of " + this
                    + ", and would wait for itself; release it before you take the write lock");
        }
    }

    /** Waits until the readers have left. The word is ours, and no new ones come. */
    private void drain(Readers present, long found) {
        boolean done = false;
        try {
            present.awaitGoneUninterruptibly();
            done = true;
        } finally {
            if (!done) {
                giveBack(found);
            }
        }
    }

    private boolean drain(Readers present, long found, long nanos) throws InterruptedException {
        boolean done = false;
        boolean interrupted = false;
        try {
            done = present.awaitGone(nanos);
        } catch (InterruptedException e) {
            interrupted = true;
            throw e;
        } finally {
            if (!done) {
                giveBack(found, interrupted);
            }
        }
        return done;
    }

    private void giveBack(long found, boolean interrupted) {
        try {
            giveBack(found);
        } catch (SharedMemoryClosedException e) {
            if (interrupted) {
                Thread.currentThread().interrupt(); // or nobody would hear of it
            }
            throw e;
        }
    }

    /** Releases a word that was taken for nothing, and leaves it as it was found: abandoned, if it was. */
    private void giveBack(long found) {
        // If the memory is closed, this says so, and who catches that gives it back.
        long word = mapping.getLong(offset);
        if (!isHeld(found)) {
            unlock();
            return;
        }
        long mine = local.heldAs;
        local.letGo();
        while (isHeld(word) && owner(word) == mine && !mapping.compareAndSetLong(offset, word, found)) {
            word = mapping.getLong(offset);
        }
        file.waits().wake(offset + CELL);
    }

    // --- giving it back

    /** Implements {@link SharedLock#unlock}. */
    public final void unlock() {
        Thread thread = Thread.currentThread();
        if (local.holder() != thread) {
            throw notHeld();
        }
        if (local.holds > 1) {
            local.holds--;
            return;
        }
        long mine = local.heldAs;
        long token = local.token;
        local.letGo(); // before the word, which the next thread of this process can take at once
        try {
            // Volatile, pairs with the compare-and-set of the next holder. It fails if somebody sleeps, see LockWord.
            if (!mapping.compareAndSetLong(offset, mine | HELD, FREE)) {
                releaseWithFlags(mine, token);
            }
        } catch (StackOverflowError e) {
            local.mayHoldStill(thread, mine); // what was too much here is less where this ends
            throw e;
        }
    }

    private void releaseWithFlags(long mine, long token) {
        while (true) {
            long word = mapping.getLong(offset);
            if (!isHeld(word) || owner(word) != mine) {
                throw new LockLostException(file.id().path(), name(), token, describe(word));
            }
            long next;
            if (isUnrecoverable(word)) {
                next = UNRECOVERABLE | mine;
            } else if (isInconsistent(word)) {
                next = INCONSISTENT;
            } else {
                next = (word & CONTENDED) == 0 ? FREE : owner(mapping.getLong(offset + NEXT));
            }
            if (mapping.compareAndSetLong(offset, word, next)) {
                // First the wake, then the report: the place is kept for that process for a short time only.
                file.waits().wake(offset + CELL);
                Flight.handedOver(mapping, offset, next, file.membership());
                return;
            }
        }
    }

    /** Releases it however often it is held, and returns how often that was. */
    final int releaseAll() {
        int holds = local.holds;
        local.holds = 1;
        unlock();
        return holds;
    }

    /**
     * Takes it again as often as it was held. Whatever it throws but {@link InconsistentStateException} for an
     * unrecoverable lock, and what says that the memory is gone, the lock is held.
     */
    final void takeAgain(int holds, @Nullable Consumer<? super Acquisition> repair) {
        long found = take(Want.ANY);
        local.holds = holds;
        if (isHeld(found) && repair != null) {
            repair.accept(acquisition(found));
            repaired();
        } else if (found != FREE) {
            throw inconsistent(found);
        }
    }

    // --- who holds it

    /** For a wait that begins: the thread must hold the lock, and must not need itself to get it back. */
    final void checkMayWait() {
        checkHeld();
        checkNoReader(Thread.currentThread());
    }

    /** Implements {@link SharedLock#isHeldByCurrentThread}. */
    public final boolean isHeldByCurrentThread() {
        return local.holder() == Thread.currentThread() && isOurs(mapping.getLong(offset));
    }

    private boolean isOurs(long word) {
        return isHeld(word) && owner(word) == local.heldAs;
    }

    final void checkHeld() {
        if (local.holder() != Thread.currentThread()) {
            throw notHeld();
        }
        checkNotLost();
    }

    /** For the holder. Its unlock is still due, and says the same. */
    final void checkNotLost() {
        ourWord();
    }

    /** Returns the word, which says that this thread holds it. */
    final long ourWord() {
        long word = mapping.getLong(offset);
        if (!isOurs(word)) {
            throw new LockLostException(file.id().path(), name(), local.token, describe(word));
        }
        return word;
    }

    /** For one that waits for a condition: tells whether the one to signal it has died, or nobody can any more. */
    final boolean isAbandonedOrLost() {
        long word = mapping.getLong(offset);
        return isUnrecoverable(word) || (isHeld(word) && local.isAbandoned(word));
    }

    /** For a reader that is not counted any more. */
    final LockLostException lost() {
        return new LockLostException(file.id().path(), name(), 0, describe(mapping.getLong(offset)));
    }

    /** For a reader that is none. */
    final RuntimeException notReading() {
        return notHeld("read lock of ");
    }

    private RuntimeException notHeld() {
        return notHeld("");
    }

    private RuntimeException notHeld(String which) {
        long word = mapping.getLong(offset); // throws if the memory was closed, which then is the reason
        if (isUnrecoverable(word)) {
            return inconsistent(word); // after a wait for a condition: the caller could not have it back
        }
        return new IllegalMonitorStateException(Thread.currentThread().getName() + " does not hold the " + which + this
                + ", which is " + describe(word));
    }

    /** Implements {@link SharedLock#token}. */
    public final long token() {
        checkHeld();
        if (local.token == 0) {
            local.token = mapping.getAndAddLong(offset + TOKENS, 1) + 1;
            checkNotLost(); // it was drawn while the lock was still ours, so later holders have greater ones
        }
        return local.token;
    }

    /** Says that the state is consistent again. */
    final void repaired() {
        checkHeld();
        long word = ourWord();
        if (isInconsistent(word)) {
            mapping.getAndAddLong(offset + GENERATION, 1); // first, so that no consistent state has an old number
        }
        while (isInconsistent(word) && !mapping.compareAndSetLong(offset, word, word & ~INCONSISTENT)) {
            word = ourWord();
        }
    }

    /** What was found, for who has just taken the lock and is told so by this. */
    final Acquisition acquisition(long found) {
        try {
            return describeTaken(found);
        } catch (SharedMemoryClosedException e) {
            if (found != AGAIN) {
                local.giveBackAfterClose(Thread.currentThread());
            }
            throw e;
        }
    }

    private Acquisition describeTaken(long found) {
        long word = found == AGAIN ? mapping.getLong(offset) & INCONSISTENT : found;
        Verdict verdict =
                isHeld(word) ? Verdict.ABANDONED : isInconsistent(word) ? Verdict.INCONSISTENT : Verdict.CLEAN;
        String previous = verdict == Verdict.CLEAN ? null : owners().of(word);
        return new Acquisition(verdict, token(), mapping.getLong(offset + GENERATION), previous);
    }

    final InconsistentStateException inconsistent(long word) {
        return new InconsistentStateException(file.id().path(), name(), owners().state(word), owners().of(word));
    }

    private String describe(long word) {
        try {
            String owner = owners().of(word);
            return owners().state(word) + (owner == null ? "" : " by " + owner);
        } catch (SharedMemoryClosedException e) {
            // This user has left, and cannot ask any more who lives. What is in the word it can say still.
            return isHeld(word) ? "held by slot " + Membership.slot(word) : "not held";
        }
    }

    final LockOwners owners() {
        return new LockOwners(local);
    }
}
