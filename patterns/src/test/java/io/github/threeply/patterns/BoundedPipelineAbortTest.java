package io.github.threeply.patterns;

import static io.github.threeply.patterns.BoundedPipelineFlowTest.upTo;
import static io.github.threeply.patterns.PipelineChecks.LIMIT;
import static io.github.threeply.patterns.PipelineChecks.assertEnded;
import static io.github.threeply.patterns.PipelineChecks.awaitWaiting;
import static io.github.threeply.patterns.PipelineChecks.threadNamed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Abort: what it waits for, what it returns, and what becomes of the items. */
class BoundedPipelineAbortTest extends HeldPipelines {
    @Test
    void returnsTheUndeliveredItemsAndLeavesNothingRunning() throws Exception {
        BoundedPipeline pipeline = held(3);
        await().atMost(LIMIT).until(() -> pipeline.report().accepted() == 3);
        awaitWaiting(threadNamed("pipeline-hold-1"));

        PipelineReport report = pipeline.abort(new IllegalStateException("enough"));

        assertThat(report.returned())
                .containsExactlyInAnyOrder(
                        new PipelineReport.Returned("hold", true, 0),
                        new PipelineReport.Returned("hold", false, 1),
                        new PipelineReport.Returned("hold", false, 2));
        assertThat(report.isFinal()).isTrue();
        assertEnded(pipeline);
    }

    @Test
    void isAFailureForThoseWhoWaitAndNoneForAClosingAfterIt() throws Exception {
        BoundedPipeline pipeline = held(3);
        FutureTask<PipelineReport> waiter = inThread("waiter", pipeline::awaitEnd);
        awaitWaiting(threadNamed("waiter"));

        pipeline.abort(new IllegalStateException("enough"));

        assertThatThrownBy(() -> get(waiter))
                .cause()
                .isInstanceOf(PipelineFailedException.class)
                .hasRootCauseMessage("enough")
                .extracting(e -> ((PipelineFailedException) e).stage())
                .isNull();
        assertThatCode(pipeline::close).doesNotThrowAnyException();
        assertEnded(pipeline);
    }

    @Test
    void hasNoEffectOnAnEndedPipeline() throws Exception {
        BoundedPipeline pipeline = held(0);
        pipeline.awaitEnd();

        PipelineReport report = pipeline.abort(new IllegalStateException("late"));

        assertThat(report.failure()).isNull();
        assertEnded(pipeline);
    }

    @Test
    void doesNotWaitWhenAStageCallsIt() {
        AtomicReference<BoundedPipeline> self = new AtomicReference<>();
        AtomicReference<PipelineReport> seen = new AtomicReference<>();
        CountDownLatch known = new CountDownLatch(1);
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(5))
                .to("self", 1, n -> {
                    known.await();
                    seen.set(self.get().abort(new IllegalStateException("enough")));
                })
                .start();
        self.set(pipeline);
        known.countDown();

        assertThatThrownBy(pipeline::awaitEnd).hasRootCauseMessage("enough");

        assertThat(seen.get().stillRunning()).contains("pipeline-self-1");
        assertThat(assertEnded(pipeline).consumed())
                .as("the step went on to its end")
                .isOne();
    }

    @Test
    void keepsTheFirstCauseAndSuppressesLaterOnes() throws Exception {
        BoundedPipeline pipeline = deaf(Duration.ofMillis(10));
        await().atMost(LIMIT).until(() -> pipeline.report().accepted() == 3);
        pipeline.abort(new IllegalStateException("first"));
        pipeline.abort(new IllegalStateException("second"));
        go.countDown();

        await().atMost(LIMIT).until(() -> pipeline.report().isFinal());

        PipelineFailedException failure = assertEnded(pipeline).failure();
        assertThat(failure).hasRootCauseMessage("first");
        assertThat(failure.getSuppressed())
                .singleElement()
                .satisfies(e -> assertThat(e).hasMessage("second"));
    }
}
