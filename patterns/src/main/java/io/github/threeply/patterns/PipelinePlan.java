package io.github.threeply.patterns;

import static java.util.Objects.requireNonNull;

import io.github.threeply.core.Channel;
import io.github.threeply.core.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The whole description of a pipeline, and what is said of the pipeline as a whole. */
final class PipelinePlan implements PipelineDescription.Ready {
    /** The name of the step that a channel at the end is. */
    static final String END = "(channel)";

    private static final int DEFAULT_CAPACITY = 16;

    private final @Nullable Channel<Object> entrance;
    private final List<StepSpec> specs;
    private final @Nullable Channel<Object> exit;
    private final List<Event> stops = new ArrayList<>();
    private final List<PipelineListener> listeners = new ArrayList<>();
    private Duration grace = Duration.ofSeconds(10);
    private ThreadKind kind = ThreadKind.DAEMON;
    private boolean started;

    PipelinePlan(@Nullable Channel<Object> entrance, List<StepSpec> specs, @Nullable Channel<Object> exit) {
        this.entrance = entrance;
        this.exit = exit;
        this.specs = new ArrayList<>(specs);
        if (exit != null) {
            this.specs.add(StepSpec.end(END));
        }
        checkBackPressure();
    }

    /** Here, and not where it is said: only now all options of both steps are known. */
    private void checkBackPressure() {
        for (int i = 0; i + 1 < specs.size(); i++) {
            StepSpec spec = specs.get(i);
            StepSpec next = specs.get(i + 1);
            switch (spec.backPressure.kind) {
                case CALLER_RUNS -> {
                    String reason = next.reasonAgainstCallerRuns();
                    if (reason != null) {
                        throw new IllegalStateException("the back-pressure after '" + spec.name
                                + "' is callerRuns(), but '" + next.name + "' " + reason + ": use another one");
                    }
                }
                case DROP_OLDEST -> {
                    if (next.threads == 0) {
                        throw new IllegalStateException(
                                "the back-pressure after '" + spec.name
                                        + "' is dropOldest(), but items in the channel at the end are delivered: use another one");
                    }
                    if (spec.via != null && spec.via.capacity() == 0) {
                        throw new IllegalStateException("the back-pressure after '" + spec.name
                                + "' is dropOldest(), but its channel holds no items: use dropNewest()");
                    }
                }
                default -> {}
            }
        }
    }

    @Override
    public PipelineDescription.Ready onFailure(FailurePolicy policy) {
        requireNonNull(policy, "policy");
        if (exit != null) {
            throw new IllegalStateException("onFailure does not apply here: a channel at the end does not fail alone");
        }
        specs.get(specs.size() - 1).onFailure = policy;
        return this;
    }

    @Override
    public PipelineDescription.Ready stopOn(Event event) {
        stops.add(requireNonNull(event, "event"));
        return this;
    }

    @Override
    public PipelineDescription.Ready grace(Duration limit) {
        grace = Limits.checkGrace(limit);
        return this;
    }

    @Override
    public PipelineDescription.Ready listener(PipelineListener listener) {
        listeners.add(requireNonNull(listener, "listener"));
        return this;
    }

    @Override
    public PipelineDescription.Ready threads(ThreadKind kind) {
        this.kind = requireNonNull(kind, "kind");
        return this;
    }

    @Override
    public BoundedPipeline start() {
        if (started) {
            throw new IllegalStateException("this description was started already: describe another pipeline");
        }
        started = true;
        PipelineRun run = new PipelineRun(steps(), kind, grace, new Notices(listeners));
        run.start(stops);
        return new BoundedPipeline(run);
    }

    private List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        @Nullable Channel<Object> before = entrance;
        for (int i = 0; i < specs.size(); i++) {
            StepSpec spec = specs.get(i);
            @Nullable Channel<Object> after = channelAfter(i);
            steps.add(new Step(spec, i, before, after));
            before = after;
        }
        return steps;
    }

    private @Nullable Channel<Object> channelAfter(int i) {
        StepSpec spec = specs.get(i);
        if (i == specs.size() - 1) {
            return null;
        }
        if (specs.get(i + 1).threads == 0) {
            return exit;
        }
        if (spec.via != null) {
            return spec.via;
        }
        return Channel.bounded(spec.capacity == 0 ? DEFAULT_CAPACITY : spec.capacity);
    }
}
