package io.github.threeply.patterns;

import static io.github.threeply.patterns.BoundedPipelineFlowTest.upTo;
import static io.github.threeply.patterns.PipelineChecks.LIMIT;
import static io.github.threeply.patterns.PipelineChecks.assertEnded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.Channel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a pipeline does when a step throws and its policy is not to fail at once. */
class BoundedPipelinePolicyTest {
    private final List<Object> consumed = Collections.synchronizedList(new ArrayList<>());
    private final List<String> skipped = Collections.synchronizedList(new ArrayList<>());

    @Test
    void skipsAnItemAtWhichAStageFailsAndTellsWhy() throws Exception {
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(10))
                .stage("picky", 2, n -> {
                    if (n % 4 == 3) {
                        throw new IOException("no " + n);
                    }
                    return n;
                })
                .onFailure(FailurePolicy.skip().onSkip((item, why) -> skipped.add(item + ": " + why.getMessage())))
                .to("store", 1, consumed::add)
                .start();

        PipelineReport report = pipeline.awaitEnd();

        assertThat(consumed).hasSize(8).doesNotContain(3, 7);
        assertThat(skipped).containsExactlyInAnyOrder("3: no 3", "7: no 7");
        assertThat(report.dropped(DropReason.SKIPPED)).isEqualTo(2);
        assertThat(report.failure()).isNull();
        assertThat(pipeline.statistics().step("picky").skipped()).isEqualTo(2);
        assertEnded(pipeline);
    }

    @Test
    void skipsAnItemAtWhichTheSinkFails() throws Exception {
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(10))
                .to("store", 1, n -> {
                    if (n == 5) {
                        throw new IOException("no 5");
                    }
                })
                .onFailure(FailurePolicy.skip())
                .start();

        PipelineReport report = pipeline.awaitEnd();

        assertThat(report.consumed()).isEqualTo(9);
        assertThat(report.dropped(DropReason.SKIPPED)).isOne();
        assertEnded(pipeline);
    }

    @Test
    void triesAgainUntilItWorks() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(3))
                .stage("flaky", 1, n -> {
                    if (n == 1 && tries.incrementAndGet() < 3) {
                        throw new IOException("not yet");
                    }
                    return n;
                })
                .onFailure(FailurePolicy.retry(2, Duration.ofMillis(1)))
                .to("store", 1, consumed::add)
                .start();

        pipeline.awaitEnd();

        assertThat(consumed).containsExactly(0, 1, 2);
        assertThat(tries).hasValue(3);
        assertThat(pipeline.statistics().step("flaky").retries()).isEqualTo(2);
        assertThat(pipeline.statistics().step("flaky").paused()).isGreaterThanOrEqualTo(Duration.ofMillis(3));
        assertEnded(pipeline);
    }

    @Test
    void failsWhenTheLastTryFails() {
        AtomicInteger tries = new AtomicInteger();
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(3))
                .to("broken", 1, n -> {
                    throw new IOException("try " + tries.incrementAndGet());
                })
                .onFailure(FailurePolicy.retry(3, Duration.ZERO))
                .start();

        PipelineFailedException failure = catchThrowableOfType(PipelineFailedException.class, pipeline::awaitEnd);

        assertThat(failure).hasRootCauseMessage("try 4");
        assertThat(assertEnded(pipeline).returned()).contains(new PipelineReport.Returned("broken", true, 0));
    }

    @Test
    void failsAtAnErrorWhateverThePolicy() {
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(3))
                .to("broken", 1, n -> {
                    throw new StackOverflowError("deep");
                })
                .onFailure(FailurePolicy.retry(3, Duration.ZERO).thenSkip())
                .start();

        PipelineFailedException failure = catchThrowableOfType(PipelineFailedException.class, pipeline::awaitEnd);

        assertThat(failure).hasCauseInstanceOf(StackOverflowError.class);
        assertThat(pipeline.statistics().step("broken").retries()).isZero();
        assertEnded(pipeline);
    }

    @Test
    void failsAtAnInterruptThatIsNotItsOwnWhateverThePolicy() {
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(3))
                .to("rude", 1, n -> {
                    Thread.currentThread().interrupt();
                    PipelineChecks.blockForEver();
                })
                .onFailure(FailurePolicy.skip())
                .start();

        PipelineFailedException failure = catchThrowableOfType(PipelineFailedException.class, pipeline::awaitEnd);

        assertThat(failure).hasCauseInstanceOf(InterruptedException.class);
        assertEnded(pipeline);
    }

    @Test
    void endsAPauseAtOnceWhenAborted() throws Exception {
        Channel<Integer> in = Channel.bounded(1);
        BoundedPipeline pipeline = BoundedPipeline.from(in)
                .to("broken", 1, n -> {
                    throw new IOException("no");
                })
                .onFailure(FailurePolicy.retry(3, Duration.ofSeconds(Long.MAX_VALUE))
                        .maxPause(Duration.ofDays(1)))
                .start();
        in.put(7);
        await().atMost(LIMIT)
                .until(() -> pipeline.statistics().step("broken").paused().toNanos() > 0);

        PipelineReport report = pipeline.abort(new IllegalStateException("enough"));

        assertThat(report.isFinal()).isTrue();
        assertThat(report.returned()).containsExactly(new PipelineReport.Returned("broken", true, 7));
        assertEnded(pipeline);
    }

    @Test
    void goesOnTryingWhileItDrains() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        Channel<Integer> in = Channel.bounded(1);
        BoundedPipeline pipeline = BoundedPipeline.from(in)
                .to("flaky", 1, n -> {
                    if (tries.incrementAndGet() < 4) {
                        throw new IOException("not yet");
                    }
                })
                .onFailure(FailurePolicy.retry(5, Duration.ofMillis(5)))
                .start();
        in.put(1);

        pipeline.close();

        assertThat(assertEnded(pipeline).consumed()).isOne();
        assertThat(tries).hasValue(4);
    }

    @Test
    void doublesItsPausesUpToTheLimit() {
        FailurePolicy policy = FailurePolicy.retry(100, Duration.ofNanos(3)).maxPause(Duration.ofNanos(20));

        assertThat(List.of(policy.pauseNanos(1), policy.pauseNanos(2), policy.pauseNanos(3), policy.pauseNanos(4)))
                .containsExactly(3L, 6L, 12L, 20L);
        assertThat(policy.pauseNanos(100)).isEqualTo(20);
        assertThat(FailurePolicy.retry(1, Duration.ofSeconds(Long.MAX_VALUE)).pauseNanos(70))
                .isEqualTo(Duration.ofSeconds(30).toNanos());
        assertThat(FailurePolicy.retry(1, Duration.ZERO).pauseNanos(99)).isZero();
        assertThat(FailurePolicy.retry(99, Duration.ofNanos(1))
                        .maxPause(Duration.ofSeconds(Long.MAX_VALUE))
                        .pauseNanos(99))
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void countsASkipActionThatThrowsAndGoesOn() throws Exception {
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(4))
                .<Integer>stage("broken", 1, n -> {
                    throw new IOException("no");
                })
                .onFailure(FailurePolicy.skip().onSkip((item, why) -> {
                    throw new AssertionError("cannot note it");
                }))
                .to("store", 1, consumed::add)
                .start();

        PipelineReport report = pipeline.awaitEnd();

        assertThat(report.dropped(DropReason.SKIPPED)).isEqualTo(4);
        assertThat(pipeline.statistics().callbackFailures()).isEqualTo(4);
        assertEnded(pipeline);
    }

    @Test
    void refusesPoliciesThatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FailurePolicy.retry(0, Duration.ZERO))
                .withMessageContaining("0");
        assertThatIllegalArgumentException().isThrownBy(() -> FailurePolicy.retry(1, Duration.ofMillis(-1)));
        assertThatIllegalStateException()
                .isThrownBy(() -> FailurePolicy.failAll().onSkip((item, why) -> {}));
        assertThatIllegalStateException().isThrownBy(() -> FailurePolicy.skip().maxPause(Duration.ZERO));
        assertThatIllegalStateException()
                .isThrownBy(() -> BoundedPipeline.from("count", 1, upTo(1))
                        .to(Channel.bounded(1))
                        .onFailure(FailurePolicy.skip()));
    }
}
