package io.github.threeply.core;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A circle of threads, found by a {@link DeadlockMonitor}: each waits for a lock that the next one holds, and the last
 * one waits for the first. A thread that waits for itself is a circle of one. Holds names and numbers only, so it keeps
 * no thread and no lock alive.
 *
 * @param waiters the threads of the circle, each before the one that it waits for; it begins with the one that came
 *     last
 * @param victim the name of the thread that was freed by a {@link DeadlockException}; {@code null} if none was: it was
 *     not asked for, or none of them can be interrupted
 */
public record Deadlock(List<Waiter> waiters, @Nullable String victim) implements Serializable {

    /**
     * Makes the description.
     *
     * @param waiters the threads of the circle
     * @param victim the thread that was freed, if any
     */
    public Deadlock {
        waiters = List.copyOf(waiters);
    }

    /**
     * One thread of the circle.
     *
     * @param thread its name; for a thread without one, its number
     * @param threadId its number
     * @param lock the name of the lock that it waits for
     * @param holder the name of the thread that holds the lock: the next one of the circle
     * @param kind how it waits
     * @param waited for how long, at the time it was found
     * @param stack where it waits; empty if the JVM did not tell
     * @param holderStack where the holder took the lock; empty unless {@link DeadlockMonitor.Builder#recordHolders} was
     *     asked for
     */
    public record Waiter(
            String thread,
            long threadId,
            String lock,
            String holder,
            Kind kind,
            Duration waited,
            List<StackTraceElement> stack,
            List<StackTraceElement> holderStack)
            implements Serializable {

        /**
         * Makes the description.
         *
         * @param thread its name
         * @param threadId its number
         * @param lock the name of the lock that it waits for
         * @param holder the name of the thread that holds the lock
         * @param kind how it waits
         * @param waited for how long
         * @param stack where it waits
         * @param holderStack where the holder took the lock
         */
        public Waiter {
            requireNonNull(thread, "thread");
            requireNonNull(lock, "lock");
            requireNonNull(holder, "holder");
            requireNonNull(kind, "kind");
            requireNonNull(waited, "waited");
            stack = List.copyOf(stack);
            holderStack = List.copyOf(holderStack);
        }
    }

    /** How a thread waits for a lock. */
    public enum Kind {
        /** By {@code lock()}: until it has the lock, whatever happens. */
        UNINTERRUPTIBLE,
        /** By {@code lockInterruptibly()}: until it has the lock or is interrupted. */
        INTERRUPTIBLE,
        /** By {@code tryLock} with a limit: it ends by itself, and so does the circle. */
        TIMED,
        /** In the {@code await} of a condition of the lock: however that ends, it must first have the lock again. */
        CONDITION
    }

    /** Who waits for whom, in one line. */
    String inShort() {
        StringBuilder text = new StringBuilder();
        for (Waiter waiter : waiters) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(waiter.thread())
                    .append(" waits for '")
                    .append(waiter.lock())
                    .append("', held by ")
                    .append(waiter.holder());
        }
        return text.toString();
    }

    /** Returns several lines: who waits for what, held by whom, and where. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("deadlock of ")
                .append(waiters.size())
                .append(waiters.size() == 1 ? " thread" : " threads");
        for (Waiter waiter : waiters) {
            text.append("\n  ")
                    .append(waiter.thread())
                    .append(waiter.kind() == Kind.CONDITION ? " awaits a condition of '" : " waits for '")
                    .append(waiter.lock())
                    .append("', held by ")
                    .append(waiter.holder())
                    .append(", since ")
                    .append(waiter.waited().toMillis())
                    .append(" ms");
            waiter.stack().forEach(frame -> text.append("\n      at ").append(frame));
            if (!waiter.holderStack().isEmpty()) {
                text.append("\n    which took it");
                waiter.holderStack().forEach(frame -> text.append("\n      at ").append(frame));
            }
        }
        if (victim != null) {
            text.append("\n  ").append(victim).append(" was freed by a DeadlockException");
        }
        return text.toString();
    }
}
