package io.github.threeply.patterns;

import static io.github.threeply.patterns.BoundedPipelineFlowTest.upTo;
import static io.github.threeply.patterns.PipelineChecks.LIMIT;
import static io.github.threeply.patterns.PipelineChecks.assertEnded;
import static io.github.threeply.patterns.PipelineChecks.blockForEver;
import static io.github.threeply.patterns.PipelineChecks.threadNamed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps that work on several items at once: what makes a batch full, and how its items are counted. */
class BoundedPipelineBatchTest {
    private static final Duration LONG = Duration.ofSeconds(Long.MAX_VALUE);

    private final List<List<Integer>> batches = Collections.synchronizedList(new ArrayList<>());

    @Test
    void makesBatchesOfTheGivenSizeAndDeliversTheRemainderAtTheEnd() throws Exception {
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(10))
                .batchTo("store", 1, 4, LONG, batches::add)
                .start();

        PipelineReport report = pipeline.awaitEnd();

        assertThat(batches).containsExactly(List.of(0, 1, 2, 3), List.of(4, 5, 6, 7), List.of(8, 9));
        assertThat(report.consumed()).isEqualTo(10);
        assertThat(report.merged()).isZero();
        assertEnded(pipeline);
    }

    @Test
    void deliversABatchThatIsNotFullWhenItsFirstItemIsOldEnough() throws Exception {
        Channel<Integer> in = Channel.bounded(10);
        BoundedPipeline pipeline = BoundedPipeline.from(in)
                .batchTo("store", 1, 1_000, Duration.ofMillis(30), batches::add)
                .start();
        long began = System.nanoTime();
        in.put(1);
        in.put(2);

        await().atMost(LIMIT).until(() -> batches.stream().mapToInt(List::size).sum() == 2);

        assertThat(System.nanoTime() - began)
                .isGreaterThanOrEqualTo(Duration.ofMillis(30).toNanos());
        pipeline.close();
        assertEnded(pipeline);
    }

    @Test
    void takesWhatIsThereWhenItMayNotWait() throws Exception {
        Channel<Integer> in = Channel.bounded(10);
        for (int n = 0; n < 5; n++) {
            in.put(n);
        }
        BoundedPipeline pipeline = BoundedPipeline.from(in)
                .batchTo("store", 1, 3, Duration.ZERO, batches::add)
                .start();

        await().atMost(LIMIT).until(() -> pipeline.report().consumed() == 5);

        assertThat(batches).containsExactly(List.of(0, 1, 2), List.of(3, 4));
        pipeline.close();
        assertEnded(pipeline);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void countsHowManyItemsFewerOrMoreItMakes(int threads) throws Exception {
        List<Integer> consumed = Collections.synchronizedList(new ArrayList<>());
        BoundedPipeline pipeline = BoundedPipeline.from("count", 2, upTo(1_000))
                .<Integer>batchStage(
                        "sum",
                        threads,
                        10,
                        LONG,
                        items -> List.of(items.stream().mapToInt(n -> n).sum()))
                .<Integer>batchStage("twice", threads, 3, LONG, items -> {
                    List<Integer> twice = new ArrayList<>(items);
                    twice.addAll(items);
                    return twice;
                })
                .to("store", 1, consumed::add)
                .start();

        PipelineReport report = pipeline.awaitEnd();

        assertThat(consumed.stream().mapToInt(n -> n).sum())
                .isEqualTo(2 * IntStream.range(0, 1_000).sum());
        PipelineReport.Step sum = report.steps().get(1);
        PipelineReport.Step twice = report.steps().get(2);
        assertThat(sum.worked()).isEqualTo(1_000);
        assertThat(sum.delivered()).isBetween(100L, 100L + threads);
        assertThat(twice.delivered()).isEqualTo(2 * twice.worked()).isEqualTo(consumed.size());
        assertThat(report.merged()).isEqualTo(1_000 - consumed.size());
        assertThat(report.toString()).contains(" + merged " + report.merged());
        assertEnded(pipeline);
    }

    @Test
    void takesAnEmptyCollectionForABatchOfWhichNothingComes() throws Exception {
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(100))
                .<Integer>batchStage("swallow", 2, 10, LONG, items -> List.of())
                .to("store", 1, n -> {})
                .start();

        PipelineReport report = pipeline.awaitEnd();

        assertThat(report.merged()).isEqualTo(100);
        assertThat(report.dropped()).isZero();
        assertEnded(pipeline);
    }

    @Test
    void takesNullAndACollectionWithANullForFailuresAndReturnsTheWholeBatch() {
        for (Collection<Integer> wrong : Arrays.<Collection<Integer>>asList(null, Arrays.asList(1, null))) {
            BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(5))
                    .<Integer>batchStage("wrong", 1, 5, LONG, items -> wrong)
                    .to("store", 1, n -> {})
                    .start();

            PipelineFailedException failure = catchThrowableOfType(PipelineFailedException.class, pipeline::awaitEnd);

            assertThat(failure).hasCauseInstanceOf(NullPointerException.class).hasMessageContaining("'wrong'");
            assertThat(assertEnded(pipeline).returned())
                    .hasSize(5)
                    .allMatch(returned -> returned.tried() && returned.step().equals("wrong"));
        }
    }

    @Test
    void skipsAndRetriesABatchAsAWhole() throws Exception {
        List<Object> skipped = Collections.synchronizedList(new ArrayList<>());
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(9))
                .<Integer>batchStage("picky", 1, 3, LONG, items -> {
                    if (items.contains(4)) {
                        throw new IllegalArgumentException("four");
                    }
                    return items;
                })
                .onFailure(FailurePolicy.retry(2, Duration.ZERO).thenSkip().onSkip((item, why) -> skipped.add(item)))
                .batchTo("store", 1, 2, LONG, batches::add)
                .start();

        PipelineReport report = pipeline.awaitEnd();

        assertThat(skipped).containsExactly(3, 4, 5);
        assertThat(pipeline.statistics().step("picky").retries()).isEqualTo(2);
        assertThat(report.dropped(DropReason.SKIPPED)).isEqualTo(3);
        assertThat(batches).containsExactly(List.of(0, 1), List.of(2, 6), List.of(7, 8));
        assertEnded(pipeline);
    }

    @Test
    void givesBackABatchThatWaitsToBeFullWhenAborted() throws Exception {
        Channel<Integer> in = Channel.bounded(10);
        BoundedPipeline pipeline = BoundedPipeline.from(in)
                .batchTo("store", 1, 5, LONG, batches::add)
                .start();
        in.put(1);
        in.put(2);
        await().atMost(LIMIT).until(() -> pipeline.report().accepted() == 2);
        PipelineChecks.awaitWaiting(threadNamed("pipeline-store-1"));

        PipelineReport report = pipeline.abort(new IllegalStateException("enough"));

        assertThat(report.returned())
                .containsExactly(
                        new PipelineReport.Returned("store", false, 1), new PipelineReport.Returned("store", false, 2));
        assertEnded(pipeline);
    }

    @Test
    void givesBackTheResultsThatTheNextStepCouldNotTakeWhenAborted() throws Exception {
        CountDownLatch inSink = new CountDownLatch(1);
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(5))
                .<Integer>batchStage("same", 1, 5, LONG, items -> items)
                .capacity(1)
                .to("block", 1, n -> {
                    inSink.countDown();
                    blockForEver();
                })
                .start();
        PipelineChecks.awaitLatch(inSink);
        await().atMost(LIMIT).until(() -> pipeline.report().steps().get(2).received() == 5);

        PipelineReport report = pipeline.abort(new IllegalStateException("enough"));

        assertThat(report.returned())
                .hasSize(5)
                .allMatch(returned -> returned.step().equals("block"));
        assertEnded(pipeline);
    }

    @Test
    void givesItsFunctionAListThatCannotBeChanged() {
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(2))
                .batchTo("rude", 1, 2, LONG, items -> items.clear())
                .start();

        assertThatThrownBy(pipeline::awaitEnd).hasCauseInstanceOf(UnsupportedOperationException.class);
        assertThat(assertEnded(pipeline).returned()).hasSize(2);
    }

    @Test
    void refusesASizeThatIsNotPositiveAndANegativeAge() {
        PipelineDescription.From<Integer> from = BoundedPipeline.from("count", 1, upTo(1));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> from.batchTo("store", 1, 0, LONG, batches::add))
                .withMessageContaining("0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> from.batchTo("store", 1, 1, Duration.ofNanos(-1), batches::add))
                .withMessageContaining("PT-0.000000001S");
    }
}
