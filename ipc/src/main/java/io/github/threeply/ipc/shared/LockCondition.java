package io.github.threeply.ipc.shared;

import static java.util.Objects.requireNonNull;

import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A condition that is a number in the file: a signal counts it up, under the lock, and who waits does so until it has
 * changed. There is no list of waiters, so one that is killed is in nobody's way.
 */
final class LockCondition implements Condition {
    private final MappedLock lock;
    private final long generationAt;
    private final long cell;
    private final @Nullable Consumer<? super Acquisition> repair;

    LockCondition(MappedLock lock, long generationAt, long cell, @Nullable Consumer<? super Acquisition> repair) {
        this.lock = lock;
        this.generationAt = generationAt;
        this.cell = cell;
        this.repair = repair;
    }

    @Override
    public void await() throws InterruptedException {
        waitFor(Waits.FOR_EVER);
    }

    @Override
    public long awaitNanos(long nanosTimeout) throws InterruptedException {
        long start = System.nanoTime();
        waitFor(nanosTimeout);
        return Math.max(0, nanosTimeout) - (System.nanoTime() - start);
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return waitFor(requireNonNull(unit, "unit").toNanos(time));
    }

    @Override
    @SuppressWarnings("JavaUtilDate") // that is what a Condition is asked with
    public boolean awaitUntil(Date deadline) throws InterruptedException {
        long end = requireNonNull(deadline, "deadline").getTime();
        long now = System.currentTimeMillis();
        return waitFor(end <= now ? 0 : TimeUnit.MILLISECONDS.toNanos(end - now));
    }

    @Override
    public void awaitUninterruptibly() {
        lock.checkMayWait();
        Changed changed = new Changed();
        int holds = lock.releaseAll();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    lock.file.waits().await(cell, changed, Waits.FOR_EVER);
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            lock.takeAgain(holds, repair);
        }
    }

    private boolean waitFor(long nanos) throws InterruptedException {
        lock.checkMayWait();
        Limits.throwIfInterrupted();
        Changed changed = new Changed();
        int holds = lock.releaseAll();
        InterruptedException interrupt = null;
        boolean signalled = false;
        try {
            signalled = lock.file.waits().await(cell, changed, nanos);
        } catch (InterruptedException e) {
            interrupt = e;
        } finally {
            takeAgain(holds, interrupt);
        }
        if (interrupt != null) {
            throw interrupt;
        }
        return signalled;
    }

    /** Whatever else goes wrong here is told, and then the interrupt is kept as a flag. */
    private void takeAgain(int holds, @Nullable InterruptedException interrupt) {
        boolean taken = false;
        try {
            lock.takeAgain(holds, repair);
            taken = true;
        } finally {
            if (!taken && interrupt != null) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Seen under the lock, so no signal comes between the look and the wait. */
    private final class Changed implements Waits.Condition {
        private final long seen = lock.mapping.getLong(generationAt);
        private boolean over;

        @Override
        public boolean isMet() {
            return over || lock.mapping.getLong(generationAt) != seen;
        }

        /** One that died while it held the lock may have been about to signal; and in a lost state nobody ever will. */
        @Override
        public void stillWaiting() {
            over = lock.isAbandonedOrLost();
        }
    }

    @Override
    public void signal() {
        signalAll();
    }

    @Override
    public void signalAll() {
        lock.checkHeld();
        lock.mapping.getAndAddLong(generationAt, 1);
        lock.file.waits().wake(cell);
    }

    @Override
    public String toString() {
        return "condition of the " + lock;
    }
}
