package io.github.threeply.ipc.process;

import static java.util.Objects.requireNonNull;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.BulkResults;
import io.github.threeply.core.Task;
import io.github.threeply.core.TaskFunction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A pool, with the same options for all tasks that come through here: see {@link WorkerProcessPool#with}. */
final class PoolView implements BulkExecutor {
    private static final long LOOK_NANOS = 100_000_000;

    private final WorkerProcessPool pool;
    private final ViewScope scope;
    private final TaskTerms terms;

    PoolView(WorkerProcessPool pool, ViewScope scope, TaskTerms terms) {
        this.pool = pool;
        this.scope = scope;
        this.terms = terms;
    }

    private <T extends @Nullable Object> PoolFuture<T> send(Object task, @Nullable Object result, boolean loud) {
        if (scope.isShutdown()) {
            throw scope.rejection(); // before the work of encoding
        }
        return pool.send(task, result, loud, terms);
    }

    @Override
    public <T extends @Nullable Object> WorkerFuture<T> submit(Task<T> task) {
        return send(requireNonNull(task, "task"), null, false);
    }

    @Override
    public WorkerFuture<?> submit(Task.Action action) {
        return send(requireNonNull(action, "action"), null, false);
    }

    @Override
    public <T extends @Nullable Object> WorkerFuture<T> submit(Callable<T> task) {
        return send(requireNonNull(task, "task"), null, false);
    }

    @Override
    public WorkerFuture<?> submit(Runnable task) {
        return send(requireNonNull(task, "task"), null, false);
    }

    @Override
    public <T extends @Nullable Object> WorkerFuture<T> submit(Runnable task, T result) {
        return send(requireNonNull(task, "task"), result, false);
    }

    @Override
    public void execute(Runnable command) {
        var unused = send(requireNonNull(command, "command"), null, true);
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> BulkResults<R> submitEach(
            TaskFunction<? super A, ? extends R> function, Iterator<? extends A> arguments, int credits) {
        if (scope.isShutdown()) {
            throw scope.rejection();
        }
        return pool.sendEach(function, arguments, credits, terms);
    }

    private Invocations invocations() {
        return new Invocations(pool, terms, () -> {
            if (scope.isShutdown()) {
                throw scope.rejection();
            }
        });
    }

    @Override
    public <T extends @Nullable Object> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks)
            throws InterruptedException {
        return invocations().all(tasks, Long.MAX_VALUE);
    }

    @Override
    public <T extends @Nullable Object> List<Future<T>> invokeAll(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit) throws InterruptedException {
        return invocations().all(tasks, unit.toNanos(timeout));
    }

    @Override
    public <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> tasks)
            throws InterruptedException, ExecutionException {
        try {
            return invocations().any(tasks, Long.MAX_VALUE);
        } catch (TimeoutException e) {
            throw new AssertionError("292 years have passed", e);
        }
    }

    @Override
    public <T extends @Nullable Object> T invokeAny(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return invocations().any(tasks, unit.toNanos(timeout));
    }

    @Override
    public int parallelism() {
        return pool.parallelism();
    }

    @Override
    public int lookAhead() {
        return pool.lookAhead();
    }

    @Override
    public void shutdown() {
        scope.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        scope.stop();
        List<Runnable> neverStarted = new ArrayList<>();
        for (Job job : pool.core().cancelAllOf(scope)) {
            Runnable task = job.asRunnable();
            if (task != null) {
                neverStarted.add(task);
            }
        }
        return neverStarted;
    }

    @Override
    public boolean isShutdown() {
        if (pool.isShutdown()) {
            scope.shutdown(); // it takes no more either
        }
        return scope.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return isShutdown() && scope.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        long begin = System.nanoTime();
        long limit = unit.toNanos(timeout);
        while (true) {
            boolean ends = isShutdown(); // nobody tells the view when its pool is shut down
            long left = limit - (System.nanoTime() - begin);
            if (scope.awaitTermination(ends ? left : Math.min(left, LOOK_NANOS))) {
                return true;
            }
            if (System.nanoTime() - begin >= limit) {
                return false;
            }
        }
    }

    @Override
    public void close() {
        shutdown();
        boolean interrupted = false;
        while (true) {
            try {
                if (scope.awaitTermination(Long.MAX_VALUE)) {
                    break;
                }
            } catch (InterruptedException e) {
                if (!interrupted) {
                    var unused = shutdownNow();
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "a view of " + pool;
    }
}
