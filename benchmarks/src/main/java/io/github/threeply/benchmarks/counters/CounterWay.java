package io.github.threeply.benchmarks.counters;

import io.github.threeply.core.LockStrategy;
import io.github.threeply.core.SharedCounter;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** A way of counting: ours, and the same without us. */
public enum CounterWay {
    /** One atomic word. */
    ATOMIC("AtomicLong", SharedCounter::atomic, () -> new AtomicLong()::incrementAndGet),
    /** One atomic word with a bound. */
    BOUNDED("compareAndSet below a bound", CounterWay::bounded, HandCounters.Bounded::new),
    /** A monitor. */
    INTRINSIC("synchronized", lockedBy(LockStrategy::intrinsic), HandCounters.Monitor::new),
    /** A lock. */
    REENTRANT("ReentrantLock", lockedBy(LockStrategy::reentrant), () -> new HandCounters.Locked(new ReentrantLock())),
    /** A lock that serves in order. */
    FAIR("fair ReentrantLock", lockedBy(LockStrategy::fair), () -> new HandCounters.Locked(new ReentrantLock(true))),
    /** The write half of a read-write lock. */
    READ_WRITE("ReentrantReadWriteLock", lockedBy(LockStrategy::readWrite), HandCounters.ReadWrite::new),
    /** A stamped lock. */
    STAMPED("StampedLock", lockedBy(LockStrategy::stamped), HandCounters.Stamped::new),
    /** A semaphore with one permit. */
    SEMAPHORE("Semaphore", lockedBy(LockStrategy::semaphore), HandCounters.Semaphored::new),
    /** A lock that never parks. */
    SPIN("AtomicBoolean, spinning", lockedBy(LockStrategy::spin), HandCounters.Spinning::new),
    /** A lock that never parks and serves in order. */
    TICKET("two AtomicInteger tickets", lockedBy(LockStrategy::ticket), HandCounters.Ticketed::new),
    /** A queue of threads that spin, each on a word of its own. */
    MCS("a queue of nodes, spinning", lockedBy(LockStrategy::mcs), HandCounters.Queued::new),
    /** No exclusion: wrong, and the least that a counter can cost. */
    NONE("a plain field", lockedBy(LockStrategy::none), HandCounters.Plain::new);

    /** A counter written by hand. */
    @FunctionalInterface
    public interface Hand {
        /**
         * Adds 1.
         *
         * @return the new value
         */
        long increment();
    }

    private final String byHandName;
    private final Supplier<SharedCounter> ours;
    private final Supplier<? extends Hand> byHand;

    CounterWay(String byHandName, Supplier<SharedCounter> ours, Supplier<? extends Hand> byHand) {
        this.byHandName = byHandName;
        this.ours = ours;
        this.byHand = byHand;
    }

    private static SharedCounter bounded() {
        return SharedCounter.builder().between(0, HandCounters.Bounded.MAXIMUM).build();
    }

    private static Supplier<SharedCounter> lockedBy(Supplier<LockStrategy> strategy) {
        return () -> SharedCounter.lockedBy(strategy.get());
    }

    String rowName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String byHandName() {
        return byHandName;
    }

    SharedCounter ours() {
        return ours.get();
    }

    Hand byHand() {
        return byHand.get();
    }
}
