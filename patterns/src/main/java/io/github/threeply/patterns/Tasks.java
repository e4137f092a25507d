package io.github.threeply.patterns;

import static java.util.Objects.requireNonNull;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.Task;
import io.github.threeply.core.TaskFunction;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Ways to run many tasks over any executor: threads, or processes where the executor is a {@link BulkExecutor} of worker
 * processes and the tasks can travel.
 *
 * <p><b>Failure.</b> Where one failure is the failure of all, it cancels the others, interrupting those that run,
 * <i>and waits for them</i>, at most for a grace time of 10 seconds. If some still run then,
 * {@link TasksStillRunningException} says which. So when a method here has thrown anything else, none of its tasks runs
 * any more.
 *
 * <p><b>An executor that ends.</b> If the executor is shut down and has ended without having run all tasks, whoever waits
 * for them is told within about a second: what never ran has failed with a {@link CancellationException}.
 *
 * <p><b>Memory consistency effects.</b> Actions before a method here is called, or before the source of arguments returns
 * an argument, <i>happen-before</i> the task; actions of the task <i>happen-before</i> its result is returned here.
 */
public final class Tasks {
    private Tasks() {}

    /**
     * Applies a function to many arguments; the results come in the order of the arguments. The look-ahead is
     * {@linkplain BulkExecutor#lookAhead what the executor proposes}: 256 for each thread of a pool of threads; for each
     * worker of a pool of processes 8192 at most, of which it uses about 16 where each argument takes a millisecond or
     * more, and as much as it needs where they take less.
     *
     * @param executor runs the function
     * @param function what to apply
     * @param arguments the arguments, taken one by one by the thread that reads the results; may be endless
     * @param <A> the type of the arguments
     * @param <R> the type of the results
     * @return the results, to be read once and closed
     * @throws RejectedExecutionException if the executor takes no more work
     * @see #map(ExecutorService, TaskFunction, Iterable, int)
     */
    public static <A extends @Nullable Object, R extends @Nullable Object> Results<R> map(
            ExecutorService executor, TaskFunction<? super A, ? extends R> function, Iterable<? extends A> arguments) {
        return map(executor, function, arguments, lookAhead(executor));
    }

    /**
     * Applies a function to many arguments; the results come in the order of the arguments. The first work starts now.
     * From the source no more than {@code lookAhead} arguments are taken beyond those whose results were read: that many
     * at most are under way or wait to be read, also when one slow task holds up those behind it.
     *
     * @param executor runs the function
     * @param function what to apply
     * @param arguments the arguments, taken one by one by the thread that reads the results; may be endless
     * @param lookAhead how far to work ahead of the reader, at least 1
     * @param <A> the type of the arguments
     * @param <R> the type of the results
     * @return the results, to be read once and closed
     * @throws IllegalArgumentException if {@code lookAhead} is not positive
     * @throws RejectedExecutionException if the executor takes no more work
     */
    public static <A extends @Nullable Object, R extends @Nullable Object> Results<R> map(
            ExecutorService executor,
            TaskFunction<? super A, ? extends R> function,
            Iterable<? extends A> arguments,
            int lookAhead) {
        return map(executor, function, arguments, lookAhead, true, Bulk.GRACE);
    }

    /**
     * Applies a function to many arguments; the results come as they are ready. The look-ahead is
     * {@linkplain BulkExecutor#lookAhead what the executor proposes}, as for {@link #map(ExecutorService, TaskFunction,
     * Iterable)}.
     *
     * @param executor runs the function
     * @param function what to apply
     * @param arguments the arguments, taken one by one by the thread that reads the results; may be endless
     * @param <A> the type of the arguments
     * @param <R> the type of the results
     * @return the results, to be read once and closed
     * @throws RejectedExecutionException if the executor takes no more work
     */
    public static <A extends @Nullable Object, R extends @Nullable Object> Results<R> mapUnordered(
            ExecutorService executor, TaskFunction<? super A, ? extends R> function, Iterable<? extends A> arguments) {
        return mapUnordered(executor, function, arguments, lookAhead(executor));
    }

    /**
     * Applies a function to many arguments; the results come as they are ready. Else as
     * {@link #map(ExecutorService, TaskFunction, Iterable, int)}.
     *
     * @param executor runs the function
     * @param function what to apply
     * @param arguments the arguments, taken one by one by the thread that reads the results; may be endless
     * @param lookAhead how far to work ahead of the reader, at least 1
     * @param <A> the type of the arguments
     * @param <R> the type of the results
     * @return the results, to be read once and closed
     * @throws IllegalArgumentException if {@code lookAhead} is not positive
     * @throws RejectedExecutionException if the executor takes no more work
     */
    public static <A extends @Nullable Object, R extends @Nullable Object> Results<R> mapUnordered(
            ExecutorService executor,
            TaskFunction<? super A, ? extends R> function,
            Iterable<? extends A> arguments,
            int lookAhead) {
        return map(executor, function, arguments, lookAhead, false, Bulk.GRACE);
    }

