package io.github.threeply.ipc.process;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What a submission passes on its way into a pool. In this package because it is nobody's but the pool's. */
public final class PoolEntrance {
    private final JobQueue queue = new JobQueue();
    private final AtomicInteger hungry = new AtomicInteger();
    private final SubmissionGate gate = new SubmissionGate(Admission.reject().maxTasks(1), () -> true);

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
}
