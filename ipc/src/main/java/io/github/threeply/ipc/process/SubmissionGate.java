package io.github.threeply.ipc.process;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts the tasks that have been submitted and have not ended, and their bytes, and holds submitters back at the limits
 * of an {@link Admission}.
 *
 * <p>Both counts are in one word, so that a submission costs one addition to it, and so does an end:
 * <pre>
 * bits 36 to 63   tasks
 * bits  0 to 35   their bytes, each task's rounded up, in units of 16
 * </pre>
 * The most that {@link Admission} allows leaves a fourth of the tasks and half of the units for those that have added
 * themselves and are about to see that they do not fit.
 *
 * <p>Who does not fit takes the lock of the line, which is fair, and the one who holds it is the head: it looks, parks, and
 * looks again whenever a task has ended. So one thread is woken for each end, and no monitor is held by one that waits.
 */
final class SubmissionGate {
    private static final int TASK_SHIFT = 36;
    private static final long ONE_TASK = 1L << TASK_SHIFT;
    private static final long UNITS = ONE_TASK - 1;
    private static final int UNIT_SHIFT = 4;

    private final long waitNanos;
    private final long maxTasks;
    private final long maxUnits;
    private final BooleanSupplier open;
    private final AtomicLong pending = new AtomicLong();
    private final ReentrantLock line = new ReentrantLock(true);
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile @Nullable Thread head;

    /**
     * Makes a gate.
     *
     * @param open whether it is of any use to wait on
     */
    SubmissionGate(Admission admission, BooleanSupplier open) {
        this.waitNanos = admission.waitNanos();
        this.maxTasks = admission.maxTasks();
        this.maxUnits = unitsOf(admission.maxBytes());
        this.open = open;
    }

    private static long unitsOf(long bytes) {
        return (bytes + (1 << UNIT_SHIFT) - 1) >> UNIT_SHIFT;
    }

    private static long wordOf(int bytes) {
        return ONE_TASK + unitsOf(bytes);
    }

    /** Counts the task in, if there is room, and nobody waits for some. */
    boolean tryEnter(int bytes) {
        if (head != null) {
            return false;
        }
        long word = wordOf(bytes);
        // Added first and looked at then: one atomic step, which cannot fail. A large task that does not fit may so
        // keep
        // a smaller one out that would, for the moment until it has taken itself out again.
        if (fits(pending.getAndAdd(word), word)) {
            return true;
        }
        var unused = leave(bytes);
        return false;
    }

    private boolean fits(long before, long word) {
        return before >>> TASK_SHIFT < maxTasks
                && ((before & UNITS) + (word & UNITS) <= maxUnits || before >>> TASK_SHIFT == 0);
    }

    /** Counts the task out. True if none is left. */
    boolean leave(int bytes) {
        long after = pending.addAndGet(-wordOf(bytes));
        // Paired with enter, which names itself as the head and then looks at the word: one of the two sees the other.
        Thread first = head;
        if (first != null) {
            LockSupport.unpark(first);
        }
        return after == 0;
    }

    /**
     * Waits for room as long as the policy says.
     *
     * @return whether the task was counted in; if not, there was no room in time, or the gate is of no use any more
     * @throws InterruptedException if interrupted while waiting or before; the task was not counted in
     */
    boolean enter(int bytes) throws InterruptedException {
        if (waitNanos == 0) {
            return false;
        }
        long deadline = System.nanoTime() + waitNanos; // may overflow, and the difference below is right all the same
        waiting.incrementAndGet();
        try {
            if (!line.tryLock(waitNanos, TimeUnit.NANOSECONDS)) {
                return false;
            }
            try {
                return enterFirst(bytes, deadline);
            } finally {
                head = null;
                line.unlock();
            }
        } finally {
            waiting.decrementAndGet();
        }
    }

    private boolean enterFirst(int bytes, long deadline) throws InterruptedException {
        long word = wordOf(bytes);
        head = Thread.currentThread();
        while (open.getAsBoolean()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            long before = pending.get();
            if (fits(before, word)) {
                if (pending.compareAndSet(before, before + word)) {
                    return true;
                }
                continue;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            LockSupport.parkNanos(this, left);
        }
        return false;
    }

    /** The gate is of no use any more: who waits finds out. The one behind the head is the head then. */
    void wake() {
        Thread first = head;
        if (first != null) {
            LockSupport.unpark(first);
        }
    }

    int waiting() {
        return waiting.get();
    }

    long tasks() {
        return pending.get() >>> TASK_SHIFT;
    }

    /** Rounded up. */
    long bytes() {
        return (pending.get() & UNITS) << UNIT_SHIFT;
    }
}
