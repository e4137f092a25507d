package io.github.threeply.core;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Any executor as a {@link BulkExecutor}. */
final class ExecutorAsBulk implements BulkExecutor {
    /**
     * When work is trivial, threads and reader wake each other once for each look-ahead, and from about here on that is no
     * longer seen: 2 threads took 2800 ns an item with a look-ahead of 16 for both together, 600 with 64, 230 with 128, 160
     * with 512, 150 with 4096.
     */
    private static final int LOOK_AHEAD_PER_THREAD = 256;

    static final AtomicInteger POOLS = new AtomicInteger();

    private final ExecutorService executor;

    // Those whose items wait outside of the executor's queue, so that shutdownNow must look there too. Under its
    // monitor.
    private final Set<SubmittedResults<?, ?>> withOwnLine = Collections.newSetFromMap(new WeakHashMap<>());

    ExecutorAsBulk(ExecutorService executor) {
        this.executor = executor;
    }

    @Override
    public <A extends @Nullable Object, R extends @Nullable Object> BulkResults<R> submitEach(
            TaskFunction<? super A, ? extends R> function, Iterator<? extends A> arguments, int credits) {
        requireNonNull(function, "function");
        requireNonNull(arguments, "arguments");
        if (executor.isShutdown()) {
            throw new RejectedExecutionException("the executor was shut down: " + executor);
        }
        SubmittedResults<A, R> results;
        if (executor instanceof ThreadPoolExecutor pool && SharedLine.serves(pool)) {
            results = new SubmittedResults<>(executor, new SharedLine<>(pool), function, arguments);
            synchronized (withOwnLine) {
                withOwnLine.add(results);
            }
        } else {
            results = new SubmittedResults<>(executor, new OneByOne<>(executor), function, arguments);
        }
        results.request(credits);
        return results;
    }

    @Override
    public <T extends @Nullable Object> Future<T> submit(Task<T> task) {
        return executor.submit((Callable<T>) requireNonNull(task, "task"));
    }

    @Override
    public Future<?> submit(Task.Action action) {
        requireNonNull(action, "action");
        // As a callable: what the action throws reaches the future as it is, checked exceptions too.
        return executor.submit(() -> {
            action.act();
            return null;
        });
    }

    @Override
    public int parallelism() {
        if (executor instanceof ForkJoinPool pool) {
            return pool.getParallelism();
        }
        // A pool makes threads beyond its core size only once its queue is full; a cached one has no core to speak of.
        if (executor instanceof ThreadPoolExecutor pool && pool.getCorePoolSize() > 0) {
            return pool.getCorePoolSize();
        }
        return BulkExecutor.super.parallelism();
    }

    @Override
    public int lookAhead() {
        return (int) Math.min((long) LOOK_AHEAD_PER_THREAD * parallelism(), 1 << 16);
    }

    @Override
    public boolean runsInPlace() {
        return true;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // there is one common pool
    public void close() {
        if (executor == ForkJoinPool.commonPool()) {
            return; // it never ends, so to wait for its end is to wait for ever
        }
        executor.shutdown();
        boolean interrupted = false;
        boolean terminated = executor.isTerminated();
        while (!terminated) {
            try {
                terminated = executor.awaitTermination(1, TimeUnit.DAYS);
            } catch (InterruptedException e) {
                if (!interrupted) {
                    shutdownNow();
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void shutdown() {
        executor.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        List<Runnable> neverStarted = new ArrayList<>();
        // Nobody will run these, so their outcome is decided now: a reader would wait for ever else.
        for (Runnable task : executor.shutdownNow()) {
            if (task instanceof SubmittedItem<?, ?> item) {
                item.cancel();
            }
            if (!(task instanceof SharedLine<?, ?>.Server)) { // what it would have served follows
                neverStarted.add(task);
            }
        }
        List<SubmittedResults<?, ?>> lines;
        synchronized (withOwnLine) {
            lines = List.copyOf(withOwnLine);
        }
        for (SubmittedResults<?, ?> results : lines) {
            neverStarted.addAll(results.cancelWaiting());
        }
        return neverStarted;
    }

    @Override
    public boolean isShutdown() {
        return executor.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return executor.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return executor.awaitTermination(timeout, unit);
    }

    @Override
    public void execute(Runnable command) {
        executor.execute(command);
    }

    @Override
    public <T extends @Nullable Object> Future<T> submit(Callable<T> task) {
        return executor.submit(task);
    }

    @Override
    public <T extends @Nullable Object> Future<T> submit(Runnable task, T result) {
        return executor.submit(task, result);
    }

    @Override
    public Future<?> submit(Runnable task) {
        return executor.submit(task);
    }

    @Override
    public <T extends @Nullable Object> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks)
            throws InterruptedException {
        return executor.invokeAll(tasks);
    }

    @Override
    public <T extends @Nullable Object> List<Future<T>> invokeAll(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit) throws InterruptedException {
        return executor.invokeAll(tasks, timeout, unit);
    }

    @Override
    public <T extends @Nullable Object> T invokeAny(Collection<? extends Callable<T>> tasks)
            throws InterruptedException, ExecutionException {
        return executor.invokeAny(tasks);
    }

    @Override
    public <T extends @Nullable Object> T invokeAny(
            Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return executor.invokeAny(tasks, timeout, unit);
    }

    @Override
    public String toString() {
        return "BulkExecutor over " + executor;
    }
}
