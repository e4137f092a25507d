package io.github.threeply.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.core.Channel;
import io.github.threeply.core.Event;
import io.github.threeply.patterns.RandomPipeline.Ending;
import io.github.threeply.patterns.RandomPipeline.Fate;
import io.github.threeply.patterns.RandomPipeline.Stage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** One run of a {@link RandomPipeline}, and what must be true after it. */
final class PipelineTrial {
    private static final RuntimeException CAUSE = new IllegalStateException("a step that throws");
    private static final RuntimeException ABORTED = new IllegalStateException("aborted from outside");

    private final RandomPipeline plan;
    private final IntFunction<Channel<Integer>> channels;
    private final AtomicInteger handedOut = new AtomicInteger();
    private final CountDownLatch timeToEnd = new CountDownLatch(1);
    private final Queue<Integer> dropped = new ConcurrentLinkedQueue<>();
    private final Queue<Integer> thrown = new ConcurrentLinkedQueue<>();
    private final Queue<Integer> consumed = new ConcurrentLinkedQueue<>();

    /**
     * Prepares a run.
     *
     * @param channels makes the channels between the steps
     */
    PipelineTrial(RandomPipeline plan, IntFunction<Channel<Integer>> channels) {
        this.plan = plan;
        this.channels = channels;
        if (plan.endAfter() == 0) {
            timeToEnd.countDown();
        }
    }

    void run() throws Exception {
        Event stop = Event.create();
        BoundedPipeline pipeline = describe(stop);
        try {
            awaitTimeToEnd(pipeline);
            switch (plan.ending()) {
                case NO_MORE_ITEMS -> awaitFinal(pipeline);
                case STOP -> pipeline.stop();
                case EVENT -> stop.set();
                case CLOSE -> closeQuietly(pipeline);
                case ABORT -> pipeline.abort(ABORTED);
            }
        } finally {
            pipeline.close(PipelineChecks.LIMIT);
        }
        check(PipelineChecks.assertEnded(pipeline));
    }

    private BoundedPipeline describe(Event stop) {
        var description = BoundedPipeline.from("source", plan.sources(), this::next);
        for (int i = 0; i < plan.stages().size(); i++) {
            int step = i;
            Stage stage = plan.stages().get(i);
            description = description
                    .via(channels.apply(stage.capacity()))
                    .stage("stage " + step, stage.parallelism(), item -> pass(step, stage, item));
        }
        return description
                .via(channels.apply(plan.capacity()))
                .to("sink", plan.sinks(), this::consume)
                .stopOn(stop)
                .start();
    }

    private Integer next() {
        int item = handedOut.getAndUpdate(n -> Math.min(n + 1, plan.items()));
        if (item + 1 >= plan.endAfter()) {
            timeToEnd.countDown();
        }
        return item < plan.items() ? item : null;
    }

    private Integer pass(int step, Stage stage, Integer item) {
        throwIfPlanned(step, item);
        if (stage.drops(item)) {
            dropped.add(item);
            return null;
        }
        return item;
    }

    private void consume(Integer item) {
        throwIfPlanned(plan.stages().size(), item);
        consumed.add(item);
    }

    private void throwIfPlanned(int step, int item) {
        if (plan.throwsAt(step, item)) {
            thrown.add(item);
            throw CAUSE;
        }
    }

    private void awaitTimeToEnd(BoundedPipeline pipeline) throws InterruptedException {
        // A failure may end it before the source has come so far.
        while (!timeToEnd.await(1, TimeUnit.MILLISECONDS) && !pipeline.report().isFinal()) {}
    }

    private static void awaitFinal(BoundedPipeline pipeline) throws InterruptedException {
        try {
            assertThat(pipeline.tryAwaitEnd(PipelineChecks.LIMIT))
                    .as("ended in time")
                    .isTrue();
        } catch (PipelineFailedException e) {
            assertThat(e).hasCause(CAUSE);
        }
    }

    private static void closeQuietly(BoundedPipeline pipeline) {
        try {
            pipeline.close();
        } catch (PipelineFailedException e) {
            assertThat(e).hasCause(CAUSE);
        }
    }

    private void check(PipelineReport report) {
        assertThat(report.accepted()).as("accepted").isEqualTo(handedOut.get());
        assertThat(report.consumed()).as("consumed").isEqualTo(consumed.size());
        assertThat(report.dropped()).as("dropped").isEqualTo(dropped.size());
        checkFates(report);
        checkFailure(report);
        if (plan.isSingleFile()) {
            assertThat(List.copyOf(consumed)).as("consumed in single file").isSorted();
        }
    }

    /** Each item has one fate, and unless it was returned untouched, that of the model. */
    private void checkFates(PipelineReport report) {
        List<Integer> all = new ArrayList<>();
        all.addAll(consumed);
        all.addAll(dropped);
        List<Integer> tried = new ArrayList<>();
        for (PipelineReport.Returned returned : report.returned()) {
            all.add((Integer) returned.item());
            if (returned.tried()) {
                tried.add((Integer) returned.item());
            }
        }
        Set<Integer> distinct = new HashSet<>(all);
        assertThat(all).as("items that have a fate").hasSize(distinct.size()).hasSize(handedOut.get());
        assertThat(distinct).allMatch(item -> item >= 0 && item < handedOut.get());
        assertThat(tried).as("returned after they were tried").containsExactlyInAnyOrderElementsOf(thrown);
        assertThat(consumed).allMatch(item -> plan.fate(item) == Fate.CONSUMED);
        assertThat(dropped).allMatch(item -> plan.fate(item) == Fate.DROPPED);
        assertThat(thrown).allMatch(item -> plan.fate(item) == Fate.THROWN);
    }

    private void checkFailure(PipelineReport report) {
        if (report.failure() != null) {
            assertThat(report.failure().getCause()).isIn(thrown.isEmpty() ? List.of(ABORTED) : List.of(CAUSE, ABORTED));
            if (plan.ending() != Ending.ABORT) {
                assertThat(report.failure()).hasCause(CAUSE);
            }
            return;
        }
        assertThat(thrown).as("thrown, and nobody was told").isEmpty();
        // Nothing but what the source had in its hands at the stop.
        assertThat(report.returned())
                .allMatch(returned -> !returned.tried()
                        && returned.step().equals(report.steps().get(1).name()));
        if (plan.ending() == Ending.NO_MORE_ITEMS) {
            assertThat(report.accepted()).isEqualTo(plan.items());
            assertThat(report.returned()).isEmpty();
        }
    }
}
