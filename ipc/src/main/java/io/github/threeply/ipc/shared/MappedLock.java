package io.github.threeply.ipc.shared;

import static io.github.threeply.ipc.shared.LockWord.*;
import static java.util.Objects.requireNonNull;

import io.github.threeply.core.Guard;
import io.github.threeply.ipc.shared.LockAttempt.Want;
import java.io.Serial;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the users of a lock see of it. */
final class MappedLock extends WordLock implements SharedLock {
    @Serial
    private static final long serialVersionUID = 1;

    MappedLock(MemoryFile file, Entry entry) {
        this(file, entry, LockLocal.of(file, entry.dataOffset()), null);
    }

    MappedLock(MemoryFile file, Entry entry, LockLocal local, @Nullable Readers readers) {
        super(file, entry, local, readers);
    }

    @Override
    public void lock() {
        if (!lockFast()) {
            take(Want.CLEAN);
        }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        Limits.throwIfInterrupted();
        if (!lockFast()) {
            take(Want.CLEAN, Waits.FOR_EVER);
        }
    }

    @Override
    public boolean tryLock() {
        return lockFast() || tryTake(Want.CLEAN) != NOT_IN_TIME;
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        requireNonNull(unit, "unit");
        Limits.throwIfInterrupted();
        return lockFast() || take(Want.CLEAN, unit.toNanos(time)) != NOT_IN_TIME;
    }

    @Override
    public Acquisition acquire() {
        return acquisition(take(Want.ABANDONED));
    }

    @Override
    public Acquisition acquireInterruptibly() throws InterruptedException {
        Limits.throwIfInterrupted();
        return acquisition(take(Want.ABANDONED, Waits.FOR_EVER));
    }

    @Override
    public @Nullable Acquisition tryAcquire() {
        long found = tryTake(Want.ABANDONED);
        return found == NOT_IN_TIME ? null : acquisition(found);
    }

    @Override
    public @Nullable Acquisition tryAcquire(Duration limit) throws InterruptedException {
        long nanos = Limits.nanos(limit);
        Limits.throwIfInterrupted();
        long found = take(Want.ABANDONED, nanos);
        return found == NOT_IN_TIME ? null : acquisition(found);
    }

    @Override
    public Acquisition recover() {
        return acquisition(take(Want.ANY));
    }

    // --- with a body

    @Override
    public <T extends @Nullable Object, X extends Exception> T withLock(Guard.Body<T, X> body) throws X {
        requireNonNull(body, "body");
        lock();
        return run(body);
    }

    @Override
    public <T extends @Nullable Object, X extends Exception> T withLock(
            Guard.Body<T, X> body, Consumer<? super Acquisition> repair) throws X {
        requireNonNull(body, "body");
        requireNonNull(repair, "repair");
        if (!lockFast()) {
            settle(take(Want.ABANDONED), repair);
        }
        return run(body);
    }

    private <T extends @Nullable Object, X extends Exception> T run(Guard.Body<T, X> body) throws X {
        T result;
        try {
            result = body.run();
        } catch (Throwable e) {
            unlockAfter(e);
            throw e;
        }
        unlock();
        return result;
    }

    /** Repairs a lock that was just taken, if it was found abandoned. If that fails, it is not held. */
    private void settle(long found, Consumer<? super Acquisition> repair) {
        if (found == AGAIN || !isHeld(found)) {
            return;
        }
        try {
            repair.accept(acquisition(found));
            markConsistent();
        } catch (Throwable e) {
            unlockAfter(e);
            throw e;
        }
    }

    private void unlockAfter(Throwable failure) {
        try {
            unlock();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public Lock repairedBy(Consumer<? super Acquisition> repair) {
        return new RepairedLock(this, requireNonNull(repair, "repair"));
    }

    void lockRepaired(Consumer<? super Acquisition> repair) {
        if (!lockFast()) {
            settle(take(Want.ABANDONED), repair);
        }
    }

    boolean tryLockRepaired(Consumer<? super Acquisition> repair) {
        if (!lockFast()) {
            long found = tryTake(Want.ABANDONED);
            if (found == NOT_IN_TIME) {
                return false;
            }
            settle(found, repair);
        }
        return true;
    }

    boolean lockRepaired(Consumer<? super Acquisition> repair, long nanos) throws InterruptedException {
        Limits.throwIfInterrupted();
        if (!lockFast()) {
            long found = take(Want.ABANDONED, nanos);
            if (found == NOT_IN_TIME) {
                return false;
            }
            settle(found, repair);
        }
        return true;
    }

    // --- conditions

    @Override
    public Condition newCondition() {
        return condition(null, null);
    }

    @Override
    public Condition condition(String name) {
        return condition(requireNonNull(name, "name"), null);
    }

    /** Names share few places, so two may wake each other; the one without a name has its own. */
    Condition condition(@Nullable String name, @Nullable Consumer<? super Acquisition> repair) {
        int place = name == null ? 0 : 1 + Math.floorMod(name.hashCode(), CONDITIONS - 1);
        return new LockCondition(
                this,
                offset + CONDITIONS_AT + (long) place * Long.BYTES,
                offset + CONDITION_CELLS_AT + (long) (place % CONDITION_CELLS) * Layout.LINE,
                repair);
    }

    // --- what is known of it

    @Override
    public void markConsistent() {
        repaired();
    }

    @Override
    public void markUnrecoverable() {
        checkHeld();
        long word = ourWord();
        while (!mapping.compareAndSetLong(offset, word, word | UNRECOVERABLE)) {
            word = ourWord();
        }
        file.waits().wake(offset + CELL);
    }

    @Override
    public Status status() {
        return owners().status();
    }
}
