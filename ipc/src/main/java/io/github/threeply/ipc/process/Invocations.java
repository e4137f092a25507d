package io.github.threeply.ipc.process;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** {@code invokeAll} and {@code invokeAny}. */
final class Invocations {
    private Invocations() {}

    /** Submits several tasks. */
    interface Submitter {
        <T extends @Nullable Object> List<WorkerFuture<T>> submitAll(Collection<? extends Callable<T>> tasks);
    }

    /** These may throw the interrupt that a single submission has to tell otherwise. */
    private static <T extends @Nullable Object> List<WorkerFuture<T>> submitAll(
            Submitter pool, Collection<? extends Callable<T>> tasks) throws InterruptedException {
        try {
            return pool.submitAll(tasks);
        } catch (RejectedExecutionException e) {
            if (e.getCause() instanceof InterruptedException && Thread.interrupted()) {
                InterruptedException interrupt = new InterruptedException("interrupted while waiting for room");
                interrupt.initCause(e);
                throw interrupt;
            }
            throw e;
        }
    }

    static <T extends @Nullable Object> List<Future<T>> all(
            Submitter pool, Collection<? extends Callable<T>> tasks, long nanos) throws InterruptedException {
        requireNonNull(tasks, "tasks");
        long deadline = System.nanoTime() + nanos;
        List<WorkerFuture<T>> futures = submitAll(pool, tasks);
        boolean allDone = false;
        try {
            for (WorkerFuture<T> future : futures) {
                try {
                    future.get(nanos == Long.MAX_VALUE ? nanos : deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    return new ArrayList<>(futures);
                } catch (ExecutionException | CancellationException e) {
                    assert future.isDone(); // how it ended, the caller sees in the future
                }
            }
            allDone = true;
            return new ArrayList<>(futures);
        } finally {
            if (!allDone) {
                futures.forEach(future -> future.cancel(true));
            }
        }
    }

    static <T extends @Nullable Object> T any(Submitter pool, Collection<? extends Callable<T>> tasks, long nanos)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (requireNonNull(tasks, "tasks").isEmpty()) {
            throw new IllegalArgumentException("tasks must not be empty");
        }
        long deadline = System.nanoTime() + nanos;
        List<WorkerFuture<T>> futures = submitAll(pool, tasks);
        BlockingQueue<WorkerFuture<T>> done = new LinkedBlockingQueue<>();
        try {
            for (WorkerFuture<T> future : futures) {
                future.whenComplete((value, failure) -> done.add(future));
            }
            ExecutionException last = null;
            for (int i = 0; i < futures.size(); i++) {
                WorkerFuture<T> first =
                        done.poll(nanos == Long.MAX_VALUE ? nanos : deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (first == null) {
                    throw new TimeoutException("no task succeeded within the limit");
                }
                try {
                    return first.get();
                } catch (ExecutionException e) {
                    last = e;
                } catch (CancellationException e) {
                    last = new ExecutionException(e);
                }
            }
            throw requireNonNull(last);
        } finally {
            futures.forEach(future -> future.cancel(true));
        }
    }
}
