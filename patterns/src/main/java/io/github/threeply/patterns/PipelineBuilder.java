package io.github.threeply.patterns;

import static java.util.Objects.requireNonNull;

import io.github.threeply.core.Channel;
import io.github.threeply.core.Event;
import io.github.threeply.core.TaskFunction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects the description of a pipeline. The type parameter follows the items from step to step; inside, where the
 * steps lie in one list, every item is an object, and the casts here are the only ones.
 */
final class PipelineBuilder<T> implements BoundedPipeline.Stage<T> {
    /** What {@link Channel#bounded} takes; refused here, where it is said, and not only at the start. */
    private static final int MAX_CAPACITY = 1 << 30;

    private static final int DEFAULT_CAPACITY = 16;
    private static final String END = "(channel)";

    /** What was said of one step, and of the channel after it. */
    private static final class Spec {
        final String name;
        final int parallelism;
        final Step.Work work;
        int capacity;

        @Nullable
        Channel<Object> via;

        Spec(String name, int parallelism, Step.Work work) {
            this.name = name;
            this.parallelism = parallelism;
            this.work = work;
        }
    }

    private final @Nullable Channel<Object> entrance;
    private final List<Spec> specs;
    private boolean continued;

    private PipelineBuilder(@Nullable Channel<Object> entrance, List<Spec> specs) {
        this.entrance = entrance;
        this.specs = specs;
    }

    @SuppressWarnings("unchecked") // an object is what every source returns
    static <T> BoundedPipeline.From<T> begin(String name, int parallelism, Source<? extends T> source) {
        requireNonNull(source, "source");
        return new PipelineBuilder<Object>(null, new ArrayList<>())
                .with(name, parallelism, new Step.Work((Source<Object>) source, null, null));
    }

    @SuppressWarnings("unchecked") // only taken from
    static <T> BoundedPipeline.From<T> begin(Channel<? extends T> channel) {
        requireNonNull(channel, "channel");
        return new PipelineBuilder<>((Channel<Object>) channel, new ArrayList<>());
    }

    private <R> PipelineBuilder<R> with(String name, int parallelism, Step.Work work) {
        requireNonNull(name, "name");
        if (name.isBlank()) {
            throw new IllegalArgumentException("a step needs a name, but it was blank");
        }
        if (name.equals(END) || specs.stream().anyMatch(spec -> spec.name.equals(name))) {
            throw new IllegalArgumentException("the name '" + name + "' is taken: each step needs a name of its own");
        }
        if (parallelism < 1) {
            throw new IllegalArgumentException("parallelism must be at least 1, but was " + parallelism);
        }
        continueOnce();
        specs.add(new Spec(name, parallelism, work));
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

    /** The step before, for an option that concerns the channel after it. */
    private Spec last(String option) {
        refuseContinued();
        if (specs.isEmpty()) {
            throw new IllegalStateException(option + " does not apply here: the pipeline begins with a channel");
        }
        return specs.get(specs.size() - 1);
    }

    @Override
    public BoundedPipeline.Stage<T> capacity(int items) {
        if (items < 1 || items > MAX_CAPACITY) {
            throw new IllegalArgumentException("capacity must be from 1 to " + MAX_CAPACITY + ", but was " + items);
        }
        Spec last = last("capacity");
        if (last.via != null) {
            throw new IllegalStateException("a channel was given after '" + last.name + "', and has its own capacity");
        }
        last.capacity = items;
        return this;
    }

    @Override
    @SuppressWarnings("unchecked") // only items of this type are put into it
    public BoundedPipeline.Stage<T> via(Channel<T> channel) {
        requireNonNull(channel, "channel");
        Spec last = last("via");
        refuseChannelOptions(last);
        last.via = (Channel<Object>) channel;
        return this;
    }

    private static void refuseChannelOptions(Spec spec) {
        if (spec.capacity != 0 || spec.via != null) {
            throw new IllegalStateException(
                    "a capacity or a channel was given after '" + spec.name + "' already: leave one of them out");
        }
    }

    @Override
    @SuppressWarnings("unchecked") // it is given only what the step before has made
    public <R> BoundedPipeline.Stage<R> stage(
            String name, int parallelism, TaskFunction<? super T, ? extends @Nullable R> function) {
        requireNonNull(function, "function");
        return with(name, parallelism, new Step.Work(null, (TaskFunction<Object, @Nullable Object>) function, null));
    }

    @Override
    @SuppressWarnings("unchecked") // it is given only what the step before has made
    public BoundedPipeline.Ready to(String name, int parallelism, Sink<? super T> sink) {
        requireNonNull(sink, "sink");
        return this.<T>with(name, parallelism, new Step.Work(null, null, (Sink<Object>) sink))
                .ready(null);
    }

    @Override
    @SuppressWarnings("unchecked") // only items of this type are put into it
    public BoundedPipeline.Ready to(Channel<? super T> channel) {
        requireNonNull(channel, "channel");
        refuseContinued();
        if (specs.isEmpty()) {
            throw new IllegalStateException("from a channel to a channel nothing would move: add a stage between them");
        }
        refuseChannelOptions(specs.get(specs.size() - 1));
        continueOnce();
        return ready((Channel<Object>) channel);
    }

    private Description ready(@Nullable Channel<Object> exit) {
        return new Description(entrance, specs, exit);
    }

    /** A whole description. */
    private static final class Description implements BoundedPipeline.Ready {
        private final @Nullable Channel<Object> entrance;
        private final List<Spec> specs;
        private final @Nullable Channel<Object> exit;
        private final List<Event> stops = new ArrayList<>();
        private Duration grace = Duration.ofSeconds(10);
        private boolean started;

        Description(@Nullable Channel<Object> entrance, List<Spec> specs, @Nullable Channel<Object> exit) {
            this.entrance = entrance;
            this.specs = specs;
            this.exit = exit;
        }

        @Override
        public BoundedPipeline.Ready stopOn(Event event) {
            stops.add(requireNonNull(event, "event"));
            return this;
        }

        @Override
        public BoundedPipeline.Ready grace(Duration limit) {
            grace = Limits.checkGrace(limit);
            return this;
        }

        @Override
        public BoundedPipeline start() {
            if (started) {
                throw new IllegalStateException("this description was started already: describe another pipeline");
            }
            started = true;
            PipelineRun run = new PipelineRun(steps(), grace);
            run.start(stops);
            return new BoundedPipeline(run);
        }

        private List<Step> steps() {
            List<Step> steps = new ArrayList<>();
            @Nullable Channel<Object> before = entrance;
            for (int i = 0; i < specs.size(); i++) {
                Spec spec = specs.get(i);
                boolean last = i == specs.size() - 1;
                @Nullable Channel<Object> after = last ? exit : between(spec);
                steps.add(new Step(spec.name, spec.parallelism, spec.work, before, after));
                before = after;
            }
            if (exit != null) {
                steps.add(new Step(END, 0, new Step.Work(null, null, null), exit, null));
            }
            return steps;
        }

        private static Channel<Object> between(Spec spec) {
            if (spec.via != null) {
                return spec.via;
            }
            return Channel.bounded(spec.capacity == 0 ? DEFAULT_CAPACITY : spec.capacity);
        }
    }
}
