package io.github.threeply.core;

import static java.util.Objects.requireNonNull;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * What it costs to take turns: how often a lock was taken, how often somebody else was there, how long threads waited for
 * it and how long they held it.
 * <pre>{@code
 * LockStatistics statistics = LockStatistics.create();
 * SharedCounter counter = SharedCounter.lockedBy(LockStrategy.fair().measuredBy(statistics));
 * ...
 * System.out.println(statistics.contended() + " of " + statistics.acquisitions() + " had to wait, 99 % of all at most "
 *         + statistics.waits().percentile(99));
 * }</pre>
 *
 * <p>Nothing is measured unless asked for, and what is not measured costs nothing. One statistics object may measure any
 * number of guards and locks; it adds them up. What is measured reads the clock three times for each turn, and makes one or
 * two small objects.
 *
 * <p><b>Exactness.</b> Once all turns have ended, and their ends <i>happen-before</i> the look, all numbers are exact. A
 * turn counts when it has ended; meanwhile numbers may be from slightly different moments.
 *
 * <p><b>What counts.</b> A thread that enters a guard again counts again, and is not contended. An optimistic read counts as
 * a turn, though it holds nothing.
 */
public final class LockStatistics {
    /*
     * Each cell is a row of numbers in one array, and belongs to some of the threads: those with the same last bits in
     * their number. The rows are several hundred bytes long, so they share no cache line that matters.
     */
    private static final VarHandle NUMBERS =
            MethodHandles.arrayElementVarHandle(long[].class).withInvokeExactBehavior();
    private static final int MOST_CELLS = 64;
    private static final int CONTENDED = 0;
    private static final int GIVEN_UP = 1;
    private static final int WAIT_TOTAL = 2;
    private static final int HOLD_TOTAL = 3;
    private static final int WAITS = 16;
    private static final int HOLDS = WAITS + DurationHistogram.BUCKETS;
    private static final int ROW = HOLDS + DurationHistogram.BUCKETS;

    private final long[] numbers;
    private final int mask;

    /** Those that exist; one that nobody uses any more goes by itself. */
    private final Set<LockMeter> meters = Collections.newSetFromMap(new WeakHashMap<>());

    private LockStatistics() {
        int wanted = Math.min(MOST_CELLS, Runtime.getRuntime().availableProcessors());
        int cells = wanted == 1 ? 1 : Integer.highestOneBit(wanted - 1) << 1;
        mask = cells - 1;
        numbers = new long[cells * ROW];
    }

    /**
     * Makes statistics that measure nothing yet: {@link LockStrategy#measuredBy} and {@link #measuring} attach them.
     *
     * @return the statistics
     */
    public static LockStatistics create() {
        return new LockStatistics();
    }

    /**
     * Returns a lock that is the given one, measured. Whoever uses the given lock directly is not counted. It must be
     * unlocked by the thread that locked it, and has no conditions.
     *
     * @param lock a lock that one thread holds at a time
     * @return the measured lock
     * @throws IllegalArgumentException for the read lock of a {@link ReentrantReadWriteLock}, which several hold at a time
     */
    public Lock measuring(Lock lock) {
        requireNonNull(lock, "lock");
        if (lock instanceof ReentrantReadWriteLock.ReadLock) {
            throw new IllegalArgumentException("a lock must be held by one thread at a time to be measured, but " + lock
                    + " is not; use LockStrategy.of(readWriteLock).measuredBy(statistics)");
        }
        return new MeasuredLock(lock, newMeter(lock));
    }

    LockMeter newMeter(Object measured) {
        LockMeter meter = new LockMeter(this, measured);
        synchronized (meters) {
            meters.add(meter);
        }
        return meter;
    }

    /**
     * Returns how many turns there were.
     *
     * @return the number
     */
    public long acquisitions() {
        return holds().count();
    }

    /**
     * Returns how many of the turns began with somebody else inside or waiting: where readers enter together, how many
     * readers found a writer, and how many writers found anybody. Each guard and lock sees its own callers: where several
     * share one lock, as the guards of {@link LockStrategy#of(Lock)} do, those of the others do not count, though the time
     * spent waiting for them does.
     *
     * @return the number
     */
    public long contended() {
        return sum(CONTENDED);
    }

    /**
     * Returns how many attempts ended without a turn: at a limit, by an interrupt, or by an exception of the lock.
     *
     * @return the number
     */
    public long givenUp() {
        return sum(GIVEN_UP);
    }

    /**
     * Returns how long threads waited for their turns, those included that did not have to. Vain attempts are not in it.
     *
     * @return the times so far
     */
    public DurationHistogram waits() {
        return histogram(WAITS, WAIT_TOTAL);
    }

    /**
     * Returns how long the turns took.
     *
     * @return the times so far
     */
    public DurationHistogram holds() {
        return histogram(HOLDS, HOLD_TOTAL);
    }

    /**
     * Returns the threads that hold a measured guard or lock at this moment, once for each. Readers that enter together are
     * not among them.
     *
     * @return the threads, in no order
     */
    public List<Thread> holders() {
        List<Thread> holders = new ArrayList<>();
        synchronized (meters) {
            for (LockMeter meter : meters) {
                Thread holder = meter.holder();
                if (holder != null) {
                    holders.add(holder);
                }
            }
        }
        return holders;
    }

    void recordTurn(boolean contended, long waitNanos, long holdNanos) {
        if (contended) {
            add(CONTENDED, 1);
        }
        add(WAIT_TOTAL, waitNanos);
        add(HOLD_TOTAL, holdNanos);
        add(WAITS + DurationHistogram.bucketOf(waitNanos), 1);
        add(HOLDS + DurationHistogram.bucketOf(holdNanos), 1);
    }

    void recordVainAttempt() {
        add(GIVEN_UP, 1);
    }

    private void add(int number, long delta) {
        int row = ((int) Thread.currentThread().getId() & mask) * ROW;
        long ignored = (long) NUMBERS.getAndAdd(numbers, row + number, delta);
    }

    private long sum(int number) {
        long sum = 0;
        for (int index = number; index < numbers.length; index += ROW) {
            sum += (long) NUMBERS.getVolatile(numbers, index);
        }
        return sum;
    }

    private DurationHistogram histogram(int first, int total) {
        long[] buckets = new long[DurationHistogram.BUCKETS];
        for (int bucket = 0; bucket < buckets.length; bucket++) {
            buckets[bucket] = sum(first + bucket);
        }
        return new DurationHistogram(buckets, sum(total));
    }

    @Override
    public String toString() {
        return "LockStatistics[" + acquisitions() + " acquisitions, " + contended() + " contended, " + givenUp()
                + " given up]";
    }
}