    static <A extends @Nullable Object, R extends @Nullable Object> Results<R> map(
            ExecutorService executor,
            TaskFunction<? super A, ? extends R> function,
            Iterable<? extends A> arguments,
            int lookAhead,
            boolean ordered,
            Duration grace) {
        requireNonNull(function, "function");
        requireNonNull(arguments, "arguments");
        if (lookAhead < 1) {
            throw new IllegalArgumentException("lookAhead must be at least 1, but was " + lookAhead);
        }
        BulkExecutor bulkExecutor = BulkExecutor.over(executor);
        Bulk<A, R> bulk = new Bulk<>(bulkExecutor, function, arguments.iterator(), lookAhead);
        return new MappedResults<>(bulk, ordered, grace);
    }

    private static int lookAhead(ExecutorService executor) {
        return Math.max(1, BulkExecutor.over(executor).lookAhead());
    }

    /**
     * Runs tasks and waits for all. The first failure cancels the others and waits for them.
     *
     * @param executor runs the tasks
     * @param tasks the tasks
     * @param <T> the type of the values
     * @return the values, in the order of the tasks; the list cannot be changed, and may contain nulls
     * @throws ExecutionException around the first failure; the others are suppressed by it
     * @throws InterruptedException if the thread is interrupted while it waits; the tasks were cancelled and have ended
     * @throws TasksStillRunningException if tasks were cancelled and did not end within the grace time
     * @throws RejectedExecutionException if the executor takes no more work
     */
    public static <T extends @Nullable Object> List<T> gather(
            ExecutorService executor, Collection<? extends Callable<? extends T>> tasks)
            throws ExecutionException, InterruptedException {
        return Gather.values(executor, tasks, null, Bulk.GRACE);
    }

    /**
     * Runs tasks and waits for all, as {@link #gather(ExecutorService, Collection)}. A lambda given here can travel.
     *
     * @param executor runs the tasks
     * @param tasks the tasks
     * @param <T> the type of the values
     * @return the values, in the order of the tasks; the list cannot be changed, and may contain nulls
     * @throws ExecutionException around the first failure; the others are suppressed by it
     * @throws InterruptedException if the thread is interrupted while it waits; the tasks were cancelled and have ended
     * @throws TasksStillRunningException if tasks were cancelled and did not end within the grace time
     * @throws RejectedExecutionException if the executor takes no more work
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public static <T extends @Nullable Object> List<T> gather(ExecutorService executor, Task<? extends T>... tasks)
            throws ExecutionException, InterruptedException {
        return Gather.values(executor, Gather.listOf(tasks), null, Bulk.GRACE);
    }

    /**
     * Runs tasks and waits for all; a failure stays its own task's affair and is among the outcomes.
     *
     * @param executor runs the tasks
     * @param tasks the tasks
     * @param <T> the type of the values
     * @return the outcomes, in the order of the tasks
     * @throws InterruptedException if the thread is interrupted while it waits; the tasks were cancelled and have ended
     * @throws TasksStillRunningException if tasks were cancelled and did not end within the grace time
     * @throws RejectedExecutionException if the executor takes no more work
     */
    public static <T extends @Nullable Object> List<Outcome<T>> gatherOutcomes(
            ExecutorService executor, Collection<? extends Callable<? extends T>> tasks) throws InterruptedException {
        return Gather.outcomes(executor, tasks, null, Bulk.GRACE);
    }

    /**
     * Runs tasks and waits for all, as {@link #gatherOutcomes(ExecutorService, Collection)}. A lambda given here can
     * travel.
     *
     * @param executor runs the tasks
     * @param tasks the tasks
     * @param <T> the type of the values
     * @return the outcomes, in the order of the tasks
     * @throws InterruptedException if the thread is interrupted while it waits; the tasks were cancelled and have ended
     * @throws TasksStillRunningException if tasks were cancelled and did not end within the grace time
     * @throws RejectedExecutionException if the executor takes no more work
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public static <T extends @Nullable Object> List<Outcome<T>> gatherOutcomes(
            ExecutorService executor, Task<? extends T>... tasks) throws InterruptedException {
        return Gather.outcomes(executor, Gather.listOf(tasks), null, Bulk.GRACE);
    }

    /**
     * Runs tasks and waits for all, at most for {@code limit}. Those that have not ended by then are cancelled, and waited
     * for; what came is in the exception.
     *
     * @param executor runs the tasks
     * @param tasks the tasks
     * @param limit how much time they have together
     * @param <T> the type of the values
     * @return the values, in the order of the tasks; the list cannot be changed, and may contain nulls
     * @throws ExecutionException around the first failure; the others are suppressed by it
     * @throws GatherTimedOutException if the limit ended before all tasks had; it has their outcomes
     * @throws InterruptedException if the thread is interrupted while it waits; the tasks were cancelled and have ended
     * @throws TasksStillRunningException if tasks were cancelled and did not end within the grace time; if that was for
     *     the limit, its cause is the {@link GatherTimedOutException}
     * @throws RejectedExecutionException if the executor takes no more work
     */
    public static <T extends @Nullable Object> List<T> gather(
            ExecutorService executor, Collection<? extends Callable<? extends T>> tasks, Duration limit)
            throws ExecutionException, InterruptedException {
        return Gather.values(executor, tasks, requireNonNull(limit, "limit"), Bulk.GRACE);
    }

