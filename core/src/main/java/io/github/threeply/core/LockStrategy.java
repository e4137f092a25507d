package io.github.threeply.core;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * A way to exclude others, by name: a factory of {@link Guard}s. The same counter or value runs over any of them, so
 * they can be compared, in tests and in time.
 *
 * <table>
 * <caption>The strategies that come with the library; each prints its name</caption>
 * <tr><th>strategy</th><th>readers together</th><th>order of turns</th><th>timed</th><th>may enter again</th></tr>
 * <tr><td>{@link #intrinsic}</td><td>no</td><td>any</td><td>no</td><td>yes</td></tr>
 * <tr><td>{@link #reentrant}</td><td>no</td><td>any</td><td>yes</td><td>yes</td></tr>
 * <tr><td>{@link #fair}</td><td>no</td><td>as they came</td><td>yes</td><td>yes</td></tr>
 * <tr><td>{@link #readWrite}</td><td>yes</td><td>any</td><td>yes</td><td>yes, but a reader not as a writer</td></tr>
 * <tr><td>{@link #stamped}</td><td>yes</td><td>any</td><td>yes</td><td>no: a writer waits for itself</td></tr>
 * <tr><td>{@link #semaphore}</td><td>no</td><td>any</td><td>yes</td><td>no: waits for itself</td></tr>
 * <tr><td>{@link #spin}</td><td>no</td><td>any</td><td>yes</td><td>no: throws</td></tr>
 * <tr><td>{@link #ticket}</td><td>no</td><td>as they came, timed waits excepted</td><td>yes</td><td>no: throws</td></tr>
 * <tr><td>{@link #mcs}</td><td>no</td><td>as they came</td><td>yes</td><td>no: throws</td></tr>
 * <tr><td>{@link #none}</td><td>all together</td><td>none</td><td>yes</td><td>yes</td></tr>
 * </table>
 *
 * <p>Anybody can write one. What a guard must do is said in {@link Guard}.
 */
@FunctionalInterface
public interface LockStrategy {

    /**
     * Makes a guard. Unless the strategy says otherwise, each has a lock of its own.
     *
     * @return the guard
     */
    Guard newGuard();

    /**
     * Returns this strategy with guards that are measured.
     *
     * @param statistics where the measurements go; they may have other sources as well
     * @return the strategy
     */
    default LockStrategy measuredBy(LockStatistics statistics) {
        requireNonNull(statistics, "statistics");
        Supplier<Guard> guards = () -> {
            Guard guard = requireNonNull(newGuard(), "the guard of the lock strategy");
            return new MeasuredGuard(guard, statistics.newMeter(guard));
        };
        return new NamedStrategy("measured " + this, NamedStrategy.hasOwnLocks(this), guards);
    }

    /**
     * Excludes by {@code synchronized}, on an object of the guard's own. A monitor cannot limit a wait. On JDK 21 to 23
     * a virtual thread that waits for a monitor, or blocks inside one, keeps its carrier thread.
     *
     * @return the strategy
     */
    static LockStrategy intrinsic() {
        return NamedStrategy.own("intrinsic", MonitorGuard::new);
    }

    /**
     * Excludes by a {@link ReentrantLock}.
     *
     * @return the strategy
     */
    static LockStrategy reentrant() {
        return NamedStrategy.own("reentrant", () -> new LockGuard(new ReentrantLock()));
    }

    /**
     * Excludes by a fair {@link ReentrantLock}: who waits longest is next. Under contention much slower than the others.
     *
     * @return the strategy
     */
    static LockStrategy fair() {
        return NamedStrategy.own("fair", () -> new LockGuard(new ReentrantLock(true)));
    }

    /**
     * Excludes by a {@link ReentrantReadWriteLock}.
     *
     * @return the strategy
     */
    static LockStrategy readWrite() {
        return NamedStrategy.own("readWrite", () -> new ReadWriteGuard(new ReentrantReadWriteLock()));
    }

    /**
     * Excludes by a {@link java.util.concurrent.locks.StampedLock}. The primitive read form first reads without any
     * lock, and takes the read lock only if a writer came between.
     *
     * @return the strategy
     */
    static LockStrategy stamped() {
        return NamedStrategy.own("stamped", StampedGuard::new);
    }

    /**
     * Excludes by a {@link java.util.concurrent.Semaphore} of one permit.
     *
     * @return the strategy
     */
    static LockStrategy semaphore() {
        return NamedStrategy.own("semaphore", () -> new LockGuard(new SemaphoreLock()));
    }

    /**
     * Excludes by a flag that waiting threads watch: for a moment in a loop, then yielding the processor, then in short
     * sleeps. For bodies of a few nanoseconds; a long body wastes the time of all who wait.
     *
     * @return the strategy
     */
    static LockStrategy spin() {
        return NamedStrategy.own("spin", () -> new LockGuard(new SpinLock()));
    }

    /**
     * Excludes as {@link #spin} does, and serves in the order of arrival. With more threads than processors each turn
     * waits until the system runs just the next thread. A wait with a limit takes no ticket, and gets its turn only
     * when nobody waits in the queue.
     *
     * @return the strategy
     */
    static LockStrategy ticket() {
        return NamedStrategy.own("ticket", () -> new LockGuard(new TicketLock()));
    }

    /**
     * Excludes by a queue of waiting threads, each of which watches a word of its own (J. M. Mellor-Crummey and
     * M. L. Scott, "Algorithms for scalable synchronization on shared-memory multiprocessors", ACM Transactions on
     * Computer Systems 9(1), 1991). So a lock that is passed on disturbs only the thread that gets it, however many
     * wait. Who waits long is parked, and woken when its turn comes.
     *
     * <p>Timed and interruptible waits stand in the queue like all others, and whoever gives up is passed over. Only if a
     * thousand have given up during one turn, further ones look again and again instead, until the lock is passed on. A
     * thread that must wait makes one small object; without waiting nothing is allocated.
     *
     * @return the strategy
     */
    static LockStrategy mcs() {
        return NamedStrategy.own("mcs", () -> new LockGuard(new McsLock()));
    }

    /**
     * Excludes nobody. For one thread alone, and to show the race: a counter over it loses updates.
     *
     * @return the strategy
     */
    static LockStrategy none() {
        return NamedStrategy.other("none", NoGuard::new);
    }

    /**
     * Excludes by a given lock, which all guards of the strategy share: a lock between processes, for one.
     *
     * @param lock the lock; the timed form of the guards is its timed form
     * @return the strategy
     */
    static LockStrategy of(Lock lock) {
        requireNonNull(lock, "lock");
        return NamedStrategy.other("of(" + lock + ")", () -> new LockGuard(lock));
    }

    /**
     * Excludes by a given lock with a read form, which all guards of the strategy share.
     *
     * @param lock the lock
     * @return the strategy
     */
    static LockStrategy of(ReadWriteLock lock) {
        requireNonNull(lock, "lock");
        return NamedStrategy.other("of(" + lock + ")", () -> new ReadWriteGuard(lock));
    }

    /**
     * Excludes by locks of a given kind, a new one for each guard: {@code LockStrategy.of(ReentrantLock::new)}.
     *
     * @param locks makes the locks
     * @return the strategy
     */
    static LockStrategy of(Supplier<? extends Lock> locks) {
        requireNonNull(locks, "locks");
        return NamedStrategy.other(
                "of(" + locks + ")", () -> new LockGuard(requireNonNull(locks.get(), "the lock of the supplier")));
    }

    /**
     * Returns the strategies of this library that exclude: all of the table but {@link #none}, and in its order.
     *
     * @return the strategies
     */
    static List<LockStrategy> allThatExclude() {
        return List.of(intrinsic(), reentrant(), fair(), readWrite(), stamped(), semaphore(), spin(), ticket(), mcs());
    }
}
