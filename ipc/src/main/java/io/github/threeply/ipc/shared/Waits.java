package io.github.threeply.ipc.shared;

import java.util.concurrent.TimeUnit;

/**
 * How threads sleep until something in the file changes, and how they are woken, whichever process they are in.
 *
 * <p>An object that can be waited for has a <i>wait cell</i>, a line of its own: +0 an int that counts wakes, in the byte
 * order of the machine; +8 a long with one bit for each slot that has sleepers. All zeros at first.
 *
 * <p><b>Ordering.</b> Who waits says so in the cell (volatile) and then looks at its condition; who changes something
 * stores that (volatile, or by compare-and-set) and then looks at the cell. So at least one of them sees the other.
 */
final class Waits {
    /** What somebody waits for. Called again and again, by the thread that waits. */
    interface Condition {
        /** Looks at shared words, by volatile reads; may also change them, as who takes a lock does. */
        boolean isMet();

        /** Called after some milliseconds of waiting, and then every few: the time to look whether who must act is dead. */
        default void stillWaiting() {}
    }

    static final int CELL_BYTES = Layout.LINE;

    /** To wait without limit. */
    static final long FOR_EVER = Long.MAX_VALUE;

    private static final int COUNT = 0;
    private static final int SLEEPERS = 8;

    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 150 : 0;
    private static final int YIELDS = 50;

    private static final long CHECK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long FIRST_SLEEP_NANOS = TimeUnit.MICROSECONDS.toNanos(20);
    private static final long LONG_SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Mapping mapping;
    private final Membership membership;
    private final Sleepers sleepers;

    Waits(Mapping mapping, Membership membership) {
        this.mapping = mapping;
        this.membership = membership;
        this.sleepers = new Sleepers(mapping);
    }

    /**
     * Waits until a condition is met: spins, yields, then sleeps.
     *
     * @param cell the offset of the wait cell
     * @param nanos the limit; at 0 or below the condition is looked at once
     * @return whether it was met
     * @throws InterruptedException if the thread is or gets interrupted and the condition is not met
     * @throws SharedMemoryClosedException if this process detaches from the file meanwhile
     */
    boolean await(long cell, Condition condition, long nanos) throws InterruptedException {
        return await(cell, condition, nanos, true);
    }

    /** As {@link #await} without limit, deaf to interrupts; the flag is kept. */
    void awaitUninterruptibly(long cell, Condition condition) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    await(cell, condition, FOR_EVER, false);
                    return;
                } catch (InterruptedException e) {
                    interrupted = true; // parking would return at once as long as the flag is set
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean await(long cell, Condition condition, long nanos, boolean spin) throws InterruptedException {
        if (condition.isMet()) {
            return true;
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (nanos <= 0) {
            return false;
        }
        long start = System.nanoTime();
        for (int i = 0; spin && i < SPINS + YIELDS; i++) {
            if (i < SPINS) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
            if (condition.isMet()) {
                return true;
            }
        }
        return sleep(cell, condition, nanos, start);
    }

    private boolean sleep(long cell, Condition condition, long nanos, long start) throws InterruptedException {
        long slot = Membership.slot(membership.me());
        Sleepers.Sleeper sleeper = sleepers.enter(cell, SLEEPERS, 1L << slot);
        try {
            long sleep = FIRST_SLEEP_NANOS;
            long checked = start;
            while (true) {
                // After we said that we sleep, and after each time that we did: see the ordering above.
                if (condition.isMet()) {
                    return true;
                }
                sleepers.checkOpen();
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                long now = System.nanoTime();
                long left = nanos == FOR_EVER ? Long.MAX_VALUE : nanos - (now - start);
                if (left <= 0) {
                    return false;
                }
                if (now - checked >= CHECK_NANOS) {
                    checked = now;
                    condition.stillWaiting();
                }
                sleeper.park(Math.min(sleep, left));
                sleep = Math.min(2 * sleep, LONG_SLEEP_NANOS);
            }
        } finally {
            sleepers.leave(sleeper);
        }
    }

    /** Wakes all who wait at a cell. Called after the change; costs one volatile read if nobody does. */
    void wake(long cell) {
        // Volatile, and so are the store before it and the announcement of the sleepers: see the ordering above.
        long slots = mapping.getLong(cell + SLEEPERS);
        if (slots == 0) {
            return;
        }
        mapping.getAndAddNativeInt(cell + COUNT, 1);
        sleepers.wake(cell);
    }

    /** Wakes all sleepers of this user, who find that it has detached. */
    void close() {
        sleepers.close();
    }
}
