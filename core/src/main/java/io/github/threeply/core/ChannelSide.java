package io.github.threeply.core;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * How the threads on one side of a channel wait for the other side: look again while spinning, then while yielding, then
 * park in the order of their coming. No lock is held meanwhile.
 *
 * @param <I> what is offered by the side that puts; nothing for the side that takes
 */
abstract class ChannelSide<I extends @Nullable Object> {
    /** No limit. */
    static final long FOREVER = Long.MAX_VALUE;

    /** After so many pauses a spinning thread looks at everything: it may have been closed. */
    private static final int EXACT_LOOK = 128;

    private final WaiterList waiters = new WaiterList();
    private final SpinBudget budget;
    private final Object waitAnswer;
    private final Object endAnswer;

    /**
     * Makes a side.
     *
     * @param waitAnswer what {@link #attempt} answers when it must wait
     * @param endAnswer what it answers when there is nothing to wait for any more
     */
    ChannelSide(SpinBudget budget, Object waitAnswer, Object endAnswer) {
        this.budget = budget;
        this.waitAnswer = waitAnswer;
        this.endAnswer = endAnswer;
    }

    /**
     * Tries once. Must decide that it has to wait by volatile reads of what the other side changes before it signals.
     *
     * @return the outcome; or the wait answer; or null while another operation is half done, when it has to try again
     */
    abstract @Nullable Object attempt(I item);

    /**
     * Looks at little, for threads that spin: only at what the other side writes anyway. May overlook the end.
     *
     * @return the outcome, or null if there is nothing to be seen from here
     */
    @Nullable
    Object glance(I item) {
        return attempt(item);
    }

    /** Whether a spinning thread would do better not to try yet, though it may. */
    boolean shouldHold(int room) {
        return false;
    }

    /** Somebody is about to wait, and a recording may go on: see {@link Flight#channelWaits}. */
    @Nullable
    Object recordWait() {
        return null;
    }

    /** Tries until the outcome is settled: for moments only. */
    final Object settle(I item) {
        Object answer = attempt(item);
        if (answer == null) {
            Backoff backoff = new Backoff();
            do {
                backoff.pause();
                answer = attempt(item);
            } while (answer == null);
        }
        return answer;
    }

    /**
     * Tries until there is an outcome, or the time is over.
     *
     * @return the outcome, or the wait answer if the time is over
     * @throws InterruptedException if interrupted while it waits; the attempt had no effect
     */
    final Object await(I item, long nanos) throws InterruptedException {
        if (nanos <= 0) {
            return settle(item);
        }
        // May wrap around; the differences below do not care.
        long deadline = nanos == FOREVER ? 0 : System.nanoTime() + nanos;
        Object answer = spin(item, nanos, deadline);
        if (answer != null) {
            return answer;
        }
        return Flight.isOn() ? parkRecorded(item, nanos, deadline) : park(item, nanos, deadline);
    }

    /** The other side has changed something for one of us. To be called after a volatile access that made the change. */
    final void signal() {
        waiters.signal();
    }

    /** The same, for so many of us. */
    final void signal(int news) {
        waiters.signal(news);
    }

    /** The channel has ended. */
    final void signalAll() {
        waiters.signalAll();
    }

    /** At least the number of parked threads. */
    final long waiting() {
        return waiters.count();
    }

    /** Looks again for a while. Returns null when it should park. */
    @SuppressWarnings("ThreadPriorityCheck") // a hint is all that is wanted: nothing here relies on it
    private @Nullable Object spin(I item, long nanos, long deadline) throws InterruptedException {
        int unseen = 0;
        for (int pauses = budget.pauses(); pauses > 0; pauses -= budget.lag()) {
            for (int i = 0; i < budget.lag(); i++) {
                Thread.onSpinWait();
            }
            Object answer;
            unseen += budget.lag();
            if (unseen < EXACT_LOOK) {
                answer = budget.room() > 1 && shouldHold(budget.room()) ? null : glance(item);
            } else {
                unseen = 0;
                answer = attempt(item);
            }
            if (isFinal(answer, nanos, deadline)) {
                return answer;
            }
        }
        for (int i = 0; i < budget.yields(); i++) {
            Thread.yield();
            Object answer = (i & 3) == 0 ? attempt(item) : glance(item);
            if (isFinal(answer, nanos, deadline)) {
                return answer;
            }
        }
        return null;
    }

    private Object parkRecorded(I item, long nanos, long deadline) throws InterruptedException {
        Object wait = recordWait();
        String outcome = "refused"; // as a ring for one thread on each side may refuse a second one
        try {
            Object answer = park(item, nanos, deadline);
            outcome = meansWait(answer) ? "time over" : isEnd(answer) ? "ended" : "done";
            return answer;
        } catch (InterruptedException e) {
            outcome = "interrupted";
            throw e;
        } finally {
            Flight.channelWaited(wait, outcome);
        }
    }

    private Object park(I item, long nanos, long deadline) throws InterruptedException {
        Backoff backoff = new Backoff();
        WaiterList.Waiter waiter = waiters.enter();
        for (; ; ) {
            // Read before the attempt: a signal that was there is used up by its success, a later one is not.
            boolean signalled = waiter.isSignalled();
            Object answer;
            try {
                answer = attempt(item);
            } catch (RuntimeException | Error e) {
                quit(waiter); // a ring that is for one thread on each side may refuse a second one
                throw e;
            }
            if (answer == null) {
                // Half done is no reason to park: who does it has read the number of waiters already, perhaps.
                backoff.pause();
                continue;
            }
            backoff.reset();
            if (!meansWait(answer)) {
                if (!waiters.leave(waiter) && !signalled) {
                    waiters.signal();
                }
                return answer;
            } else if (signalled) {
                // Somebody else was faster. Wait again, and look again before parking.
                waiters.reenter(waiter);
            } else if (Thread.interrupted()) {
                quit(waiter);
                throw new InterruptedException();
            } else if (nanos == FOREVER) {
                LockSupport.park(this);
            } else {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    quit(waiter);
                    return answer;
                }
                LockSupport.parkNanos(this, left);
            }
        }
    }

    /** Leaves with nothing done, and leaves the news, if there is any, to the next. */
    private void quit(WaiterList.Waiter waiter) {
        if (!waiters.leave(waiter)) {
            waiters.signal();
        }
    }

    /** Whether a spinning thread is done: with an outcome, or because its time is over. */
    private boolean isFinal(@Nullable Object answer, long nanos, long deadline) throws InterruptedException {
        if (answer != null && !meansWait(answer)) {
            return true;
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return answer != null && nanos != FOREVER && deadline - System.nanoTime() <= 0;
    }

    @SuppressWarnings("ReferenceEquality") // an item may be equal to anything
    private boolean meansWait(Object answer) {
        return answer == waitAnswer;
    }

    @SuppressWarnings("ReferenceEquality") // an item may be equal to anything
    private boolean isEnd(Object answer) {
        return answer == endAnswer;
    }
}
