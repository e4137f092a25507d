package io.github.threeply.ipc.process;

import io.github.threeply.core.Threads;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads that a pool has in this process, besides those of each worker. All are daemons; most end when idle. */
final class PoolThreads {
    private final ScheduledThreadPoolExecutor clock;
    private final ExecutorService helpers;
    private final ThreadPoolExecutor callbacks;

    PoolThreads(String name, int workers) {
        clock = new ScheduledThreadPoolExecutor(1, Threads.daemon(name + "-clock-"));
        clock.setRemoveOnCancelPolicy(true);
        helpers = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                10,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Threads.daemon(name + "-helper-"));
        int most = Math.max(2, workers);
        callbacks = new ThreadPoolExecutor(
                most, most, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Threads.daemon(name + "-callback-"));
        callbacks.allowCoreThreadTimeOut(true);
    }

    /** Runs dependent actions of futures: code of the user. */
    Executor callbacks() {
        return callbacks;
    }

    /** Runs what may have to wait for a worker that reads nothing. */
    void help(Runnable work) {
        try {
            helpers.execute(work);
        } catch (RejectedExecutionException e) {
            work.run(); // the pool has terminated: all workers are dead, and nothing blocks
        }
    }

    /** Runs a short step later. */
    Future<?> after(long nanos, Runnable step) {
        try {
            return clock.schedule(step, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(null); // the pool has terminated
        }
    }

    /** The pool has terminated. Callbacks go on: somebody may still wait for them. Their threads stay no longer than these. */
    void end() {
        clock.shutdownNow();
        helpers.shutdown();
        callbacks.setKeepAliveTime(1, TimeUnit.MILLISECONDS);
    }
}
