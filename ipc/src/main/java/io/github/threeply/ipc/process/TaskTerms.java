package io.github.threeply.ipc.process;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a pool promised for a task: its options and the pool's defaults in one. Shared by all tasks with the same options;
 * a task that nothing was asked for has none, and costs nothing.
 */
final class TaskTerms {
    static final long NO_LIMIT = Long.MAX_VALUE;

    final @Nullable String name;
    final @Nullable String key;
    final long queueNanos;
    final long runNanos;
    final long progressNanos;
    final int reruns;
    final @Nullable ViewScope scope;

    private TaskTerms(TaskOptions options, PoolSettings.Limits limits, @Nullable ViewScope scope) {
        name = options.name();
        key = options.key();
        queueNanos = nanos(options.queueTimeout(), limits.queueTimeout());
        runNanos = nanos(options.taskTimeout(), limits.taskTimeout());
        progressNanos = nanos(options.progressTimeout(), limits.progressTimeout());
        reruns = options.reruns();
        this.scope = scope;
    }

    /** The terms, or null if there is nothing in them. */
    static @Nullable TaskTerms of(TaskOptions options, PoolSettings.Limits limits, @Nullable ViewScope scope) {
        TaskTerms terms = new TaskTerms(options, limits, scope);
        boolean plain = terms.name == null
                && terms.key == null
                && terms.queueNanos == NO_LIMIT
                && terms.runNanos == NO_LIMIT
                && terms.progressNanos == NO_LIMIT
                && terms.reruns == 0
                && scope == null;
        return plain ? null : terms;
    }

    private static long nanos(@Nullable Duration own, @Nullable Duration poolWide) {
        Duration limit = own != null ? own : poolWide;
        if (limit == null) {
            return NO_LIMIT;
        }
        long nanos = Durations.nanos(limit);
        return nanos >= TaskOptions.NONE_NANOS ? NO_LIMIT : nanos;
    }

    /** Whether it came through a view that cancels all it has. */
    boolean isStopped() {
        return scope != null && scope.isStopped();
    }

    /**
     * Whether several tasks can go to a worker as one job: nothing is asked but a limit for each one's run,
     * which is not a short one: see {@link BlockSize}.
     */
    boolean allowsBlocks() {
        return queueNanos == NO_LIMIT
                && progressNanos == NO_LIMIT
                && reruns == 0
                && key == null
                && runNanos >= BlockSize.SHORT_LIMIT_NANOS;
    }

    boolean limitsTheRun() {
        return Math.min(runNanos, progressNanos) != NO_LIMIT;
    }

    /** The limit that is over at {@code now}, or null. */
    TaskTimeoutException.@Nullable Kind overdue(long startedNanos, long lastSignNanos, long now) {
        if (runNanos != NO_LIMIT && now - startedNanos >= runNanos) {
            return TaskTimeoutException.Kind.RUN;
        }
        if (progressNanos != NO_LIMIT && now - lastSignNanos >= progressNanos) {
            return TaskTimeoutException.Kind.PROGRESS;
        }
        return null;
    }

    /** How long from {@code now} until the first limit of the run may be over; {@link #NO_LIMIT} if there is none. */
    long left(long startedNanos, long lastSignNanos, long now) {
        long run = runNanos == NO_LIMIT ? NO_LIMIT : runNanos - (now - startedNanos);
        long progress = progressNanos == NO_LIMIT ? NO_LIMIT : progressNanos - (now - lastSignNanos);
        return Math.min(run, progress);
    }

    Duration limit(TaskTimeoutException.Kind kind) {
        return Duration.ofNanos(
                switch (kind) {
                    case QUEUE -> queueNanos;
                    case RUN -> runNanos;
                    case PROGRESS -> progressNanos;
                });
    }
}
