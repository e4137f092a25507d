package io.github.threeply.core;

import static java.util.Objects.requireNonNull;

import io.github.threeply.core.Guard.LongBody;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A counter whose number lives in a cell that is only touched inside a guard.
 *
 * <p>What every addition goes through allocates nothing: the bodies below capture nothing and are made once, the counter
 * is their state. Only {@code compareAndSet} and {@code update}, which need a second argument, make a small body.
 */
final class GuardedCounter extends AwaitableCounter {
    private static final LongBody<GuardedCounter> GET = (counter, ignored) -> counter.cell.get();
    private static final LongBody<GuardedCounter> ADD = GuardedCounter::addInside;
    private static final LongBody<GuardedCounter> TRY_ADD = GuardedCounter::addIfAllowed;
    private static final LongBody<GuardedCounter> GET_AND_SET = GuardedCounter::store;

    private static final AtomicLong RANKS = new AtomicLong();

    /** The order in which groups enter the guards of their members: of each two, everywhere the same first. */
    final long rank = RANKS.getAndIncrement();

    private final LockStrategy strategy;
    private final Guard guard;
    private final LongCell cell;
    private final Range range;

    /** Whether all changes come through this object; if not, nobody tells us of them. */
    private final boolean changedHereOnly;

    /**
     * Who runs a function inside the guard. Plain: written inside the guard; and whoever asks asks for itself, which only
     * it can have written.
     */
    private @Nullable Thread updating;

    private GuardedCounter(LockStrategy strategy, LongCell cell, Range range, boolean changedHereOnly) {
        this.strategy = strategy;
        this.guard = requireNonNull(strategy.newGuard(), "the guard of the lock strategy");
        this.cell = cell;
        this.range = range;
        this.changedHereOnly = changedHereOnly;
    }

    /** With a number of its own. */
    static GuardedCounter at(long initial, LockStrategy strategy, Range range) {
        return new GuardedCounter(strategy, new HeapCell(initial), range, true);
    }

    /** With a number that others may change too, through another counter or in another process. */
    static GuardedCounter in(LongCell cell, LockStrategy strategy, Range range) {
        return new GuardedCounter(strategy, cell, range, false);
    }

    @Override
    public long get() {
        return enter().readLong(this, 0, GET);
    }

    /** In the write form: an optimistic read would not come after a change that has not yet looked for waiters. */
    @Override
    long look() {
        return enter().writeLong(this, 0, GET);
    }

    @Override
    boolean await(Wanted wanted, long limitNanos) throws InterruptedException {
        return changedHereOnly ? super.await(wanted, limitNanos) : CounterWaits.poll(this, wanted, limitNanos);
    }

    @Override
    public void set(long value) {
        enter().writeLong(this, range.fit("set", value), GET_AND_SET);
    }

    @Override
    public long add(long delta) {
        return enter().writeLong(this, delta, ADD);
    }

    @Override
    public boolean tryAdd(long delta) {
        return enter().writeLong(this, delta, TRY_ADD) != 0;
    }

    @Override
    public boolean tryAdd(long delta, Duration limit) throws InterruptedException {
        long limitNanos = Limits.nanos(limit);
        long start = System.nanoTime();
        if (tryAddInTime(delta, limitNanos)) {
            return true;
        }
        Wanted room = CounterWaits.room(this, delta);
        long left = limitNanos - (System.nanoTime() - start);
        if (room == null || left <= 0) {
            return false;
        }
        // By attempts alone, which end at the limit or by an interrupt; a mere look at the value may not.
        return changedHereOnly
                ? awaitSuccess(room, left, more -> tryAddInTime(delta, more))
                : CounterWaits.poll(this, left, more -> tryAddInTime(delta, more));
    }

    private boolean tryAddInTime(long delta, long leftNanos) throws InterruptedException {
        try {
            return enter().<Boolean, RuntimeException>tryWrite(
                            Duration.ofNanos(leftNanos), () -> addIfAllowed(delta) != 0);
        } catch (TimeoutException e) {
            return false;
        }
    }

    @Override
    public boolean isTimed() {
        return guard.isTimed();
    }

    @Override
    public long getAndSet(long value) {
        return enter().writeLong(this, range.fit("getAndSet", value), GET_AND_SET);
    }

    @Override
    public boolean compareAndSet(long expected, long value) {
        range.requireInside("compareAndSet", value);
        return enter().writeLong(this, expected, (counter, wanted) -> {
                    if (counter.cell.get() != wanted) {
                        return 0;
                    }
                    counter.store(value);
                    return 1;
                })
                != 0;
    }

    @Override
    public long update(LongUnaryOperator function) {
        requireNonNull(function, "function");
        return enter().writeLong(this, 0, (counter, ignored) -> {
            long after = counter.range.fit("update", counter.apply(function));
            counter.store(after);
            return after;
        });
    }

    private long apply(LongUnaryOperator function) {
        updating = Thread.currentThread();
        try {
            return function.applyAsLong(cell.get());
        } finally {
            updating = null;
        }
    }

    /** The guard, for a thread that is not inside it already: some strategies would let it in again, some never. */
    @SuppressWarnings("ReferenceEquality") // it is this very thread, or it is not
    Guard enter() {
        if (updating == Thread.currentThread()) {
            throw new IllegalStateException("the function of update uses the counter that it updates;"
                    + " it gets the value as its argument, and must do with that");
        }
        return guard;
    }

    @Override
    public long minimum() {
        return range.minimum();
    }

    @Override
    public long maximum() {
        return range.maximum();
    }

    /** Whether its guard may be held together with those of others like it. */
    boolean hasOwnLock() {
        return NamedStrategy.hasOwnLocks(strategy);
    }

    Range range() {
        return range;
    }

    /** Inside the guard. */
    long value() {
        return cell.get();
    }

    /** Inside the guard. Returns the value before. */
    long store(long value) {
        long before = cell.get();
        cell.set(value);
        changed(before, value);
        return before;
    }

    private long addInside(long delta) {
        long before = cell.get();
        long after = range.sum(before, delta);
        cell.set(after);
        changed(before, after);
        return after;
    }

    private long addIfAllowed(long delta) {
        long before = cell.get();
        if (!range.allowsSum(before, delta)) {
            return 0;
        }
        cell.set(before + delta);
        changed(before, before + delta);
        return 1;
    }

    /** Without the value: to read it could wait. */
    @Override
    public String toString() {
        return "SharedCounter[locked by " + strategy + ", " + range + "]";
    }
}
