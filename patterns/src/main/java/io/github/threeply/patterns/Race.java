package io.github.threeply.patterns;

import io.github.threeply.core.BulkExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/** Runs tasks until the first has succeeded. */
final class Race {
    private Race() {}

    @SuppressWarnings("NullAway") // a value is as nullable as T
    static <T extends @Nullable Object> T run(
            ExecutorService executor,
            Collection<? extends Callable<? extends T>> tasks,
            @Nullable Duration limit,
            Duration grace)
            throws ExecutionException, InterruptedException {
        BulkExecutor bulkExecutor = BulkExecutor.over(executor);
        List<Callable<? extends T>> all = Bulk.copyOf(tasks, "task");
        if (all.isEmpty()) {
            throw new IllegalArgumentException("a race needs at least one task, but there is none");
        }
        long limitNanos = limit == null ? Long.MAX_VALUE : Limits.nanos(limit);
        long begin = System.nanoTime();
        Bulk<Callable<? extends T>, T> bulk = new Bulk<>(bulkExecutor, Bulk.<T>call(), all.iterator(), all.size());
        List<Throwable> failures = new ArrayList<>();
        Outcome<T> winner = null;
        try {
            while (winner == null && bulk.next(limitNanos - (System.nanoTime() - begin))) {
                Throwable failure = bulk.outcome().failure();
                if (failure == null) {
                    winner = bulk.outcome();
                } else {
                    failures.add(failure);
                }
            }
        } catch (InterruptedException | RuntimeException e) {
            bulk.cancelAndWaitOrThrow(grace, failures, e, "task");
            Bulk.withSuppressed(e, failures);
            throw e;
        }
        if (winner != null) {
            List<Long> running = bulk.cancelAndWait(grace, failures);
            if (!running.isEmpty()) {
                List<String> names =
                        running.stream().map(index -> "task " + index).toList();
                throw Bulk.withSuppressed(new TasksStillRunningException(names, grace, null, winner), failures);
            }
            return winner.get();
        }
        if (limit != null && !bulk.isDone()) {
            List<String> notDone =
                    bulk.underWay().stream().map(index -> "task " + index).toList();
            TasksTimedOutException over = new TasksTimedOutException(limit, notDone);
            bulk.cancelAndWaitOrThrow(grace, failures, over, "task");
            throw Bulk.withSuppressed(over, failures);
        }
        throw Bulk.withSuppressed(new ExecutionException(failures.get(0)), failures);
    }
}
