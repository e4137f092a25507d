package io.github.threeply.patterns;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.Channel;
import io.github.threeply.core.TaskFunction;
import org.jspecify.annotations.Nullable;

/**
 * What was said of one step, and of the channel after it. Types are checked where the pipeline is described; in here
 * every item is an object. It is not changed any more once the pipeline is started.
 */
final class StepSpec {
    final String name;
    final int threads;

    // At most one of the three; none at the end of a pipeline that ends with a channel.
    final @Nullable Source<Object> source;
    /** Of a stage of batches: from a list to a collection. */
    final @Nullable TaskFunction<Object, @Nullable Object> function;
    /** Of batches: for a list. */
    final @Nullable Sink<Object> sink;

    /** How many items a batch has; 0 where there are no batches. */
    int maxBatch;

    long maxAgeNanos;

    /** How many items may be in an ordered stage; 0 if it is not ordered. */
    int window;

    @Nullable
    BulkExecutor executor;

    FailurePolicy onFailure = FailurePolicy.failAll();
    BackPressure<Object> backPressure = BackPressure.block();

    /** Of the channel after the step; 0 if nothing was said. */
    int capacity;

    @Nullable
    Channel<Object> via;

    private StepSpec(
            String name,
            int threads,
            @Nullable Source<Object> source,
            @Nullable TaskFunction<Object, @Nullable Object> function,
            @Nullable Sink<Object> sink) {
        this.name = name;
        this.threads = threads;
        this.source = source;
        this.function = function;
        this.sink = sink;
    }

    @SuppressWarnings("unchecked") // an object is what every source returns
    static StepSpec source(String name, int threads, Source<?> source) {
        return new StepSpec(name, threads, (Source<Object>) source, null, null);
    }

    @SuppressWarnings("unchecked") // it is given only what the step before has made
    static StepSpec stage(String name, int threads, TaskFunction<?, ?> function) {
        return new StepSpec(name, threads, null, (TaskFunction<Object, @Nullable Object>) function, null);
    }

    @SuppressWarnings("unchecked") // it is given only what the step before has made
    static StepSpec sink(String name, int threads, Sink<?> sink) {
        return new StepSpec(name, threads, null, null, (Sink<Object>) sink);
    }

    /** The channel at the end, as a step without threads. */
    static StepSpec end(String name) {
        return new StepSpec(name, 0, null, null, null);
    }

    boolean isSource() {
        return source != null;
    }

    boolean isBatch() {
        return maxBatch > 0;
    }

    /** Why the thread that puts cannot do this step's work itself, or {@code null} if it can. */
    @Nullable
    String reasonAgainstCallerRuns() {
        if (threads == 0) {
            return "is a channel";
        }
        if (window > 0) {
            return "is ordered";
        }
        if (isBatch()) {
            return "works on batches";
        }
        return executor == null ? null : "runs on an executor";
    }
}
