package io.github.threeply.core;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes locks with a rank. A thread may wait for a lock only if its rank is higher than that of all locks of the same
 * {@code LockRanks} that it holds; else it gets a {@link LockOrderException} before it waits. So threads that hold and
 * wait for these locks alone never deadlock (unless two of them share what is underneath, as the halves of a read-write
 * lock do), and the first run of a wrong order shows it, not the first unlucky one.
 * <pre>{@code
 * LockRanks ranks = LockRanks.create();
 * Lock account = ranks.lock("account", 1);
 * Lock ledger = ranks.lock("ledger", 2); // may be taken by who holds "account", not the other way round
 * }</pre>
 *
 * <p><b>Which calls are checked.</b> {@code lock}, {@code lockInterruptibly} and {@code tryLock} with a limit above
 * zero, before they wait; and the {@code await} of a condition, which at its end waits for its lock again, with all
 * others still held: it is refused if the thread holds a lock of the same or a higher rank beside that of the
 * condition. A {@code tryLock} that does not wait is never refused: it closes no circle. What it took counts as held.
 *
 * <p><b>The same rank.</b> A thread that holds a lock may take it again (if the lock underneath can be), but no other
 * of its rank, with one exception: {@link Locks#acquireAll} may take several locks of one rank in one call, because it
 * has an order for them.
 *
 * <p><b>Threads.</b> Any thread may call any method. A lock is released by the thread that took it; another gets an
 * {@link IllegalMonitorStateException}. What a thread holds is known from a short array of that thread, platform or
 * virtual, which is empty when it holds nothing. A check allocates nothing.
 *
 * <p><b>Memory consistency effects.</b> Those of the locks underneath.
 */
public final class LockRanks {
    private static final AtomicLong COUNT = new AtomicLong();

    /** Its place among others, for {@link Locks}: ranks of different makers mean nothing to each other. */
    final long sequence = COUNT.incrementAndGet();

    private LockRanks() {}

    /**
     * Returns a maker of locks whose ranks are compared with each other, and with no others. Parts of a program that
     * know nothing of each other have one each.
     *
     * @return the maker
     */
    public static LockRanks create() {
        return new LockRanks();
    }

    /**
     * Makes a reentrant lock with a rank.
     *
     * @param name what it is called in messages; need not be unique
     * @param rank its rank; locks are taken in the order of rising ranks
     * @return the lock; it has conditions
     */
    public Lock lock(String name, int rank) {
        return lock(name, rank, new ReentrantLock());
    }

    /**
     * Gives a rank to a given lock: one of a {@link DeadlockMonitor}, a fair one, a read lock. From then on it must be
     * taken only through the lock returned here.
     *
     * @param name what it is called in messages; need not be unique
     * @param rank its rank; locks are taken in the order of rising ranks
     * @param target the lock that excludes
     * @return the lock to use instead
     */
    public Lock lock(String name, int rank, Lock target) {
        requireNonNull(target, "target");
        return new RankedLock(this, rank, name, target);
    }
}
