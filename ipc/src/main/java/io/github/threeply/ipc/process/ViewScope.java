package io.github.threeply.ipc.process;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The life of a view of a pool: how many of its tasks are under way, and whether it takes more. */
final class ViewScope {
    private final AtomicLong pending = new AtomicLong();
    private final CountDownLatch terminated = new CountDownLatch(1);
    private volatile boolean shutdown;
    private volatile boolean stopped;

    void admit() {
        pending.incrementAndGet();
        // Paired with shutdown, which sets the flag and then looks at pending: one of the two sees the other.
        if (shutdown) {
            ended();
            throw rejection();
        }
    }

    /** One job became two. */
    void admitPart() {
        pending.incrementAndGet();
    }

    RejectedExecutionException rejection() {
        return new RejectedExecutionException("this view of the pool was shut down");
    }

    void ended() {
        if (pending.decrementAndGet() == 0 && shutdown) {
            terminated.countDown();
        }
    }

    void shutdown() {
        shutdown = true;
        if (pending.get() == 0) {
            terminated.countDown();
        }
    }

    /** What is on its way to a worker unseen is to be cancelled when it is there. */
    void stop() {
        stopped = true;
        shutdown();
    }

    boolean isStopped() {
        return stopped;
    }

    boolean isShutdown() {
        return shutdown;
    }

    boolean isTerminated() {
        return terminated.getCount() == 0;
    }

    boolean awaitTermination(long nanos) throws InterruptedException {
        return terminated.await(nanos, TimeUnit.NANOSECONDS);
    }
}
