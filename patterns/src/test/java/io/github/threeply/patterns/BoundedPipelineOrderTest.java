package io.github.threeply.patterns;

import static io.github.threeply.patterns.BoundedPipelineFlowTest.upTo;
import static io.github.threeply.patterns.PipelineChecks.LIMIT;
import static io.github.threeply.patterns.PipelineChecks.assertEnded;
import static io.github.threeply.patterns.PipelineChecks.blockForEver;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.BulkExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stages of several threads whose results leave in the order of the items. */
class BoundedPipelineOrderTest {
    private final List<Object> consumed = Collections.synchronizedList(new ArrayList<>());

    /** Takes now long, now short, so that threads overtake each other. */
    private static void dawdle() {
        int spins = ThreadLocalRandom.current().nextInt(2_000);
        for (int i = 0; i < spins; i++) {
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @CsvSource({"2,2", "4,4", "4,9", "3,100"})
    void handsResultsOnInTheOrderOfTheItems(int threads, int window) throws Exception {
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(5_000))
                .stage("work", threads, n -> {
                    dawdle();
                    return n;
                })
                .ordered(window)
                .to("store", 1, consumed::add)
                .start();

        pipeline.awaitEnd();

        assertThat(consumed)
                .containsExactlyElementsOf(IntStream.range(0, 5_000).boxed().toList());
        assertEnded(pipeline);
    }

    @Test
    void keepsTheOrderOfItemsThatAreWorkedOnByAnExecutor() throws Exception {
        try (BulkExecutor pool = BulkExecutor.threads(4)) {
            BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(1_000))
                    .stage("work", 4, n -> {
                        dawdle();
                        return n;
                    })
                    .on(pool)
                    .ordered()
                    .to("store", 1, consumed::add)
                    .start();

            pipeline.awaitEnd();

            assertThat(consumed)
                    .containsExactlyElementsOf(IntStream.range(0, 1_000).boxed().toList());
            assertEnded(pipeline);
        }
    }

    @Test
    void keepsTheOrderOfBatches() throws Exception {
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(1_000))
                .<Integer>batchStage("work", 3, 7, Duration.ofMillis(1), items -> {
                    dawdle();
                    return items;
                })
                .ordered()
                .to("store", 1, consumed::add)
                .start();

        pipeline.awaitEnd();

        assertThat(consumed)
                .containsExactlyElementsOf(IntStream.range(0, 1_000).boxed().toList());
        assertEnded(pipeline);
    }

    @Test
    void takesNoMoreThanItsWindowWhileTheFirstItemTakesLong() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(100))
                .capacity(100)
                .stage("work", 2, n -> {
                    begun.incrementAndGet();
                    if (n == 0) {
                        go.await();
                    }
                    return n;
                })
                .ordered(5)
                .to("store", 1, consumed::add)
                .start();

        await().atMost(LIMIT).until(() -> begun.get() == 5);
        await().atMost(LIMIT)
                .until(() -> pipeline.statistics().step("work").waitedForRoom().toMillis() > 5);
        assertThat(begun).as("one runs, four are finished and not sent").hasValue(5);
        assertThat(consumed).isEmpty();

        go.countDown();
        pipeline.awaitEnd();
        assertThat(consumed).hasSize(100).isSortedAccordingTo((a, b) -> (Integer) a - (Integer) b);
        assertEnded(pipeline);
    }

    @Test
    void isNotHeldUpByItemsThatAreDroppedOrSkipped() throws Exception {
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(2_000))
                .<Integer>stage("work", 3, n -> {
                    dawdle();
                    if (n % 3 == 0) {
                        return null;
                    }
                    if (n % 3 == 1) {
                        throw new IllegalArgumentException("one too many");
                    }
                    return n;
                })
                .ordered()
                .onFailure(FailurePolicy.skip())
                .to("store", 1, consumed::add)
                .start();

        PipelineReport report = pipeline.awaitEnd();

        assertThat(consumed)
                .containsExactlyElementsOf(IntStream.range(0, 2_000)
                        .filter(n -> n % 3 == 2)
                        .boxed()
                        .toList());
        assertThat(report.dropped(DropReason.NO_RESULT)).isEqualTo(667);
        assertThat(report.dropped(DropReason.SKIPPED)).isEqualTo(667);
        assertEnded(pipeline);
    }

    @Test
    void returnsFinishedResultsBehindAHangingHeadWhenAborted() throws Exception {
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(100))
                .capacity(1)
                .stage("work", 2, n -> {
                    if (n == 0) {
                        blockForEver();
                    }
                    return "n" + n;
                })
                .ordered(4)
                .to("store", 1, consumed::add)
                .start();
        await().atMost(LIMIT).until(() -> pipeline.statistics().step("work").in() == 4);
        await().atMost(LIMIT)
                .until(() -> pipeline.statistics().step("work").waitedForRoom().toNanos() > 0);

        PipelineReport report = pipeline.abort(new IllegalStateException("enough"));

        assertThat(consumed).isEmpty();
        assertThat(report.returned())
                .contains(
                        new PipelineReport.Returned("work", true, 0),
                        new PipelineReport.Returned("store", false, "n1"),
                        new PipelineReport.Returned("store", false, "n2"),
                        new PipelineReport.Returned("store", false, "n3"));
        assertEnded(pipeline);
    }

    @Test
    void showsAloneWhatHangsWhenTheHeadIgnoresTheAbort() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(3))
                .stage("work", 2, n -> {
                    if (n == 0) {
                        Waits.uninterruptibly(() -> go.await(LIMIT.toSeconds(), java.util.concurrent.TimeUnit.SECONDS));
                    }
                    return n;
                })
                .ordered(3)
                .to("store", 1, consumed::add)
                .grace(Duration.ofMillis(20))
                .start();
        await().atMost(LIMIT).until(() -> pipeline.statistics().step("work").in() == 3);
        await().atMost(LIMIT)
                .until(() -> pipeline.statistics().step("work").waitedForInput().toNanos() > 0
                        || pipeline.statistics().step("work").waitedForRoom().toNanos() > 0);

        pipeline.abort(new IllegalStateException("enough"));

        await().atMost(LIMIT).until(() -> pipeline.report().inFlight() == 1);
        await().atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(pipeline.report().stillRunning()).hasSize(1));
        go.countDown();
        await().atMost(LIMIT).until(() -> pipeline.report().isFinal());
        assertThat(assertEnded(pipeline).returned()).hasSize(3);
    }

    @Test
    void refusesAWindowThatIsSmallerThanTheNumberOfThreadsOrFarTooLarge() {
        PipelineDescription.Stage<Integer> stage =
                BoundedPipeline.from("count", 1, upTo(1)).stage("work", 3, n -> n);

        assertThatIllegalArgumentException().isThrownBy(() -> stage.ordered(2)).withMessageContaining("2");
        assertThatIllegalArgumentException().isThrownBy(() -> stage.ordered(Integer.MAX_VALUE));
    }
}
