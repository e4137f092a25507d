package io.github.threeply.core;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Measures one guard or lock: who is there, and who holds it. */
@SuppressWarnings("ReferenceEquality") // the holder is this very thread, or it is not
final class LockMeter {
    private final LockStatistics statistics;

    /** What is measured, for its name. */
    private final Object measured;

    /** How many are inside or wait. In two words: readers that enter together do not disturb each other. */
    private final AtomicInteger alone = new AtomicInteger();

    private final AtomicInteger together = new AtomicInteger();

    private volatile @Nullable Thread holder;

    LockMeter(LockStatistics statistics, Object measured) {
        this.statistics = statistics;
        this.measured = measured;
    }

    @Nullable
    Thread holder() {
        return holder;
    }

    /** Somebody comes. What it does next is told to the result, by the same thread. */
    Turn arrive(boolean sharing) {
        boolean again = holder == Thread.currentThread();
        boolean others = alone.get() != 0 || (!sharing && together.get() != 0);
        (sharing ? together : alone).getAndIncrement();
        return new Turn(sharing, again, !again && others);
    }

    /** One turn of one thread. Used by that thread only. */
    final class Turn {
        final Thread thread = Thread.currentThread();
        private final boolean sharing;
        private final boolean again;
        private final boolean contended;
        private final long arrived = System.nanoTime();
        private final @Nullable Object flight;
        private boolean hasEntered;
        private long entered;
        private long left;

        private Turn(boolean sharing, boolean again, boolean contended) {
            this.sharing = sharing;
            this.again = again;
            this.contended = contended;
            this.flight = contended ? Flight.lockWaits(measured, holder) : null;
        }

        /** The lock is taken. */
        void enter() {
            hasEntered = true;
            entered = System.nanoTime();
            if (flight != null) {
                Flight.lockWaited(flight);
            }
            if (!sharing) {
                holder = thread;
            }
        }

        /** The lock is about to be given back. */
        void leave() {
            left = System.nanoTime();
            if (!sharing && !again) {
                holder = null;
            }
        }

        /** All is over, and nobody waits for what is recorded now. */
        void end() {
            (sharing ? together : alone).getAndDecrement();
            if (hasEntered) {
                statistics.recordTurn(contended, entered - arrived, left - entered);
            } else {
                Flight.lockWaited(flight);
                statistics.recordVainAttempt();
            }
        }
    }
}
