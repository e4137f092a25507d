package io.github.threeply.patterns;

import io.github.threeply.core.BulkExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/** Runs a fixed number of tasks and waits for all of them. */
final class Gather {
    private Gather() {}

    @SuppressWarnings("NullAway") // a value is as nullable as T
    static <T extends @Nullable Object> List<T> values(
            ExecutorService executor, Collection<? extends Callable<? extends T>> tasks, Duration grace)
            throws ExecutionException, InterruptedException {
        List<T> values = new ArrayList<>();
        for (Outcome<T> outcome : run(executor, tasks, true, grace)) {
            values.add(outcome.get());
        }
        return Collections.unmodifiableList(values);
    }

    static <T extends @Nullable Object> List<Outcome<T>> outcomes(
            ExecutorService executor, Collection<? extends Callable<? extends T>> tasks, Duration grace)
            throws InterruptedException {
        try {
            return run(executor, tasks, false, grace);
        } catch (ExecutionException e) {
            throw new AssertionError("failures are among the outcomes", e);
        }
    }

    private static <T extends @Nullable Object> List<Outcome<T>> run(
            ExecutorService executor,
            Collection<? extends Callable<? extends T>> tasks,
            boolean failFast,
            Duration grace)
            throws ExecutionException, InterruptedException {
        BulkExecutor bulkExecutor = BulkExecutor.over(executor);
        List<Callable<? extends T>> all = Bulk.copyOf(tasks, "task");
        if (all.isEmpty()) {
            return List.of();
        }
        Bulk<Callable<? extends T>, T> bulk = new Bulk<>(bulkExecutor, Bulk.<T>call(), all.iterator(), all.size());
        List<Outcome<T>> outcomes = new ArrayList<>(Collections.nCopies(
                all.size(),
                new Outcome.Failure<>(new IllegalStateException("the executor told no outcome of this task"))));
        List<Throwable> failures = new ArrayList<>();
        try {
            while (bulk.next()) {
                Outcome<T> outcome = bulk.outcome();
                Throwable failure = outcome.failure();
                if (failure != null && failFast) {
                    bulk.cancelAndWaitOrThrow(grace, failures, failure, "task");
                    throw Bulk.withSuppressed(new ExecutionException(failure), failures);
                }
                outcomes.set((int) bulk.index(), outcome);
            }
        } catch (InterruptedException e) {
            bulk.cancelAndWaitOrThrow(grace, failures, e, "task");
            throw Bulk.withSuppressed(e, failures);
        } catch (RuntimeException e) {
            if (e instanceof TasksStillRunningException) {
                throw e;
            }
            bulk.cancelAndWaitOrThrow(grace, failures, e, "task");
            throw Bulk.withSuppressed(e, failures);
        }
        return Collections.unmodifiableList(outcomes);
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    static <T> List<T> listOf(T... elements) {
        return Arrays.asList(elements);
    }
}
