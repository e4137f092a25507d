package io.github.threeply.core;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds threads that wait for each other in a circle, among the locks that it made or watches. It sees platform and
 * virtual threads alike; the detector of the JDK sees no virtual ones.
 * <pre>{@code
 * DeadlockMonitor monitor = DeadlockMonitor.builder().threshold(Duration.ofMillis(500)).breakDeadlocks().start();
 * Lock accounts = monitor.lock("accounts");
 * Lock ledger = monitor.watch("ledger", new ReentrantLock(true));
 * }</pre>
 *
 * <p><b>When it looks.</b> A thread of the monitor looks at each wait once, when it has lasted for the threshold. If
 * it is part of a circle, that is told, once: to the listener, or without one to the log, as a warning. {@link
 * #findDeadlocks} looks at once, whoever asks.
 *
 * <p><b>What is told is real.</b> Each {@link Deadlock} existed at one instant: each of its threads waited, for a lock
 * that the next one held. A circle that has dissolved when it is put into words, because a thread was interrupted or
 * its limit ended, is not told. A wait with a limit counts while it lasts; such a circle ends by itself.
 *
 * <p><b>Breaking.</b> With {@link Builder#breakDeadlocks}, one thread of each circle gets a {@link DeadlockException}:
 * the one that came last among those that wait by {@code lockInterruptibly} or by {@code tryLock} with a limit. It
 * still holds what it held, and the others go on when it has released that. A circle in which all wait by {@code
 * lock()} cannot be broken, and is only told. The thread is woken by an interrupt, which it does not keep; an interrupt
 * by somebody else in that same moment is one with it.
 *
 * <p><b>What it sees.</b> Waits for its own locks. A circle that leads through a monitor of another object, a lock of
 * another {@code DeadlockMonitor}, a semaphore or a queue is not seen. The {@code await} of a condition counts as a
 * wait for its lock, which it needs in order to return. The locks have one holder at a time; a read lock is refused.
 *
 * <p><b>Threads.</b> Any thread may call any method. A lock is released by the thread that took it; another gets an
 * {@link IllegalMonitorStateException}. A thread that holds a lock may take it again if the lock underneath can be, and
 * else waits for itself, which is found too.
 *
 * <p><b>Cost.</b> Without waiting, a few writes more than the lock underneath. A wait is entered into a table while it
 * lasts. The monitor knows nothing else: no list of locks, none of threads. Its thread is a daemon, starts with the
 * first wait, sleeps while nobody waits and ends after a while of that.
 *
 * <p><b>Memory consistency effects.</b> Those of the locks underneath.
 */
public final class DeadlockMonitor implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(DeadlockMonitor.class.getName());

    private final @Nullable Consumer<? super Deadlock> listener;
    private final boolean breaking;
    private final boolean recordHolders;
    private final DeadlockWatch watch;
    private final WaitGraph graph;

    private DeadlockMonitor(Builder builder) {
        listener = builder.listener;
        breaking = builder.breaking;
        recordHolders = builder.recordHolders;
        watch = new DeadlockWatch(builder.thresholdNanos, this::tellNewOnes);
        graph = watch.graph();
    }

    /**
     * Returns a builder. By default a wait is looked at after one second, and what is found is logged.
     *
     * @return the builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Makes a reentrant lock that is watched.
     *
     * @param name what it is called in reports; need not be unique
     * @return the lock; it has conditions
     */
    public Lock lock(String name) {
        return watch(name, new ReentrantLock());
    }

    /**
     * Watches a given lock. From then on it must be taken only through the lock returned here. That tries first without
     * waiting, so a lock that serves in the order of arrival keeps that order only if it is a fair {@link
     * ReentrantLock}, or does not let anybody pass in {@code tryLock()}.
     *
     * @param name what it is called in reports; need not be unique
     * @param target the lock that excludes; one that only one thread holds at a time
     * @return the lock to use instead; if two threads ever hold the one underneath, it throws an {@link
     *     IllegalStateException} in the second
     * @throws IllegalArgumentException if the lock is one half of a {@link ReentrantReadWriteLock}, is watched already,
     *     or has a rank: give a rank to the watched lock instead
     */
    public Lock watch(String name, Lock target) {
        requireNonNull(name, "name");
        requireNonNull(target, "target");
        if (target instanceof ReentrantReadWriteLock.ReadLock || target instanceof ReentrantReadWriteLock.WriteLock) {
            throw new IllegalArgumentException("'" + name + "' is one half of a read-write lock, which several threads"
                    + " can hold at once; only locks with one holder can be watched");
        }
        if (target instanceof MonitoredLock || target instanceof OrderedLock) {
            throw new IllegalArgumentException("'" + name + "' is "
                    + (target instanceof MonitoredLock ? "watched already" : "a lock with an order")
                    + "; make the watched lock first, and hand it to LockRanks or LockOrder");
        }
        return new MonitoredLock(graph, name, target, recordHolders);
    }

    /**
     * Returns a way to exclude others by watched locks: a new reentrant one for each guard, so for each counter or
     * guarded value.
     *
     * @param name what the locks are called in reports, followed by a number counted from 1
     * @return the strategy
     */
    public LockStrategy strategy(String name) {
        requireNonNull(name, "name");
        AtomicLong count = new AtomicLong();
        return NamedStrategy.own(
                "monitored(" + name + ")",
                () -> LockStrategy.of(lock(name + "-" + count.incrementAndGet()))
                        .newGuard());
    }

    /**
     * Looks for circles now, however short the waits. Tells no listener, breaks nothing, and returns a circle as often
     * as it is asked while it lasts. Works after {@link #close} too. Does not wait for any watched lock.
     *
     * @return the circles that there are, mostly none
     */
    public List<Deadlock> findDeadlocks() {
        List<Deadlock> found = new ArrayList<>();
        for (List<LockWait> circle : graph.circles()) {
            Deadlock deadlock = WaitGraph.describe(circle, null);
            if (deadlock != null) {
                found.add(deadlock);
            }
        }
        return List.copyOf(found);
    }

    /**
     * Tells of each circle that was not told of before. For the thread of the watch, of which there is one at a time.
     */
    @SuppressWarnings("ReferenceEquality") // a circle was told of as one object, which all its waits have
    private void tellNewOnes() {
        List<Deadlock> fresh = new ArrayList<>();
        for (List<LockWait> circle : graph.circles()) {
            Object told = circle.get(0).told;
            if (told == null || circle.stream().anyMatch(wait -> wait.told != told)) {
                Deadlock deadlock = breakOrDescribe(circle);
                if (deadlock != null) {
                    circle.forEach(wait -> wait.told = deadlock);
                    fresh.add(deadlock);
                }
            }
        }
        fresh.forEach(this::tell);
    }

    private @Nullable Deadlock breakOrDescribe(List<LockWait> circle) {
        LockWait victim = breaking
                ? circle.stream()
                        .filter(LockWait::canBeThrownOut)
                        .max(Comparator.comparingLong(
                                wait -> wait.since - circle.get(0).since)) // differences: it wraps
                        .orElse(null)
                : null;
        Deadlock deadlock = WaitGraph.describe(circle, victim);
        return deadlock == null || victim == null || victim.throwOut(deadlock) ? deadlock : null;
    }

    private void tell(Deadlock deadlock) {
        Flight.deadlockFound(deadlock);
        if (listener == null) {
            LOG.log(System.Logger.Level.WARNING, deadlock::toString);
            return;
        }
        try {
            listener.accept(deadlock);
        } catch (Throwable e) { // whatever a listener does, the next deadlock is looked for
            LOG.log(System.Logger.Level.WARNING, "the listener threw when told: " + deadlock, e);
        }
    }

    /** Returns a line for each thread that waits now: for which lock, held by whom, and how long so far. */
    @Override
    public String toString() {
        return "DeadlockMonitor: " + graph.describe();
    }

    /** For tests: whether no wait is known. */
    boolean isIdle() {
        return graph.isEmpty();
    }

    /** For tests: whether the monitor has a thread now. */
    boolean hasThread() {
        return watch.hasThread();
    }

    /**
     * Stops looking. The locks go on to work as locks, and {@link #findDeadlocks} can still be asked. Does not wait for
     * a listener that is just being told. Closing twice has no effect.
     */
    @Override
    public void close() {
        watch.close();
    }

    /** What a monitor does. */
    public static final class Builder {
        private long thresholdNanos = Duration.ofSeconds(1).toNanos();
        private boolean breaking;
        private boolean recordHolders;
        private @Nullable Consumer<? super Deadlock> listener;

        private Builder() {}

        /**
         * Sets how long a wait lasts before it is looked at. One second by default.
         *
         * @param threshold the time, above zero
         * @return this
         */
        public Builder threshold(Duration threshold) {
            long nanos = Limits.nanos(threshold);
            if (nanos == 0) {
                throw new IllegalArgumentException("threshold must be above zero, but was " + threshold);
            }
            thresholdNanos = nanos;
            return this;
        }

        /**
         * Sets who is told of each deadlock, once, instead of the log. It is called on the monitor's thread, which
         * looks for no other deadlock until it returns. What it throws is logged and harms nothing.
         *
         * @param listener is told
         * @return this
         */
        public Builder onDeadlock(Consumer<? super Deadlock> listener) {
            this.listener = requireNonNull(listener, "listener");
            return this;
        }

        /**
         * Frees one thread of each deadlock by a {@link DeadlockException}, if one can be interrupted. Not done by
         * default.
         *
         * @return this
         */
        public Builder breakDeadlocks() {
            breaking = true;
            return this;
        }

        /**
         * Records for each lock where it was taken, for the report. Not done by default: it costs a stack trace each
         * time.
         *
         * @return this
         */
        public Builder recordHolders() {
            recordHolders = true;
            return this;
        }

        /**
         * Makes the monitor. The builder can be used again.
         *
         * @return the monitor
         */
        public DeadlockMonitor start() {
            return new DeadlockMonitor(this);
        }
    }
}
