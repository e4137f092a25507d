package io.github.threeply.core;

import io.github.threeply.core.Deadlock.Kind;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One wait of one thread for one lock, from before it begins until after it has ended.
 *
 * <p>A wait begins WAITING and ends LEFT, by its own thread. Or the watch chooses it as the one to be thrown out:
 * CHOSEN, and once the thread has been interrupted, TOLD. The thread that is chosen does not go on before that, so no
 * interrupt of ours comes later than the wait.
 */
final class LockWait {
    private static final int WAITING = 0;
    private static final int LEFT = 1;
    private static final int CHOSEN = 2;
    private static final int TOLD = 3;

    final Thread thread = Thread.currentThread();
    final MonitoredLock lock;
    final Kind kind;
    final long since = System.nanoTime();

    /** What the flight recorder is told when it is over. */
    final @Nullable Object flight;

    private final long limitNanos; // of a TIMED wait
    private final AtomicInteger state = new AtomicInteger(WAITING);

    boolean checked; // for the watch alone

    @Nullable
    Object told; // for the watch alone: the circle that was told with this wait in it

    private @Nullable Deadlock deadlock; // written before CHOSEN, read after TOLD

    LockWait(MonitoredLock lock, Kind kind, long limitNanos) {
        this.lock = lock;
        this.kind = kind;
        this.limitNanos = limitNanos;
        this.flight = kind == Kind.CONDITION ? null : Flight.lockWaits(lock.name, lock.owner());
    }

    /** Whether the watch must look at it; the await of a condition never completes a circle. */
    boolean mustBeChecked() {
        return !checked && kind != Kind.CONDITION;
    }

    boolean canBeThrownOut() {
        return kind == Kind.INTERRUPTIBLE || kind == Kind.TIMED;
    }

    /** Whether the thread still waits, and is not about to leave: by an interrupt, by its limit, or thrown out. */
    boolean lasts() {
        return state.get() == WAITING
                && !(kind == Kind.TIMED && System.nanoTime() - since >= limitNanos)
                && !(canBeThrownOut() && thread.isInterrupted());
    }

    /**
     * Ends the wait. What the thread does after it, such as becoming the owner of the lock, is seen only by those who
     * also see that the wait is over.
     *
     * @return whether it was chosen to be thrown out; then the interrupt has been delivered
     */
    boolean leave() {
        if (state.compareAndSet(WAITING, LEFT)) {
            return false;
        }
        for (int round = 0; state.get() != TOLD; round++) {
            SpinningLock.pause(round); // the watch is between two of its steps
        }
        return true;
    }

    /** Throws the thread out, unless the wait is about to end anyway. */
    boolean throwOut(Deadlock found) {
        deadlock = found;
        if (!lasts() || !state.compareAndSet(WAITING, CHOSEN)) {
            return false;
        }
        try {
            thread.interrupt();
        } finally { // whatever a thread makes of an interrupt: it waits for this
            state.set(TOLD);
        }
        return true;
    }

    /** What to throw in a thread that was chosen. */
    DeadlockException thrownOut() {
        Deadlock found = deadlock;
        if (found == null) {
            throw new AssertionError("chosen without a reason");
        }
        return new DeadlockException(lock.name, found);
    }
}
