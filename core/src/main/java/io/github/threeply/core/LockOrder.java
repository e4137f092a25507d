package io.github.threeply.core;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes locks whose order is learned: the first time that a thread waits for a lock while it holds another, it is noted
 * that the one comes after the other. Who later asks for them in an order that closes a circle is told before it waits:
 * two threads could have deadlocked there, even if they never met. Needs no ranks, and knows an order only after it was
 * used once.
 *
 * <p><b>No circle is missed.</b> A new order is noted before the thread waits, under one small lock, so of two threads
 * that begin opposite orders at the same moment the second is told. Locks in an order that is known cost no lock and no
 * allocation. A {@code tryLock} that does not wait teaches nothing and is never refused; what it took counts as held.
 * The {@code await} of a condition counts as waiting for its lock with all others held.
 *
 * <p><b>Memory.</b> Each pair of living locks that were taken one inside the other has an entry, with the stack trace
 * of its first time. Locks that are no longer used are forgotten.
 *
 * <p><b>Threads.</b> Any thread may call any method. A lock is released by the thread that took it; another gets an
 * {@link IllegalMonitorStateException}. A thread that holds a lock may take it again, if the lock underneath can be.
 *
 * <p><b>Memory consistency effects.</b> Those of the locks underneath.
 */
public final class LockOrder {
    private static final System.Logger LOG = System.getLogger(LockOrder.class.getName());

    private final @Nullable Consumer<? super LockOrderException> warned;

    /** Guards all edges that are added. Held for the time of a search among them, and nothing is waited for in it. */
    final ReentrantLock graph = new ReentrantLock();

    private LockOrder(@Nullable Consumer<? super LockOrderException> warned) {
        this.warned = warned;
    }

    /**
     * Returns a maker of locks that refuse an order that closes a circle.
     *
     * @return the maker; its locks throw a {@link LockOrderException}
     */
    public static LockOrder strict() {
        return new LockOrder(null);
    }

    /**
     * Returns a maker of locks that tell of an order that closes a circle, once for each pair of locks, and go on.
     *
     * @param listener is told, on the thread that asks for the lock, before it waits, with what it holds still held;
     *     what it throws is logged and harms nothing
     * @return the maker
     */
    public static LockOrder warning(Consumer<? super LockOrderException> listener) {
        return new LockOrder(requireNonNull(listener, "listener"));
    }

    /**
     * Makes a reentrant lock.
     *
     * @param name what it is called in messages; need not be unique
     * @return the lock; it has conditions
     */
    public Lock lock(String name) {
        return lock(name, new ReentrantLock());
    }

    /**
     * Learns the order of a given lock. From then on it must be taken only through the lock returned here.
     *
     * @param name what it is called in messages; need not be unique
     * @param target the lock that excludes
     * @return the lock to use instead
     */
    public Lock lock(String name, Lock target) {
        requireNonNull(target, "target");
        return new LearnedLock(this, name, target);
    }

    /** Whether a circle is refused, and not only told. */
    boolean isStrict() {
        return warned == null;
    }

    /** Throws what was found, or tells it. */
    void found(LockOrderException circle) {
        if (warned == null) {
            throw circle;
        }
        try {
            warned.accept(circle);
        } catch (Throwable e) { // whoever listens must not keep a thread from its lock
            LOG.log(System.Logger.Level.WARNING, "the listener threw when told: " + circle.getMessage(), e);
        }
    }
}
