package io.github.threeply.patterns;

import static io.github.threeply.patterns.BoundedPipelineFlowTest.upTo;
import static io.github.threeply.patterns.PipelineChecks.LIMIT;
import static io.github.threeply.patterns.PipelineChecks.assertEnded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.Channel;
import io.github.threeply.core.Threads;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What can be seen of a pipeline at work: its statistics, its threads. */
class BoundedPipelineWatchTest {
    private final CountDownLatch go = new CountDownLatch(1);

    @AfterEach
    void letGo() {
        go.countDown();
    }

    @Nested
    class Statistics {

        @Test
        void showHowFullChannelsAreAndWhatEachStepHasDone() throws Exception {
            BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(9))
                    .capacity(4)
                    .to("hold", 1, n -> go.await())
                    .start();
            await().atMost(LIMIT).until(() -> pipeline.report().accepted() == 6);
            await().atMost(LIMIT)
                    .until(() ->
                            pipeline.statistics().step("count").waitedForRoom().toNanos() > 0);

            PipelineStatistics.Step source = pipeline.statistics().step("count");
            PipelineStatistics.Step sink = pipeline.statistics().step("hold");

            assertThat(source.in()).isEqualTo(6);
            assertThat(source.capacity()).isZero();
            assertThat(sink.depth()).isEqualTo(4);
            assertThat(sink.capacity()).isEqualTo(4);
            assertThat(sink.highWater()).isEqualTo(4);
            assertThat(sink.in()).isOne();
            assertThat(sink.out()).isZero();
            go.countDown();
            pipeline.awaitEnd();
            PipelineStatistics.Step end = pipeline.statistics().step("hold");
            assertThat(end.depth()).isZero();
            assertThat(end.highWater()).as("of all times").isEqualTo(4);
            assertThat(end.out()).isEqualTo(9);
            assertThat(end.outPerSecond()).isPositive();
        }

        @Test
        void tellWhatAStepWaitsForWhileItWaits() throws Exception {
            Channel<Integer> in = Channel.bounded(1);
            BoundedPipeline pipeline =
                    BoundedPipeline.from(in).to("idle", 1, n -> go.await()).start();
            await().atMost(LIMIT)
                    .until(() ->
                            pipeline.statistics().step("idle").waitedForInput().toMillis() >= 20);
            Duration waited = pipeline.statistics().step("idle").waitedForInput();

            in.put(1);
            await().atMost(LIMIT)
                    .until(() -> pipeline.statistics().step("idle").worked().toMillis() >= 20);

            PipelineStatistics.Step idle = pipeline.statistics().step("idle");
            assertThat(idle.waitedForInput()).isGreaterThanOrEqualTo(waited);
            assertThat(idle.worked().plus(idle.waitedForInput())).isLessThanOrEqualTo(idle.elapsed());
            go.countDown();
            pipeline.close();
            assertEnded(pipeline);
        }

        @Test
        void canBeSubtractedForWhatHappenedBetween() throws Exception {
            Channel<Integer> in = Channel.bounded(10);
            BoundedPipeline pipeline =
                    BoundedPipeline.from(in).to("store", 1, n -> {}).start();
            for (int n = 0; n < 3; n++) {
                in.put(n);
            }
            pipeline.joinProcessed();
            PipelineStatistics earlier = pipeline.statistics();
            for (int n = 0; n < 5; n++) {
                in.put(n);
            }
            pipeline.joinProcessed();

            PipelineStatistics between = pipeline.statistics().since(earlier);

            assertThat(between.step("store").in()).isEqualTo(5);
            assertThat(between.step("store").out()).isEqualTo(5);
            assertThat(between.elapsed()).isEqualTo(between.step("store").elapsed());
            assertThat(between.step("store").inPerSecond())
                    .isEqualTo(5 / (between.elapsed().toNanos() / 1e9));
            pipeline.close();
            BoundedPipeline other = BoundedPipeline.from(Channel.bounded(1))
                    .to("other", 1, n -> {})
                    .start();
            other.close();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> other.statistics().since(earlier))
                    .withMessageContaining("store");
            assertThatIllegalArgumentException().isThrownBy(() -> earlier.step("nobody"));
        }
    }

    @ParameterizedTest
    @EnumSource(ThreadKind.class)
    void runsOnThreadsOfTheKindThatWasAskedFor(ThreadKind kind) throws Exception {
        AtomicReference<Thread> thread = new AtomicReference<>();
        AtomicBoolean daemon = new AtomicBoolean();
        AtomicInteger count = new AtomicInteger();
        BoundedPipeline pipeline = BoundedPipeline.from("count", 2, upTo(2_000))
                .capacity(2)
                .stage("work", 2, n -> n)
                .ordered()
                .<Integer>batchStage("same", 2, 3, Duration.ofMillis(1), items -> items)
                .to("store", 2, n -> {
                    thread.set(Thread.currentThread());
                    daemon.set(Thread.currentThread().isDaemon());
                    count.incrementAndGet();
                })
                .threads(kind)
                .start();

        pipeline.awaitEnd();

        assertThat(count).hasValue(2_000);
        assertThat(daemon.get()).isEqualTo(kind != ThreadKind.PLATFORM);
        assertThat(thread.get().getName()).startsWith("pipeline-store-");
        boolean virtual = thread.get().getClass().getName().contains("Virtual");
        assertThat(virtual).isEqualTo(kind == ThreadKind.VIRTUAL && Threads.hasVirtual());
        assertEnded(pipeline);
    }
}
