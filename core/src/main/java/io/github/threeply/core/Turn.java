package io.github.threeply.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One thread that waits in a {@link TurnLine}, once. The thread that serves it does all that there is to do, so the one
 * that waited finds its operation done; nothing is left for a race afterwards.
 *
 * <p>It is settled once, under the lock of its channel, so who holds that lock knows whether it still waits.
 */
final class Turn<T> {
    /** What became of it. */
    enum Outcome {
        /** Nothing yet: the time is over, or the thread was interrupted. It may be settled at any moment. */
        NONE,
        /** The item was handed over. */
        SERVED,
        /** The channel has ended. */
        ENDED
    }

    /** The state of a thread that must be woken when it is settled. The others look. */
    private static final Object PARKED = new Object();

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Turn.class, "state", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Thread thread = Thread.currentThread();

    /**
     * What is put, or what was taken. Plain: what is put is written before the turn joins its line, under the lock; what is
     * taken is written before the volatile write of the state, and read after the state was seen.
     */
    @Nullable
    T item;

    // The neighbours in the line; guarded by the lock of the channel.
    @Nullable
    Turn<T> before;

    @Nullable
    Turn<T> after;

    /** An outcome, or PARKED. */
    private volatile Object state = Outcome.NONE;

    /** Whether to wake it; only for the thread that has settled it. */
    private boolean asleep;

    Turn(@Nullable T item) {
        this.item = item;
    }

    /** Decides it, under the lock of the channel. {@link #wake} must follow, better without the lock. */
    void settle(Outcome outcome) {
        // One instruction with what await() does before it parks: either that sees the outcome, or this sees PARKED.
        asleep = !(STATE.getAndSet(this, outcome) instanceof Outcome);
    }

    void wake() {
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    Outcome outcome() {
        return state instanceof Outcome outcome ? outcome : Outcome.NONE;
    }

    /**
     * Waits until it is settled, the time is over, or the thread is interrupted. Leaves the interrupt status as it is.
     *
     * @param blocker what a thread dump names
     * @param budget how to look before parking
     */
    @SuppressWarnings("ThreadPriorityCheck") // a hint is all that is wanted: nothing here relies on it
    Outcome await(Object blocker, SpinBudget budget, long nanos) {
        // May wrap around; the differences do not care.
        long deadline = nanos == ChannelSide.FOREVER ? 0 : System.nanoTime() + nanos;
        for (int pauses = budget.pauses(); pauses > 0 && !isOver(nanos, deadline); pauses--) {
            Thread.onSpinWait();
        }
        for (int yields = budget.yields(); yields > 0 && !isOver(nanos, deadline); yields--) {
            Thread.yield();
        }
        if (!isOver(nanos, deadline) && STATE.compareAndSet(this, Outcome.NONE, PARKED)) {
            while (!isOver(nanos, deadline)) {
                if (nanos == ChannelSide.FOREVER) {
                    LockSupport.park(blocker);
                } else {
                    LockSupport.parkNanos(blocker, deadline - System.nanoTime());
                }
            }
        }
        return outcome();
    }

    /** Whether there is no reason to wait any longer. */
    private boolean isOver(long nanos, long deadline) {
        return outcome() != Outcome.NONE
                || Thread.currentThread().isInterrupted()
                || (nanos != ChannelSide.FOREVER && deadline - System.nanoTime() <= 0);
    }
}
