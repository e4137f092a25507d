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
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** {@code invokeAll} and {@code invokeAny}, of a pool or of a view of it. */
final class Invocations {
    private static final long NO_LIMIT = Long.MAX_VALUE;

    private final WorkerProcessPool pool;
    private final @Nullable TaskTerms terms;
    private final Runnable check;

    /** With what throws if nothing more is taken. */
    Invocations(WorkerProcessPool pool, @Nullable TaskTerms terms, Runnable check) {
        this.pool = pool;
        this.terms = terms;
        this.check = check;
    }

    /** A time that runs from now on. */
    private static final class Limit {
        private final long begin = System.nanoTime();
        private final long nanos;

        Limit(long nanos) {
            this.nanos = nanos;
        }

        long left() {
            return nanos == NO_LIMIT ? NO_LIMIT : nanos - (System.nanoTime() - begin);
        }

        boolean isOver() {
            return left() <= 0;
        }
    }

    /** Null if the time was up before there was room. */
    private <T extends @Nullable Object> @Nullable WorkerFuture<T> submit(Callable<T> task, Limit limit)
            throws InterruptedException {
        requireNonNull(task, "task");
        check.run();
        try {
            return limit.isOver() ? null : pool.send(task, null, false, terms, limit.left());
        } catch (PoolFullException e) {
            if (limit.isOver()) {
                return null;
            }
            throw e;
        } catch (RejectedExecutionException e) {
            // A single submission has to tell an interrupt otherwise.
            if (e.getCause() instanceof InterruptedException && Thread.interrupted()) {
                InterruptedException interrupt = new InterruptedException("interrupted while waiting for room");
                interrupt.initCause(e);
                throw interrupt;
            }
            throw e;
        }
    }

    <T extends @Nullable Object> List<Future<T>> all(Collection<? extends Callable<T>> tasks, long nanos)
            throws InterruptedException {
        List<Future<T>> futures = new ArrayList<>(requireNonNull(tasks, "tasks").size());
        Limit limit = new Limit(nanos);
        boolean allDone = false;
        try {
            for (Callable<T> task : tasks) {
                WorkerFuture<T> future = submit(task, limit);
                futures.add(future == null ? pool.neverSent(task, terms) : future);
            }
            allDone = awaitAll(futures, limit);
        } finally {
            if (!allDone) {
                futures.forEach(future -> future.cancel(true));
            }
        }
        if (!allDone) {
            allDone = awaitAll(futures, new Limit(NO_LIMIT)); // the caller may rely on it that they are done
            assert allDone;
        }
        return futures;
    }

    /** Waits until all have ended, however they do; whether they have in time. */
    private static <T extends @Nullable Object> boolean awaitAll(List<Future<T>> futures, Limit limit)
            throws InterruptedException {
        for (Future<T> future : futures) {
            try {
                future.get(limit.left(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                return false;
            } catch (ExecutionException | CancellationException e) {
                assert future.isDone(); // how it ended, the caller sees in the future
            }
        }
        return true;
    }

    <T extends @Nullable Object> T any(Collection<? extends Callable<T>> tasks, long nanos)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (requireNonNull(tasks, "tasks").isEmpty()) {
            throw new IllegalArgumentException("tasks must not be empty");
        }
        Limit limit = new Limit(nanos);
        List<WorkerFuture<T>> futures = new ArrayList<>(tasks.size());
        BlockingQueue<WorkerFuture<T>> ended = new LinkedBlockingQueue<>();
        AtomicBoolean enough = new AtomicBoolean();
        try {
            for (Callable<T> task : tasks) {
                WorkerFuture<T> future = enough.get() ? null : submit(task, limit);
                if (future == null) {
                    break;
                }
                futures.add(future);
                future.whenComplete((value, failure) -> {
                    ended.add(future);
                    if (failure == null) {
                        enough.set(true);
                    }
                });
            }
            return firstResult(futures.size(), tasks.size(), ended, limit);
        } finally {
            futures.forEach(future -> future.cancel(true));
        }
    }

    private static <T extends @Nullable Object> T firstResult(
            int submitted, int wanted, BlockingQueue<WorkerFuture<T>> ended, Limit limit)
            throws InterruptedException, ExecutionException, TimeoutException {
        ExecutionException last = null;
        for (int i = 0; i < submitted; i++) {
            WorkerFuture<T> first = ended.poll(limit.left(), TimeUnit.NANOSECONDS);
            if (first == null) {
                break;
            }
            try {
                return first.get();
            } catch (ExecutionException e) {
                last = e;
            } catch (CancellationException e) {
                last = new ExecutionException(e);
            }
            if (i == wanted - 1) {
                throw last;
            }
        }
        throw new TimeoutException("no task succeeded within the limit");
    }
}
