package io.github.threeply.patterns;

import io.github.threeply.core.BulkExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/** Runs a fixed number of tasks and waits for all of them, once. For one thread. */
final class Gather<T extends @Nullable Object> {
    private final List<Callable<? extends T>> tasks;
    private final BulkExecutor executor;
    private final @Nullable Duration limit;
    private final Duration grace;
    private final List<@Nullable Outcome<T>> outcomes;
    private final List<Throwable> failures = new ArrayList<>();

    private Gather(
            ExecutorService executor,
            Collection<? extends Callable<? extends T>> tasks,
            @Nullable Duration limit,
            Duration grace) {
        this.executor = BulkExecutor.over(executor);
        this.tasks = Bulk.copyOf(tasks, "task");
        this.limit = limit;
        this.grace = grace;
        this.outcomes = new ArrayList<>(Collections.nCopies(this.tasks.size(), null));
    }

    /** All values, or the first failure, or what came until the limit. */
    @SuppressWarnings("NullAway") // a value is as nullable as T
    static <T extends @Nullable Object> List<T> values(
            ExecutorService executor,
            Collection<? extends Callable<? extends T>> tasks,
            @Nullable Duration limit,
            Duration grace)
            throws ExecutionException, InterruptedException {
        Gather<T> gather = new Gather<>(executor, tasks, limit, grace);
        List<String> notDone = gather.run(true);
        List<Outcome<T>> outcomes = gather.outcomes();
        if (limit != null && !notDone.isEmpty()) {
            throw Bulk.withSuppressed(new GatherTimedOutException(limit, notDone, outcomes), gather.failures);
        }
        List<T> values = new ArrayList<>(outcomes.size());
        for (Outcome<T> outcome : outcomes) {
            values.add(outcome.get());
        }
        return Collections.unmodifiableList(values);
    }

    /** The outcomes, with a cancellation for each task that had none at the limit. */
    static <T extends @Nullable Object> List<Outcome<T>> outcomes(
            ExecutorService executor,
            Collection<? extends Callable<? extends T>> tasks,
            @Nullable Duration limit,
            Duration grace)
            throws InterruptedException {
        Gather<T> gather = new Gather<>(executor, tasks, limit, grace);
        try {
            gather.run(false);
        } catch (ExecutionException e) {
            throw new AssertionError("failures are among the outcomes", e);
        }
        return gather.outcomes();
    }

    /** Returns the names of the tasks that were cut off at the limit. */
    private List<String> run(boolean failFast) throws ExecutionException, InterruptedException {
        if (tasks.isEmpty()) {
            return List.of();
        }
        long limitNanos = limit == null ? Long.MAX_VALUE : Limits.nanos(limit);
        long begin = System.nanoTime();
        Bulk<Callable<? extends T>, T> bulk = new Bulk<>(executor, Bulk.<T>call(), tasks.iterator(), tasks.size());
        try {
            while (bulk.next(limitNanos - (System.nanoTime() - begin))) {
                Outcome<T> outcome = bulk.outcome();
                Throwable failure = outcome.failure();
                if (failure != null && failFast) {
                    bulk.cancelAndWaitOrThrow(grace, failures, failure, "task");
                    throw Bulk.withSuppressed(new ExecutionException(failure), failures);
                }
                keep(bulk);
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
        return limit == null || bulk.isDone() ? List.of() : cutOff(bulk, limit);
    }

    private List<String> cutOff(Bulk<Callable<? extends T>, T> bulk, Duration over) {
        // Also the cause, if some still run: with what has come until now.
        GatherTimedOutException why = new GatherTimedOutException(over, withoutOutcome(), outcomes());
        bulk.timeOut(grace, failures, why, this::keepLate);
        return withoutOutcome();
    }

    private List<String> withoutOutcome() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) == null) {
                names.add("task " + i);
            }
        }
        return names;
    }

    private void keep(Bulk<Callable<? extends T>, T> bulk) {
        outcomes.set((int) bulk.index(), bulk.outcome());
    }

    /** A task that ended before it learned of its cancellation has its outcome; what others threw is told beside. */
    private void keepLate(Bulk<Callable<? extends T>, T> bulk) {
        Outcome<T> outcome = bulk.outcome();
        if (outcome.isSuccess()) {
            keep(bulk);
        } else {
            Bulk.addIfReal(outcome.failure(), failures);
        }
    }

    private List<Outcome<T>> outcomes() {
        List<Outcome<T>> all = new ArrayList<>(outcomes.size());
        for (int i = 0; i < outcomes.size(); i++) {
            Outcome<T> outcome = outcomes.get(i);
            all.add(outcome != null ? outcome : new Outcome.Failure<>(noOutcome(i)));
        }
        return Collections.unmodifiableList(all);
    }

    private Throwable noOutcome(int index) {
        return limit == null
                ? new IllegalStateException("the executor told no outcome of task " + index)
                : new CancellationException("task " + index + " had not ended after " + limit + " and was cancelled");
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    static <T> List<T> listOf(T... elements) {
        return Arrays.asList(elements);
    }
}
