package io.github.threeply.patterns;

import static java.util.Objects.requireNonNull;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.Channel;
import io.github.threeply.core.TaskFunction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Collects the description of a pipeline. The type parameter follows the items from step to step; inside, where the
 * steps lie in one list, every item is an object, and the casts here and in {@link StepSpec} are the only ones.
 */
final class PipelineBuilder<T> implements PipelineDescription.Stage<T> {
    /** What {@link Channel#bounded} takes; refused here, where it is said, and not only at the start. */
    private static final int MAX_CAPACITY = 1 << 30;

    private static final int MAX_WINDOW = 1 << 20;

    private final @Nullable Channel<Object> entrance;
    private final List<StepSpec> specs;
    private boolean continued;

    private PipelineBuilder(@Nullable Channel<Object> entrance, List<StepSpec> specs) {
        this.entrance = entrance;
        this.specs = specs;
    }

    static <T> PipelineDescription.From<T> begin(String name, int parallelism, Source<? extends T> source) {
        requireNonNull(source, "source");
        checkStep(List.of(), name, parallelism);
        List<StepSpec> specs = new ArrayList<>();
        specs.add(StepSpec.source(name, parallelism, source));
        return new PipelineBuilder<>(null, specs);
    }

    @SuppressWarnings("unchecked") // only taken from
    static <T> PipelineDescription.From<T> begin(Channel<? extends T> channel) {
        requireNonNull(channel, "channel");
        return new PipelineBuilder<>((Channel<Object>) channel, new ArrayList<>());
    }

    private static void checkStep(List<StepSpec> before, String name, int parallelism) {
        requireNonNull(name, "name");
        if (name.isBlank()) {
            throw new IllegalArgumentException("a step needs a name, but it was blank");
        }
        if (name.equals(PipelinePlan.END) || before.stream().anyMatch(spec -> spec.name.equals(name))) {
            throw new IllegalArgumentException("the name '" + name + "' is taken: each step needs a name of its own");
        }
        if (parallelism < 1) {
            throw new IllegalArgumentException("parallelism must be at least 1, but was " + parallelism);
        }
    }

    private static void checkBatch(StepSpec spec, int maxSize, Duration maxAge) {
        if (maxSize < 1) {
            throw new IllegalArgumentException("maxSize must be at least 1, but was " + maxSize);
        }
        if (requireNonNull(maxAge, "maxAge").isNegative()) {
            throw new IllegalArgumentException("maxAge must not be negative, but was " + maxAge);
        }
        spec.maxBatch = maxSize;
        spec.maxAgeNanos = Limits.nanos(maxAge);
    }

    private <R> PipelineBuilder<R> with(StepSpec spec) {
        checkStep(specs, spec.name, spec.threads);
        continueOnce();
        specs.add(spec);
        return new PipelineBuilder<>(entrance, specs);
    }

    private void continueOnce() {
        refuseContinued();
        continued = true;
    }

    private void refuseContinued() {
        if (continued) {
            throw new IllegalStateException("this description was continued already: use what the last call returned");
        }
    }

    /** The step before, for an option that concerns it or the channel after it. */
    private StepSpec last(String option) {
        refuseContinued();
        if (specs.isEmpty()) {
            throw new IllegalStateException(option + " does not apply here: the pipeline begins with a channel");
        }
        return specs.get(specs.size() - 1);
    }

    @Override
    public PipelineDescription.Stage<T> capacity(int items) {
        if (items < 1 || items > MAX_CAPACITY) {
            throw new IllegalArgumentException("capacity must be from 1 to " + MAX_CAPACITY + ", but was " + items);
        }
        StepSpec last = last("capacity");
        if (last.via != null) {
            throw new IllegalStateException("a channel was given after '" + last.name + "', and has its own capacity");
        }
        last.capacity = items;
        return this;
    }

    @Override
    @SuppressWarnings("unchecked") // only items of this type are put into it
    public PipelineDescription.Stage<T> via(Channel<T> channel) {
        requireNonNull(channel, "channel");
        StepSpec last = last("via");
        refuseChannelOptions(last);
        last.via = (Channel<Object>) channel;
        return this;
    }

    private static void refuseChannelOptions(StepSpec spec) {
        if (spec.capacity != 0 || spec.via != null) {
            throw new IllegalStateException(
                    "a capacity or a channel was given after '" + spec.name + "' already: leave one of them out");
        }
    }

    @Override
    @SuppressWarnings("unchecked") // it is given only items of this type
    public PipelineDescription.Stage<T> backPressure(BackPressure<? super T> policy) {
        requireNonNull(policy, "policy");
        last("backPressure").backPressure = (BackPressure<Object>) policy;
        return this;
    }

    @Override
    public PipelineDescription.Stage<T> ordered() {
        StepSpec last = last("ordered");
        return ordered(last.threads);
    }

    @Override
    public PipelineDescription.Stage<T> ordered(int window) {
        StepSpec last = last("ordered");
        if (window < last.threads || window > MAX_WINDOW) {
            throw new IllegalArgumentException("window must be from the " + last.threads + " threads of '" + last.name
                    + "' to " + MAX_WINDOW + ", but was " + window);
        }
        last.window = window;
        return this;
    }

    @Override
    public PipelineDescription.Stage<T> on(ExecutorService executor) {
        last("on").executor = BulkExecutor.over(executor);
        return this;
    }

    @Override
    public PipelineDescription.Stage<T> onFailure(FailurePolicy policy) {
        last("onFailure").onFailure = requireNonNull(policy, "policy");
        return this;
    }

    @Override
    public <R> PipelineDescription.Stage<R> stage(
            String name, int parallelism, TaskFunction<? super T, ? extends @Nullable R> function) {
        return with(StepSpec.stage(name, parallelism, requireNonNull(function, "function")));
    }

    @Override
    public <R> PipelineDescription.Stage<R> batchStage(
            String name,
            int parallelism,
            int maxSize,
            Duration maxAge,
            TaskFunction<? super List<T>, ? extends Collection<? extends R>> function) {
        StepSpec spec = StepSpec.stage(name, parallelism, requireNonNull(function, "function"));
        checkBatch(spec, maxSize, maxAge);
        return with(spec);
    }

    @Override
    public PipelineDescription.Ready to(String name, int parallelism, Sink<? super T> sink) {
        return this.<T>with(StepSpec.sink(name, parallelism, requireNonNull(sink, "sink")))
                .ready(null);
    }

    @Override
    public PipelineDescription.Ready batchTo(
            String name, int parallelism, int maxSize, Duration maxAge, Sink<? super List<T>> sink) {
        StepSpec spec = StepSpec.sink(name, parallelism, requireNonNull(sink, "sink"));
        checkBatch(spec, maxSize, maxAge);
        return this.<T>with(spec).ready(null);
    }

    @Override
    @SuppressWarnings("unchecked") // only items of this type are put into it
    public PipelineDescription.Ready to(Channel<? super T> channel) {
        requireNonNull(channel, "channel");
        refuseContinued();
        if (specs.isEmpty()) {
            throw new IllegalStateException("from a channel to a channel nothing would move: add a stage between them");
        }
        refuseChannelOptions(specs.get(specs.size() - 1));
        continueOnce();
        return ready((Channel<Object>) channel);
    }

    private PipelinePlan ready(@Nullable Channel<Object> exit) {
        return new PipelinePlan(entrance, specs, exit);
    }
}