    /**
     * Runs tasks and waits for all, at most for {@code limit}; a failure stays its own task's affair. Tasks that have not
     * ended by then are cancelled, and waited for; among the outcomes each of them is a {@link CancellationException},
     * unless it has come to its value all the same before it learned of that. What they threw then is not told.
     *
     * @param executor runs the tasks
     * @param tasks the tasks
     * @param limit how much time they have together
     * @param <T> the type of the values
     * @return the outcomes, in the order of the tasks
     * @throws InterruptedException if the thread is interrupted while it waits; the tasks were cancelled and have ended
     * @throws TasksStillRunningException if tasks were cancelled and did not end within the grace time; if that was for
     *     the limit, its cause is a {@link GatherTimedOutException}, which has the outcomes
     * @throws RejectedExecutionException if the executor takes no more work
     */
    public static <T extends @Nullable Object> List<Outcome<T>> gatherOutcomes(
            ExecutorService executor, Collection<? extends Callable<? extends T>> tasks, Duration limit)
            throws InterruptedException {
        return Gather.outcomes(executor, tasks, requireNonNull(limit, "limit"), Bulk.GRACE);
    }

    /**
     * Runs tasks until the first has succeeded. The others are then cancelled, and waited for.
     *
     * @param executor runs the tasks
     * @param tasks the tasks, at least one
     * @param <T> the type of the values
     * @return the value of the first to succeed
     * @throws ExecutionException if none has succeeded: around the first failure, the others are suppressed by it
     * @throws InterruptedException if the thread is interrupted while it waits; the tasks were cancelled and have ended
     * @throws TasksStillRunningException if tasks were cancelled and did not end within the grace time; if one had
     *     succeeded, its value is in {@link TasksStillRunningException#winner}
     * @throws IllegalArgumentException if there are no tasks
     * @throws RejectedExecutionException if the executor takes no more work
     */
    public static <T extends @Nullable Object> T race(
            ExecutorService executor, Collection<? extends Callable<? extends T>> tasks)
            throws ExecutionException, InterruptedException {
        return Race.<T>run(executor, tasks, null, Bulk.GRACE);
    }

    /**
     * Runs tasks until the first has succeeded, as {@link #race(ExecutorService, Collection)}. A lambda given here can
     * travel.
     *
     * @param executor runs the tasks
     * @param tasks the tasks, at least one
     * @param <T> the type of the values
     * @return the value of the first to succeed
     * @throws ExecutionException as {@link #race(ExecutorService, Collection)}, as are all other exceptions
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public static <T extends @Nullable Object> T race(ExecutorService executor, Task<? extends T>... tasks)
            throws ExecutionException, InterruptedException {
        return Race.<T>run(executor, Gather.listOf(tasks), null, Bulk.GRACE);
    }

    /**
     * Runs tasks until the first has succeeded, at most for {@code limit}. The others are then cancelled, and waited for.
     *
     * @param executor runs the tasks
     * @param tasks the tasks, at least one
     * @param limit how much time they have together
     * @param <T> the type of the values
     * @return the value of the first to succeed
     * @throws TasksTimedOutException if none has succeeded within the limit, and not all have failed; the failures until
     *     then are suppressed by it
     * @throws ExecutionException as {@link #race(ExecutorService, Collection)}, as are all other exceptions
     */
    public static <T extends @Nullable Object> T race(
            ExecutorService executor, Collection<? extends Callable<? extends T>> tasks, Duration limit)
            throws ExecutionException, InterruptedException {
        return Race.<T>run(executor, tasks, requireNonNull(limit, "limit"), Bulk.GRACE);
    }

    /**
     * Delivers futures in the order in which they end, normally or not. The limit counts from this call. When it is over,
     * those that have ended are still delivered, then the iterator throws {@link TasksPendingException}, which tells how
     * many have not; nothing is cancelled. What was delivered is forgotten here.
     *
     * <p>A future that is a {@link java.util.concurrent.CompletionStage}, or of a {@link TaskGroup}, announces its end.
     * Any other has to be looked at: every millisecond, or if there are more than 10,000 of them so often that it takes
     * about a tenth of the time. The last one alone is waited for.
     *
     * <p>If the thread is interrupted while it waits, the iterator throws {@link TaskFailedException} around the
     * {@link InterruptedException}, with the interrupt status set; no future is lost by that.
     *
     * @param futures the futures, copied now
     * @param limit how long to wait at most, for all of them together
     * @param <F> the type of the futures
     * @return the futures, to be iterated once, by one thread
     */
    public static <F extends Future<?>> Iterable<F> asCompleted(Collection<F> futures, Duration limit) {
        Iterator<F> iterator =
                new AsCompleted<>(requireNonNull(futures, "futures"), Limits.nanos(requireNonNull(limit, "limit")));
        AtomicBoolean taken = new AtomicBoolean();
        return () -> {
            if (taken.getAndSet(true)) {
                throw new IllegalStateException("futures can be iterated once as they complete");
            }
            return iterator;
        };
    }
}
