package io.github.threeply.ipc.process;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * In which state a pool is, and why. States only go forward: running, shut down, stopped; or broken, from which there is no
 * way but to the end.
 *
 * <p>Who changes the state looks at the pool's tasks afterwards, and who brings or ends a task looks at the state afterwards:
 * both are volatile, so one of the two sees the other, and none is forgotten.
 */
final class PoolLife {
    private enum State {
        RUNNING("running"),
        /** Takes no more, does what it has. */
        SHUTDOWN("shut down, finishing what it has"),
        /** Takes no more, cancels what it has. */
        STOP("stopping"),
        /** No worker can be started. */
        BROKEN("broken");

        private final String words;

        State(String words) {
            this.words = words;
        }
    }

    private final String pool;
    private final AtomicBoolean workersStopped = new AtomicBoolean();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch terminated = new CountDownLatch(1);
    private volatile State state = State.RUNNING; // changed under the monitor of this, and so is the failure
    private volatile @Nullable WorkerStartException firstFailure;

    PoolLife(String pool) {
        this.pool = pool;
    }

    /** Takes no more tasks from now on. */
    synchronized void shutdown() {
        if (state == State.RUNNING) {
            state = State.SHUTDOWN;
        }
    }

    /** Takes no more tasks, and does none of those that it has. */
    synchronized void stop() {
        if (state != State.BROKEN) {
            state = State.STOP;
        }
    }

    /** A worker is ready: what failed before it is over. */
    synchronized void forgetFailures() {
        firstFailure = null;
    }

    synchronized void startFailed(WorkerStartException failure) {
        if (firstFailure == null) {
            firstFailure = failure;
        }
    }

    /** No worker can be started. True for the one who found that first. */
    synchronized boolean giveUp() {
        if (state == State.STOP || state == State.BROKEN) {
            return false;
        }
        state = State.BROKEN;
        return true;
    }

    /** The failure to start a worker since which none has become ready. */
    @Nullable
    WorkerStartException firstFailure() {
        return firstFailure;
    }

    boolean isRunning() {
        return state == State.RUNNING;
    }

    boolean isStopped() {
        return state == State.STOP;
    }

    boolean isBroken() {
        return state == State.BROKEN;
    }

    /** Whether what waits will never run. */
    boolean runsNothing() {
        State now = state;
        return now == State.STOP || now == State.BROKEN;
    }

    RejectedExecutionException rejection() {
        return isBroken()
                ? new RejectedExecutionException("pool " + pool + " could not start its workers", firstFailure)
                : new RejectedExecutionException("pool " + pool + " was shut down");
    }

    /** In a word or two. */
    String words() {
        if (isTerminated()) {
            return isBroken() ? "broken, terminated" : "terminated";
        }
        return state.words;
    }

    /** The workers are told to end. True for the one who is to tell them. */
    boolean stopWorkers() {
        boolean first = workersStopped.compareAndSet(false, true);
        if (first) {
            stopping.countDown();
        }
        return first;
    }

    /** Whether the workers were told to end. */
    boolean isStopping() {
        return stopping.getCount() == 0;
    }

    /** Waits so long, but not longer than until the workers are told to end; whether they were. */
    boolean awaitStopping(long nanos) throws InterruptedException {
        return stopping.await(nanos, TimeUnit.NANOSECONDS);
    }

    void terminated() {
        terminated.countDown();
    }

    boolean isTerminated() {
        return terminated.getCount() == 0;
    }

    boolean awaitTermination(long nanos) throws InterruptedException {
        return terminated.await(nanos, TimeUnit.NANOSECONDS);
    }
}
