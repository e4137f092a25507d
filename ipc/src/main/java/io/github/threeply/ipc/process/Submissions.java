package io.github.threeply.ipc.process;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Lets tasks in or refuses them, and says when that begins and ends to be a matter of waiting. */
final class Submissions {
    /** Back-pressure has ended when nobody has waited or was refused for so long. */
    private static final long CALM_NANOS = 100_000_000;

    private final PoolCore pool;
    private final SubmissionGate gate;
    private final LongAdder rejected = new LongAdder();
    private final LongAdder waits = new LongAdder();
    private final LongAdder waitedNanos = new LongAdder();
    private final AtomicBoolean pressed = new AtomicBoolean();
    private final AtomicLong pressedSince = new AtomicLong();
    private final AtomicLong lastPressed = new AtomicLong();

    Submissions(PoolCore pool, Admission admission) {
        this.pool = pool;
        this.gate = new SubmissionGate(admission, () -> !pool.isShutdown());
    }

    SubmissionGate gate() {
        return gate;
    }

    /**
     * Counts a task in, which {@link PoolCore#left} counts out.
     *
     * @throws RejectedExecutionException if there is no room, or the pool takes no more
     */
    void admit(Object task, int bytes, long waitNanos) {
        if (!gate.tryEnter(bytes)) {
            enterLater(task, bytes, waitNanos);
        }
        // Paired with shutdown, which changes life and then looks at what is pending: one of the two sees the other.
        if (pool.isShutdown()) {
            pool.left(bytes);
            throw refuse(task, pool.rejection());
        }
    }

    private void enterLater(Object task, int bytes, long waitNanos) {
        if (pool.isShutdown()) {
            throw refuse(task, pool.rejection());
        }
        press();
        long from = System.nanoTime();
        try {
            if (gate.enter(bytes, waitNanos)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refuse(
                    task,
                    new RejectedExecutionException(
                            "interrupted while waiting until pool "
                                    + pool.settings().name() + " had room for " + TaskEncoder.nameOf(task)
                                    + "; the task was not submitted",
                            e));
        } finally {
            long now = System.nanoTime();
            lastPressed.set(now);
            waits.increment();
            waitedNanos.add(now - from);
        }
        throw refuse(task, pool.isShutdown() ? pool.rejection() : full(bytes));
    }

    private PoolFullException full(int bytes) {
        long tasks = gate.tasks();
        long held = gate.bytes();
        return new PoolFullException(
                "pool " + pool.settings().name() + " has no room for a task of " + bytes + " bytes: it has " + tasks
                        + " tasks of " + held + " bytes, and its limits are "
                        + pool.settings().seeing().admission()
                        + "; submit more slowly, or set builder().admission(...)",
                tasks,
                held);
    }

    /** Counts what is about to be thrown, and returns it. */
    RejectedExecutionException refuse(Object task, RejectedExecutionException why) {
        rejected.increment();
        pool.events().rejected(task, why);
        return why;
    }

    private void press() {
        long now = System.nanoTime();
        lastPressed.set(now);
        if (pressed.compareAndSet(false, true)) {
            pressedSince.set(now);
            pool.events().backPressureBegan(gate.tasks(), gate.bytes());
            var unused = pool.threads().after(CALM_NANOS, this::relax);
        }
    }

    private void relax() {
        long calm = System.nanoTime() - lastPressed.get();
        if (gate.waiting() > 0 || calm < CALM_NANOS) {
            var unused = pool.threads().after(CALM_NANOS, this::relax);
        } else {
            endPressure();
        }
    }

    /** The pool has terminated, and nobody waits any more. */
    void end() {
        if (pressed.get()) {
            endPressure();
        }
    }

    private void endPressure() {
        Duration lasted = Duration.ofNanos(lastPressed.get() - pressedSince.get());
        if (pressed.compareAndSet(true, false)) {
            pool.events().backPressureEnded(lasted);
        }
    }

    /** How often a submission had to wait or was refused for want of room. */
    long waits() {
        return waits.sum();
    }

    PoolMetrics.Refusals refusals() {
        return new PoolMetrics.Refusals(rejected.sum(), waits.sum(), Duration.ofNanos(waitedNanos.sum()));
    }
}
