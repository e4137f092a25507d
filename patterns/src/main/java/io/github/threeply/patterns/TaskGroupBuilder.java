package io.github.threeply.patterns;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The options of a {@link TaskGroup}. Get one from {@link TaskGroup#builder} or {@link TaskGroup#child}, and open one
 * group with it. Not for several threads at once.
 */
public final class TaskGroupBuilder {
    final ExecutorService executor;
    private final @Nullable GroupState parent;

    @Nullable
    String name;

    int limit = Integer.MAX_VALUE;
    Duration grace = Bulk.GRACE;
    long limitNanos = Long.MAX_VALUE; // of time
    private @Nullable UnaryOperator<Callable<@Nullable Object>> wrapper;
    private boolean opened;

    TaskGroupBuilder(ExecutorService executor, @Nullable GroupState parent) {
        this.executor = executor;
        this.parent = parent;
        if (parent != null) {
            grace = parent.settings.grace;
            wrapper = parent.settings.wrapper;
        }
    }

    /**
     * Names the group, for messages. No name by default.
     *
     * @param groupName the name
     * @return this
     */
    public TaskGroupBuilder name(String groupName) {
        name = requireNonNull(groupName, "groupName");
        return this;
    }

    /**
     * Sets how many tasks may be under way at a time: started by {@code fork} and not ended. When so many are,
     * {@link TaskGroup#fork(Callable)} waits, so that this is also what bounds the tasks that wait in the executor. The
     * place of a task is free when its code has really ended, not when its future was cancelled. Tasks of child groups do
     * not count; each group has a limit of its own. No limit by default.
     *
     * @param tasks how many, at least 1
     * @return this
     * @throws IllegalArgumentException if {@code tasks} is not positive
     */
    public TaskGroupBuilder limit(int tasks) {
        if (tasks < 1) {
            throw new IllegalArgumentException("limit must be at least 1, but was " + tasks);
        }
        limit = tasks;
        return this;
    }

    /**
     * Sets how much time the group has, from when it is opened. A child group has no more than its parent has left. No
     * deadline by default.
     *
     * @param time the time, more than zero; 292 years and more is no deadline
     * @return this
     * @throws IllegalArgumentException if {@code time} is not positive
     */
    public TaskGroupBuilder deadline(Duration time) {
        if (time.isZero() || time.isNegative()) {
            throw new IllegalArgumentException("deadline must be positive, but was " + time);
        }
        limitNanos = Limits.nanos(time);
        return this;
    }

    /**
     * Sets how long to wait for cancelled tasks. 10 seconds by default, for a child group what its parent has.
     *
     * @param time the time, zero or more
     * @return this
     * @throws IllegalArgumentException if {@code time} is negative
     */
    public TaskGroupBuilder grace(Duration time) {
        grace = Limits.checkGrace(time);
        return this;
    }

    /**
     * Sets what wraps each task, to carry over what belongs to the thread that forks: logging context, scoped values,
     * thread locals. It is called by that thread at each fork; what it returns runs in place of the task.
     * <pre>{@code
     * builder.wrapping(task -> {
     *     String user = CURRENT_USER.get();               // in the thread that forks
     *     return () -> {
     *         CURRENT_USER.set(user);                     // in the thread that runs
     *         try {
     *             return task.call();
     *         } finally {
     *             CURRENT_USER.remove();
     *         }
     *     };
     * })
     * }</pre>
     * What it throws, the fork throws, and no task was started. For worker processes it must return something that can
     * travel. Nothing by default, for a child group what its parent has.
     *
     * @param taskWrapper returns what to run instead of the task it is given; it must return what the task returns
     * @return this
     */
    public TaskGroupBuilder wrapping(UnaryOperator<Callable<@Nullable Object>> taskWrapper) {
        wrapper = requireNonNull(taskWrapper, "taskWrapper");
        return this;
    }

    /**
     * Opens the group. The time to its deadline counts from now.
     *
     * @return the group
     * @throws RejectedExecutionException if it is a child of a group that takes no more tasks
     * @throws IllegalStateException if this builder has opened one before
     */
    public TaskGroup open() {
        if (opened) {
            throw new IllegalStateException("this builder has opened its group: use another for another");
        }
        opened = true;
        GroupState state = new GroupState(this, parent);
        state.open();
        return new TaskGroup(state);
    }

    @SuppressWarnings("unchecked") // a wrapper returns what the task returns, it says there
    <T extends @Nullable Object> Callable<T> wrap(Callable<T> task) {
        UnaryOperator<Callable<@Nullable Object>> wrap = wrapper;
        if (wrap == null) {
            return task;
        }
        return (Callable<T>) requireNonNull(wrap.apply((Callable<@Nullable Object>) task), "wrapped task");
    }

    long graceNanos() {
        return Limits.nanos(grace);
    }

    /** For messages. */
    String title() {
        return name == null ? "the group" : "the group '" + name + "'";
    }
}
