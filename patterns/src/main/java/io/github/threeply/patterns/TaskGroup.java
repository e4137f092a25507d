package io.github.threeply.patterns;

import static java.util.Objects.requireNonNull;

import io.github.threeply.core.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
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
 * <p><b>States.</b> OPEN; then FAILED by the first task that throws, or CANCELLED by {@link #cancel}, or CLOSED. Only an
 * open group takes tasks: one instant decides between a fork and the end, so no task slips in behind it.
 *
 * <p><b>Failure.</b> The first failure cancels the other tasks, and {@link #join} <i>waits for them</i> before it throws
 * it, with their own failures suppressed. A task has ended when its code has really ended, not when its future was
 * cancelled. Cancelling interrupts code that runs; a task that was cancelled alone, through its future, does not fail the
 * group.
 *
 * <p><b>Limits.</b> Cancelled tasks are waited for at most for the grace time, 10 seconds unless said otherwise; after
 * that {@link TasksStillRunningException} names those that ignore the interrupt.
 *
 * <p><b>Executors.</b> Any: a pool of threads, a thread for each task, worker processes. The group does not shut it down.
 * Tasks for other processes must be able to travel: lambdas given to {@link #fork(Task)} can, if what they capture can.
 * Tasks of one group should not wait for each other, unless the executor has a thread for each.
 *
 * <p><b>Threads.</b> Any thread may call any method, a task of the group too, except that a task cannot wait for its own
 * group.
 *
 * <p><b>Memory consistency effects.</b> Actions before a fork <i>happen-before</i> the task; actions of the task
 * <i>happen-before</i> the return of {@link #join}, {@link #close} and its future's {@code get}.
 */
public final class TaskGroup implements AutoCloseable {
    private final ExecutorService executor;
    private final Duration grace;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // Below: under the lock.
    private final Set<Fork<?>> alive = new LinkedHashSet<>(); // those whose code has not ended
    private final List<Throwable> suppressed = new ArrayList<>();
    private int forked;
    private boolean cancelled;
    private boolean closed;
    private @Nullable Throwable failure;
    private @Nullable Fork<?> firstFailed;
    private boolean told;
    private long endedAtNanos; // when it failed or was cancelled or closed with tasks alive

    private TaskGroup(ExecutorService executor, Duration grace) {
        this.executor = executor;
        this.grace = grace;
    }

    /**
     * Opens a group with a grace time of 10 seconds.
     *
     * @param executor runs the tasks; it stays open
     * @return the group
     */
    public static TaskGroup open(ExecutorService executor) {
        return open(executor, Bulk.GRACE);
    }

    /**
     * Opens a group.
     *
     * @param executor runs the tasks; it stays open
     * @param grace how long to wait for cancelled tasks, zero or more
     * @return the group
     * @throws IllegalArgumentException if {@code grace} is negative
     */
    public static TaskGroup open(ExecutorService executor, Duration grace) {
        requireNonNull(executor, "executor");
        return new TaskGroup(executor, Limits.checkGrace(grace));
    }

    /**
     * Starts a task that can travel.
     *
     * @param task what to do
     * @param <T> the type of its value
     * @return its future
     * @throws RejectedExecutionException if the group has failed (then with its cause), was cancelled or closed, or if the
     *     executor takes no more work
     */
    public <T extends @Nullable Object> Future<T> fork(Task<T> task) {
        return fork((Callable<T>) task);
    }

    /**
     * Starts a task without a value that can travel.
     *
     * @param action what to do
     * @return its future, with {@code null} as its value
     * @throws RejectedExecutionException as {@link #fork(Task)}
     */
    public Future<?> fork(Task.Action action) {
        requireNonNull(action, "action");
        return this.<@Nullable Void>fork(Task.<@Nullable Void>of(() -> {
            action.act();
            return null;
        }));
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
        requireNonNull(task, "task");
        Fork<T> fork;
        lock.lock();
        try {
            refuseUnlessOpen();
            int index = forked++;
            fork = Fork.of(this, index, task, executor);
            alive.add(fork);
        } finally {
            lock.unlock();
        }
        try {
            fork.launch();
        } catch (Throwable e) {
            ended(fork);
            throw e;
        }
        return fork;
    }

    private void refuseUnlessOpen() {
        if (failure != null) {
            throw new RejectedExecutionException("the group takes no more tasks: one has failed: " + failure, failure);
        }
        if (cancelled || closed) {
            throw new RejectedExecutionException(
                    "the group takes no more tasks: it was " + (closed ? "closed" : "cancelled"));
        }
    }

    /**
     * Waits until all tasks have ended. If all were successful or cancelled one by one, the group stays open.
     *
     * @throws ExecutionException around the first failure, once the other tasks have been cancelled and have ended; what
     *     they threw is suppressed
     * @throws CancellationException if the group was cancelled, or closed with tasks running; all have ended
     * @throws TasksStillRunningException if tasks were cancelled and did not end within the grace time
     * @throws InterruptedException if the thread is interrupted while it waits; the tasks are not affected, only
     *     {@link #close} ends them
     * @throws IllegalStateException if called by a task of this group, which would wait for itself
     */
    public void join() throws ExecutionException, InterruptedException {
        joinFor(Long.MAX_VALUE);
    }

    /**
     * Waits until all tasks have ended, at most for {@code limit}. When the limit is over nothing is cancelled.
     *
     * @param limit how long to wait at most
     * @return whether all tasks have ended
     * @throws ExecutionException as {@link #join()}, as are all other exceptions
     */
    public boolean join(Duration limit) throws ExecutionException, InterruptedException {
        return joinFor(Limits.nanos(requireNonNull(limit, "limit")));
    }

    private boolean joinFor(long limitNanos) throws ExecutionException, InterruptedException {
        refuseOwnTask();
        long begin = System.nanoTime();
        // Not once: the wait may be over because of the grace time, and a close may have begun that anew meanwhile.
        while (!await(limitNanos - (System.nanoTime() - begin))) {
            lock.lock();
            try {
                boolean ending = failure != null || cancelled;
                if (ending && !alive.isEmpty() && System.nanoTime() - endedAtNanos >= Limits.nanos(grace)) {
                    throw stillRunning();
                }
            } finally {
                lock.unlock();
            }
            if (System.nanoTime() - begin >= limitNanos) {
                return false;
            }
        }
        lock.lock();
        try {
            if (failure != null) {
                told = true;
                throw Bulk.withSuppressed(new ExecutionException(failure), suppressed);
            }
            if (cancelled) {
                throw Bulk.withSuppressed(new CancellationException("the group was cancelled"), suppressed);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until no task is alive; once the group has failed or was cancelled, only for the grace time. */
    private boolean await(long limitNanos) throws InterruptedException {
        long begin = System.nanoTime();
        while (true) {
            List<Fork<?>> left;
            lock.lock();
            try {
                if (alive.isEmpty()) {
                    return true;
                }
                long now = System.nanoTime();
                long leftNanos = limitNanos - (now - begin);
                if (failure != null || cancelled) {
                    leftNanos = Math.min(leftNanos, Limits.nanos(grace) - (now - endedAtNanos));
                }
                if (leftNanos <= 0) {
                    return false;
                }
                changed.awaitNanos(Math.min(leftNanos, Bulk.LOOK.toNanos()));
                left = List.copyOf(alive);
            } finally {
                lock.unlock();
            }
            if (!left.isEmpty() && executor.isTerminated()) {
                left.forEach(Fork::executorEnded);
            }
        }
    }

    /**
     * Cancels all tasks, interrupting those that run, and takes no more. Does not wait: {@link #join} and {@link #close}
     * do. Has no effect on a group that has failed, was cancelled or closed.
     */
    public void cancel() {
        List<Fork<?>> toCancel = List.of();
        lock.lock();
        try {
            if (!cancelled && !closed && failure == null) {
                toCancel = beginCancel();
            }
        } finally {
            lock.unlock();
        }
        toCancel.forEach(Fork::cancelByGroup);
    }

    private List<Fork<?>> beginCancel() {
        cancelled = true;
        endedAtNanos = System.nanoTime();
        changed.signalAll(); // from now on the grace time counts
        return List.copyOf(alive);
    }

    /**
     * Takes no more tasks, cancels those that have not ended, and waits until their code has, at most for the grace time.
     * An interrupt does not shorten the wait; the interrupt status stays set. Closing again waits again, and does not
     * repeat a failure.
     *
     * @throws TasksStillRunningException if tasks did not end within the grace time
     * @throws TaskFailedException around the first failure, if neither {@link #join} nor that task's future has told
     *     anybody of it
     * @throws IllegalStateException if called by a task of this group, which would wait for itself
     */
    @Override
    public void close() {
        refuseOwnTask();
        List<Fork<?>> toCancel;
        lock.lock();
        try {
            closed = true;
            toCancel = alive.isEmpty() ? List.of() : beginCancel();
        } finally {
            lock.unlock();
        }
        toCancel.forEach(Fork::cancelByGroup);
        boolean ended = Waits.uninterruptibly(() -> await(Long.MAX_VALUE));
        lock.lock();
        try {
            if (!ended && !alive.isEmpty()) { // the last may have ended since
                throw stillRunning();
            }
            if (failure != null && !told) {
                told = true;
                throw Bulk.withSuppressed(
                        new TaskFailedException("a task of the group has failed: " + failure, failure), suppressed);
            }
        } finally {
            lock.unlock();
        }
    }

    private TasksStillRunningException stillRunning() {
        told = true;
        List<String> names = alive.stream().map(Fork::describe).toList();
        return Bulk.withSuppressed(new TasksStillRunningException(names, grace, failure), suppressed);
    }

    private void refuseOwnTask() {
        lock.lock();
        try {
            if (alive.stream().anyMatch(Fork::runsHere)) {
                throw new IllegalStateException("a task cannot wait for its own group: it would wait for itself");
            }
        } finally {
            lock.unlock();
        }
    }

    /** The first failure ends the group. Called before the failed task's future shows it. */
    void failed(Fork<?> fork, Throwable thrown) {
        List<Fork<?>> toCancel;
        lock.lock();
        try {
            if (failure != null || cancelled) {
                suppress(thrown);
                return;
            }
            failure = thrown;
            firstFailed = fork;
            endedAtNanos = System.nanoTime();
            changed.signalAll(); // from now on the grace time counts
            toCancel = List.copyOf(alive);
        } finally {
            lock.unlock();
        }
        toCancel.stream().filter(sibling -> !sibling.equals(fork)).forEach(Fork::cancelByGroup);
    }

    /** What code threw whose future was cancelled before. Told together with the group's failure, if there is one. */
    void failedAfterCancel(Throwable thrown) {
        lock.lock();
        try {
            suppress(thrown);
        } finally {
            lock.unlock();
        }
    }

    private void suppress(Throwable thrown) {
        @Nullable Throwable real = thrown instanceof CancellationException ? thrown.getCause() : thrown;
        // It may be known: a future can be cancelled between its failure being noted here and being shown there.
        if (real != null
                && !real.equals(failure)
                && !Interruptions.isInterruption(real)
                && !suppressed.contains(real)) {
            suppressed.add(real);
        }
    }

    /** The code of the task has ended. */
    void ended(Fork<?> fork) {
        lock.lock();
        try {
            alive.remove(fork);
            if (alive.isEmpty()) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Somebody has seen the failure in the task's future. */
    void told(Fork<?> fork) {
        lock.lock();
        try {
            told |= fork.equals(firstFailed);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        lock.lock();
        try {
            String state = failure != null ? "failed" : closed ? "closed" : cancelled ? "cancelled" : "open";
            return "TaskGroup[" + state + ", " + alive.size() + " of " + forked + " tasks have not ended]";
        } finally {
            lock.unlock();
        }
    }
}
