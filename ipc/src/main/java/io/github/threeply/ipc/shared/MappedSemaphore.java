package io.github.threeply.ipc.shared;

import java.io.Serial;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/** A semaphore over a {@link PermitLedger}; what waits and what looks for the dead is here. */
final class MappedSemaphore extends MappedObject implements SharedSemaphore {
    @Serial
    private static final long serialVersionUID = 1;

    private static final int CELL = Layout.LINE;
    private static final long LOOK_FOR_THE_DEAD_NANOS = 1_000_000;

    /** What the handles of this process share. The lock is held for a step, never while somebody waits. */
    private static final class Local implements MemoryFile.Guest {
        private final ReentrantLock lock = new ReentrantLock();
        private final PermitLedger ledger;
        private volatile long lookedForTheDead = System.nanoTime() - LOOK_FOR_THE_DEAD_NANOS;

        private final Runnable wake;

        Local(PermitLedger ledger, Runnable wake) {
            this.ledger = ledger;
            this.wake = wake;
        }

        int take(int most, int least) {
            lock.lock();
            try {
                return ledger.take(most, least);
            } finally {
                lock.unlock();
            }
        }

        /** With the lock, as the ledger is read word by word and a step of ours would change them in between. */
        int held() {
            lock.lock();
            try {
                return ledger.held();
            } finally {
                lock.unlock();
            }
        }

        /** Returns how many are held; if that is at least {@code count}, so many have been given back. */
        int giveBack(int count) {
            lock.lock();
            try {
                int held = ledger.held();
                if (count > 0 && held >= count) {
                    ledger.take(-count, -count);
                }
                return held;
            } finally {
                lock.unlock();
            }
        }

        /** Sooner than others would find out that we are gone. */
        @Override
        public void beforeDetach() {
            lock.lock();
            try {
                giveBack(ledger.held());
            } finally {
                lock.unlock();
            }
            wake.run();
        }
    }

    private final transient int permits;
    private final transient PermitLedger ledger;
    private final transient Local local;

    MappedSemaphore(MemoryFile file, Entry entry) {
        super(file, entry);
        permits = Shape.number(entry);
        ledger = PermitLedger.of(file, offset, permits);
        local = file.local(offset, Local.class, () -> new Local(ledger, this::wake));
    }

    static Shape shape(int permits) {
        if (permits < 1 || permits > MAX_PERMITS) {
            throw new IllegalArgumentException("permits must be from 1 to " + MAX_PERMITS + ", but was " + permits);
        }
        return Shape.counting(ObjectType.SEMAPHORE, permits, "permit", "permits", PermitLedger.BYTES);
    }

    @Override
    public int permits() {
        return permits;
    }

    @Override
    public void acquire(int count) throws InterruptedException {
        await(count, Waits.FOR_EVER);
    }

    @Override
    public boolean tryAcquire(int count, Duration limit) throws InterruptedException {
        return await(count, Limits.nanos(limit));
    }

    private boolean await(int count, long nanos) throws InterruptedException {
        check(count);
        Limits.throwIfInterrupted();
        return take(count) || file.waits().await(offset + CELL, enough(count), nanos);
    }

    @Override
    public void acquireUninterruptibly(int count) {
        check(count);
        if (!take(count)) {
            file.waits().awaitUninterruptibly(offset + CELL, enough(count));
        }
    }

    private Waits.Condition enough(int count) {
        return new Waits.Condition() {
            @Override
            public boolean isMet() {
                return take(count);
            }

            @Override
            public void stillWaiting() {
                takeBackFromTheDead();
            }
        };
    }

    @Override
    public boolean tryAcquire(int count) {
        check(count);
        if (take(count)) {
            return true;
        }
        if (System.nanoTime() - local.lookedForTheDead < LOOK_FOR_THE_DEAD_NANOS) {
            return false;
        }
        takeBackFromTheDead();
        return take(count);
    }

    /** Without the lock if there is nothing to be had, since those who wait look often. */
    private boolean take(int count) {
        if (ledger.available() < count) {
            return false;
        }
        return count == 0 || local.take(count, count) == count;
    }

    @Override
    public int drainPermits() {
        return local.take(permits, 1);
    }

    @Override
    public void release(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("permits must not be negative, but was " + count);
        }
        int held = local.giveBack(count);
        if (held < count) {
            throw new PermitsNotHeldException(this, count, held);
        }
        wake();
    }

    private void wake() {
        file.waits().wake(offset + CELL);
    }

    void takeBackFromTheDead() {
        boolean found = ledger.takeBackFromTheDead();
        local.lookedForTheDead = System.nanoTime();
        if (found) {
            wake();
            Flight.recovered(mapping, offset, "permits back", file.membership(), Membership.NOBODY);
        }
    }

    @Override
    public int availablePermits() {
        return ledger.available();
    }

    @Override
    public int heldPermits() {
        return local.held();
    }

    private void check(int count) {
        if (count < 0 || count > permits) {
            throw new IllegalArgumentException("permits must be from 0 to " + permits + ", but was " + count);
        }
    }
}
