package io.github.threeply.ipc.process;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What a submission passes on its way into a pool. In this package because it is nobody's but the pool's. */
public final class PoolEntrance {
    private final JobQueue queue = new JobQueue();
    private final AtomicInteger hungry = new AtomicInteger();
    private final SubmissionGate gate = new SubmissionGate(Admission.reject().maxTasks(1), () -> true);

    // How long is waited, and what is too long. A state has each: nobody else leaves it.
    private static final Duration WAIT = Duration.ofSeconds(2);
    private static final long LATE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private final SubmissionGate patient =
            new SubmissionGate(Admission.blockFor(WAIT).maxTasks(1), () -> true);

    private static final class Nothing extends Job {
        Nothing() {
            super(1, null, new byte[0]);
        }

        @Override
        void succeed(@Nullable Object value) {}

        @Override
        void fail(Throwable failure) {}

        @Override
        void beCancelled(@Nullable Throwable cause) {}

        @Override
        String resultPackage() {
            return "";
        }
    }

    /** Adds a job and looks whether a worker wants to be woken. */
    public boolean addAndLook() {
        queue.add(new Nothing());
        return hungry.get() != 0;
    }

    /** Says that a worker wants to be woken and looks whether there is a job. */
    public boolean sayAndTake() {
        hungry.set(1);
        return take() > 0;
    }

    /** Adds a job. */
    public void add() {
        queue.add(new Nothing());
    }

    /** Takes what there is, at most two. Returns how many. */
    public int take() {
        return queue.take(new @Nullable Job[2], 2);
    }

    /** A task comes in, if no other is there. */
    public boolean enter() {
        return gate.tryEnter(0);
    }

    /** A task leaves. */
    public void leave() {
        gate.leave(0);
    }

    /** A task is in, through the gate at which one waits. */
    public void fill() {
        if (!patient.tryEnter(0)) {
            throw new AssertionError("the first does not get in");
        }
    }

    /** It leaves. */
    public void makeRoom() {
        patient.leave(0);
    }

    /** Another one waits until it gets in. Returns 1, 0 if it does not get in, -1 if nobody woke it. */
    public int waitForRoom() {
        long start = System.nanoTime();
        try {
            if (!patient.tryEnter(0) && !patient.enter(0, Long.MAX_VALUE)) {
                return 0;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
        return System.nanoTime() - start < LATE_NANOS ? 1 : -1;
    }

    /** How many tasks there seem to be. */
    public int inside() {
        return (int) gate.tasks();
    }

    /** The same, where somewhat more may be said. */
    public int insideAtMost() {
        return (int) gate.tasksAtMost();
    }
}
