package io.github.threeply.patterns;

import static java.util.Objects.requireNonNull;

import io.github.threeply.core.Task;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Tasks that belong together: none outlives the group, and the first failure ends them all.
 * <pre>{@code
 * try (TaskGroup group = TaskGroup.open(pool)) {
 *     Future<User> user = group.fork(() -> loadUser(id));
 *     Future<Cart> cart = group.fork(() -> loadCart(id));
 *     group.join();
 *     show(user.get(), cart.get());
 * }
 * }</pre>
 *
 * <p><b>States.</b> OPEN; then FAILED by the first task that throws, or TIMED OUT at the deadline, or CANCELLED by
 * {@link #cancel}, or CLOSED. Only an open group takes tasks: one instant decides between a fork and the end, so no task
 * slips in behind it.
 * <pre>
 *   OPEN: forks; a join at which all goes well leaves it open
 *     |
 *     +-- a task throws --------------&gt; FAILED ----+
 *     +-- the deadline is over -------&gt; TIMED OUT -+--&gt; tasks that have not ended are cancelled; join and close
 *     +-- cancel, or the parent ends -&gt; CANCELLED -+    wait until their code has ended, or the grace time is over
 *     +-- close ----------------------&gt; CLOSED ----+
 * </pre>
 *
 * <p><b>Failure.</b> The first failure cancels the other tasks, and {@link #join} <i>waits for them</i> before it throws
 * it, with their own failures suppressed. A task has ended when its code has really ended, not when its future was
 * cancelled. Cancelling interrupts code that runs; a task that was cancelled alone, through its future, does not fail the
 * group.
 *
 * <p><b>Deadline.</b> With {@link TaskGroupBuilder#deadline} the tasks that have not ended by then are cancelled, whether
 * anybody waits for them or not, and {@link #join} throws {@link TasksTimedOutException}, which names them. Those that
 * had ended keep what their futures have. If none was cut off, join does not throw; but there are no more forks.
 *
 * <p><b>Limits.</b> With {@link TaskGroupBuilder#limit} at most so many tasks are under way, and a fork waits for a
 * place. Cancelled tasks are waited for at most for the grace time, 10 seconds unless said otherwise; after that
 * {@link TasksStillRunningException} names those that ignore the interrupt.
 *
 * <p><b>Child groups.</b> {@link #child} makes one; a group made in a task without it is independent, whatever thread it
 * is made in. A child has no more time than its parent. However the parent ends, by failure, deadline, cancel or close,
 * its children are cancelled too; and the parent waits for their tasks as for its own. What goes wrong in the child is
 * thrown to those who join the child, and is no failure of the parent unless a task of the parent throws it on.
 *
 * <p><b>Executors.</b> Any: a pool of threads, a thread for each task, worker processes. The group does not shut it down.
 * Tasks for other processes must be able to travel: lambdas given to {@link #fork(Task)} can, if what they capture can.
 * Tasks of one group should not wait for each other, unless the executor has a thread for each. If the executor is shut
 * down and ends without having run a task, that is a failure of the group with a {@link CancellationException}.
 *
 * <p><b>Threads.</b> Any thread may call any method, a task of the group too, except that a task cannot wait for its own
 * group.
 *
 * <p><b>Memory consistency effects.</b> Actions before a fork <i>happen-before</i> the task; actions of the task
 * <i>happen-before</i> the return of {@link #join}, {@link #close} and its future's {@code get}.
 */
public final class TaskGroup implements AutoCloseable {
    private final GroupState state;

    TaskGroup(GroupState state) {
        this.state = state;
    }

    /**
     * Opens a group without limits, with a grace time of 10 seconds.
     *
     * @param executor runs the tasks; it stays open
     * @return the group
     */
    public static TaskGroup open(ExecutorService executor) {
        return builder(executor).open();
    }

    /**
     * Opens a group without limits.
     *
     * @param executor runs the tasks; it stays open
     * @param grace how long to wait for cancelled tasks, zero or more
     * @return the group
     * @throws IllegalArgumentException if {@code grace} is negative
     */
    public static TaskGroup open(ExecutorService executor, Duration grace) {
        return builder(executor).grace(grace).open();
    }

    /**
     * Returns the options of a group that is still to be opened.
     *
     * @param executor runs the tasks; it stays open
     * @return the options
     */
    public static TaskGroupBuilder builder(ExecutorService executor) {
        return new TaskGroupBuilder(requireNonNull(executor, "executor"), null);
    }

    /**
     * Returns the options of a child of this group, over the same executor.
     *
     * @return the options, with the grace time and the wrapper of this group
     */
    public TaskGroupBuilder child() {
        return child(state.settings.executor);
    }

    /**
     * Returns the options of a child of this group, over another executor.
     *
     * @param executor runs the tasks of the child; it stays open
     * @return the options, with the grace time and the wrapper of this group
     */
    public TaskGroupBuilder child(ExecutorService executor) {
        return new TaskGroupBuilder(requireNonNull(executor, "executor"), state);
    }

    /**
     * Starts a task that can travel. Waits for a place if the group has a limit and so many tasks are under way.
     *
     * @param task what to do
     * @param <T> the type of its value
     * @return its future
     * @throws RejectedExecutionException if the group has failed (then with its cause), has timed out, was cancelled or
     *     closed, before or while this waited for a place; if a task of the group would have to wait for a place; if the
     *     thread is interrupted while it waits for a place (then with the {@link InterruptedException} as its cause, and
     *     the interrupt status set); or if the executor takes no more work. The task was not started.
     */
    public <T extends @Nullable Object> Future<T> fork(Task<T> task) {
        return start(null, requireNonNull(task, "task"));
    }

    /**
     * Starts a task without a value that can travel.
     *
     * @param action what to do
     * @return its future, with {@code null} as its value
     * @throws RejectedExecutionException as {@link #fork(Task)}
     */
    public Future<?> fork(Task.Action action) {
        return this.<@Nullable Void>start(null, valueless(action));
    }

    /**
     * Starts a task.
     *
     * @param task what to do; for worker processes it must be a {@link Task}
     * @param <T> the type of its value
     * @return its future
     * @throws RejectedExecutionException as {@link #fork(Task)}
     */
    public <T extends @Nullable Object> Future<T> fork(Callable<T> task) {
        return start(null, requireNonNull(task, "task"));
    }

    /**
     * Starts a task that can travel, and has a name in messages.
     *
     * @param name the name
     * @param task what to do
     * @param <T> the type of its value
     * @return its future
     * @throws RejectedExecutionException as {@link #fork(Task)}
     */
    public <T extends @Nullable Object> Future<T> fork(String name, Task<T> task) {
        return start(requireNonNull(name, "name"), requireNonNull(task, "task"));
    }

    /**
     * Starts a task without a value that can travel, and has a name in messages.
     *
     * @param name the name
     * @param action what to do
     * @return its future, with {@code null} as its value
     * @throws RejectedExecutionException as {@link #fork(Task)}
     */
    public Future<?> fork(String name, Task.Action action) {
        return this.<@Nullable Void>start(requireNonNull(name, "name"), valueless(action));
    }

    /**
     * Starts a task that has a name in messages.
     *
     * @param name the name
     * @param task what to do; for worker processes it must be a {@link Task}
     * @param <T> the type of its value
     * @return its future
     * @throws RejectedExecutionException as {@link #fork(Task)}
     */
    public <T extends @Nullable Object> Future<T> fork(String name, Callable<T> task) {
        return start(requireNonNull(name, "name"), requireNonNull(task, "task"));
    }

    private <T extends @Nullable Object> Future<T> start(@Nullable String name, Callable<T> task) {
        try {
            return requireNonNull(state.fork(name, task, Long.MAX_VALUE));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException(
                    "interrupted while waiting for a place in " + state.settings.title(), e);
        }
    }

    private static Task<@Nullable Void> valueless(Task.Action action) {
        requireNonNull(action, "action");
        return () -> {
            action.act();
            return null;
        };
    }

    /**
     * Starts a task that can travel if there is a place for it now.
     *
     * @param task what to do
     * @param <T> the type of its value
     * @return its future, or {@code null} if as many tasks are under way as the limit allows
     * @throws RejectedExecutionException if the group or the executor takes no more tasks
     */
    public <T extends @Nullable Object> @Nullable Future<T> tryFork(Task<T> task) {
        return tryFork((Callable<T>) task);
    }

    /**
     * Starts a task if there is a place for it now.
     *
     * @param task what to do; for worker processes it must be a {@link Task}
     * @param <T> the type of its value
     * @return its future, or {@code null} if as many tasks are under way as the limit allows
     * @throws RejectedExecutionException if the group or the executor takes no more tasks
     */
    public <T extends @Nullable Object> @Nullable Future<T> tryFork(Callable<T> task) {
        try {
            return state.fork(null, requireNonNull(task, "task"), 0);
        } catch (InterruptedException e) {
            throw new AssertionError("who does not wait is not interrupted", e);
        }
    }

    /**
     * Starts a task that can travel, waiting for a place at most for {@code limit}.
     *
     * @param task what to do
     * @param limit how long to wait at most
     * @param <T> the type of its value
     * @return its future, or {@code null} if there was no place in time
     * @throws RejectedExecutionException as {@link #fork(Task)}, but for the interrupt
     * @throws InterruptedException if the thread is interrupted while it waits; the task was not started
     */
    public <T extends @Nullable Object> @Nullable Future<T> tryFork(Task<T> task, Duration limit)
            throws InterruptedException {
        return tryFork((Callable<T>) task, limit);
    }

    /**
     * Starts a task, waiting for a place at most for {@code limit}.
     *
     * @param task what to do; for worker processes it must be a {@link Task}
     * @param limit how long to wait at most
     * @param <T> the type of its value
     * @return its future, or {@code null} if there was no place in time
     * @throws RejectedExecutionException as {@link #fork(Task)}, but for the interrupt
     * @throws InterruptedException if the thread is interrupted while it waits; the task was not started
     */
    public <T extends @Nullable Object> @Nullable Future<T> tryFork(Callable<T> task, Duration limit)
            throws InterruptedException {
        return state.fork(null, requireNonNull(task, "task"), Limits.nanos(requireNonNull(limit, "limit")));
    }

    /**
     * Tells how much time is left until the deadline.
     *
     * @return the time, zero after it; nothing if there is no deadline
     */
    public Optional<Duration> timeLeft() {
        long left = state.leftNanos();
        return left == Long.MAX_VALUE ? Optional.empty() : Optional.of(Duration.ofNanos(Math.max(0, left)));
    }

    /**
     * Waits until all tasks have ended, those of child groups too. If all were successful or cancelled one by one, the
     * group stays open.
     *
     * @throws ExecutionException around the first failure, once the other tasks have been cancelled and have ended; what
     *     they threw is suppressed
     * @throws TasksTimedOutException if tasks were cut off by the deadline; all have ended
     * @throws CancellationException if the group was cancelled, or closed with tasks running; all have ended
     * @throws TasksStillRunningException if tasks were cancelled and did not end within the grace time
     * @throws InterruptedException if the thread is interrupted while it waits; the tasks are not affected, only
     *     {@link #close} ends them
     * @throws IllegalStateException if called by a task of this group or of a child, which would wait for itself
     */
    public void join() throws ExecutionException, InterruptedException {
        state.join(Long.MAX_VALUE);
    }

    /**
     * Waits until all tasks have ended, at most for {@code limit}. When the limit is over nothing is cancelled.
     *
     * @param limit how long to wait at most
     * @return whether all tasks have ended
     * @throws ExecutionException as {@link #join()}, as are all other exceptions
     */
    public boolean join(Duration limit) throws ExecutionException, InterruptedException {
        return state.join(Limits.nanos(requireNonNull(limit, "limit")));
    }

    /**
     * Cancels all tasks and child groups, interrupting code that runs, and takes no more. Does not wait: {@link #join} and
     * {@link #close} do. Has no effect on a group that has failed or timed out, was cancelled or closed.
     */
    public void cancel() {
        state.cancel();
    }

    /**
     * Takes no more tasks, cancels those that have not ended, of child groups too, and waits until their code has, at most
     * for the grace time. An interrupt does not shorten the wait; the interrupt status stays set. Closing again waits
     * again, and does not repeat a failure.
     *
     * @throws TasksStillRunningException if tasks did not end within the grace time
     * @throws TaskFailedException around the first failure, if neither {@link #join} nor that task's future has told
     *     anybody of it
     * @throws TasksTimedOutException if tasks were cut off by the deadline and {@link #join} has told nobody
     * @throws IllegalStateException if called by a task of this group or of a child, which would wait for itself
     */
    @Override
    public void close() {
        state.close();
    }

    @Override
    public String toString() {
        return state.toString();
    }
}
