package io.github.threeply.ipc.process;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts the tasks that have been submitted and have not ended, and their bytes, and holds submitters back at the limits
 * of an {@link Admission}.
 *
 * <p>Both counts are in one word, so that a submission costs one atomic step, and so does an end:
 * <pre>
 * bits 36 to 63   tasks
 * bits  0 to 35   their bytes, each task's rounded up, in units of 16
 * </pre>
 * There are two such words, which only grow: of all that have come and of all that have gone. Their difference is right
 * where both have overflowed, too. Those who submit and those who end tasks so write different words, each on cache lines
 * of its own, and a submission need not even look at the other one while there is room by what was seen of it last.
 *
 * <p>Who does not fit takes the lock of the line, which is fair, and the one who holds it is the head: it looks, parks, and
 * looks again whenever a task has ended. So one thread is woken for each end, and no monitor is held by one that waits.
 */
final class SubmissionGate {
    private static final int TASK_SHIFT = 36;
    private static final long ONE_TASK = 1L << TASK_SHIFT;
    private static final long UNITS = ONE_TASK - 1;
    private static final int UNIT_SHIFT = 4;

    // In elements of 8 bytes, so 256 bytes from what else there is.
    private static final int COME = 32;
    private static final int GONE = 64;
    private static final int LENGTH = 96;

    private static final int LOOK_EACH = 16;

    private final long waitNanos;
    private final long maxTasks;
    private final long maxUnits;
    private final BooleanSupplier open;
    private final AtomicLongArray words = new AtomicLongArray(LENGTH);
    private volatile long goneSeen; // perhaps an old one: by that there are more than there are
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
        return head == null && tryAdd(wordOf(bytes));
    }

    private boolean tryAdd(long word) {
        long gone = goneSeen; // before the other word is read, so there cannot seem to be fewer than there are
        while (true) {
            long come = words.get(COME);
            if (!fits(come - gone, word)) {
                long now = words.get(GONE);
                if (now == gone) {
                    return false;
                }
                gone = now;
                goneSeen = now;
            } else if (words.compareAndSet(COME, come, come + word)) {
                return true;
            }
        }
    }

    private boolean fits(long before, long word) {
        return before >>> TASK_SHIFT < maxTasks
                && ((before & UNITS) + (word & UNITS) <= maxUnits || before >>> TASK_SHIFT == 0);
    }

    /** Counts the task out. */
    void leave(int bytes) {
        words.getAndAdd(GONE, wordOf(bytes));
        // Paired with enter, which names itself as the head and then looks at the word: one of the two sees the other.
        wake();
    }

    /**
     * Waits for room as long as the policy says, but no longer than {@code most} nanoseconds.
     *
     * @return whether the task was counted in; if not, there was no room in time, or the gate is of no use any more
     * @throws InterruptedException if interrupted while waiting or before; the task was not counted in
     */
    boolean enter(int bytes, long most) throws InterruptedException {
        long limit = Math.min(waitNanos, most);
        if (limit <= 0) {
            return false;
        }
        long deadline = System.nanoTime() + limit; // may overflow, and the difference below is right all the same
        waiting.incrementAndGet();
        try {
            if (!line.tryLock(limit, TimeUnit.NANOSECONDS)) {
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
            if (tryAdd(word)) {
                return true;
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

    private long inside() {
        long gone = words.get(GONE); // first: or there could seem to be fewer than there are
        return words.get(COME) - gone;
    }

    long tasks() {
        return inside() >>> TASK_SHIFT;
    }

    /** About how many tasks there are, or somewhat more: for one who has just got in. */
    long tasksAtMost() {
        long gone = goneSeen; // before the other word is read: see tryAdd
        long come = words.get(COME);
        if ((come >>> TASK_SHIFT) % LOOK_EACH == 0) {
            gone = words.get(GONE);
            goneSeen = gone;
            come = words.get(COME);
        }
        return (come - gone) >>> TASK_SHIFT;
    }

    /** Rounded up. */
    long bytes() {
        return (inside() & UNITS) << UNIT_SHIFT;
    }
}
