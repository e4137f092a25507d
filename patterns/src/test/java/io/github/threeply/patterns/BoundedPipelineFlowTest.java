package io.github.threeply.patterns;

import static io.github.threeply.patterns.PipelineChecks.LIMIT;
import static io.github.threeply.patterns.PipelineChecks.assertEnded;
import static io.github.threeply.patterns.PipelineChecks.awaitLatch;
import static io.github.threeply.patterns.PipelineChecks.awaitWaiting;
import static io.github.threeply.patterns.PipelineChecks.threadNamed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How items go through a pipeline, and how it ends by itself. */
class BoundedPipelineFlowTest {
    /** 0, 1, 2, ... up to a number, for any number of threads. */
    static Source<Integer> upTo(int end) {
        AtomicInteger next = new AtomicInteger();
        return () -> {
            int n = next.getAndIncrement();
            return n < end ? n : null;
        };
    }

    @ParameterizedTest
    @CsvSource({"1,1,1,1", "2,2,3,10", "3,1,2,1", "1,4,1,2"})
    void deliversEveryItemOnceThroughAllStages(int sources, int stages, int sinks, int capacity) throws Exception {
        Queue<String> consumed = new ConcurrentLinkedQueue<>();
        BoundedPipeline pipeline = BoundedPipeline.from("count", sources, upTo(2_000))
                .capacity(capacity)
                .stage("double", stages, n -> n * 2L)
                .capacity(capacity)
                .stage("print", stages, n -> "n" + n)
                .capacity(capacity)
                .to("store", sinks, consumed::add)
                .start();

        PipelineReport report = pipeline.awaitEnd();

        assertThat(consumed)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 2_000).mapToObj(n -> "n" + n * 2L).toList());
        assertThat(report.accepted()).isEqualTo(2_000);
        assertThat(report.consumed()).isEqualTo(2_000);
        assertThat(report.failure()).isNull();
        assertEnded(pipeline);
    }

    @Test
    void keepsTheOrderWhereEachStepHasOneThread() throws Exception {
        List<Integer> consumed = Collections.synchronizedList(new ArrayList<>());
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(1_000))
                .stage("same", 1, n -> n)
                .to("store", 1, consumed::add)
                .start();

        pipeline.awaitEnd();

        assertThat(consumed).isSorted().hasSize(1_000);
        assertEnded(pipeline);
    }

    @Test
    void dropsAndCountsAnItemForWhichAStageReturnsNull() throws Exception {
        Queue<Integer> consumed = new ConcurrentLinkedQueue<>();
        BoundedPipeline pipeline = BoundedPipeline.from("count", 2, upTo(100))
                .<Integer>stage("even", 2, n -> n % 2 == 0 ? n : null)
                .to("store", 1, consumed::add)
                .start();

        PipelineReport report = pipeline.awaitEnd();

        assertThat(consumed).hasSize(50).allMatch(n -> n % 2 == 0);
        assertThat(report.dropped()).isEqualTo(50);
        assertThat(report.steps().get(1).dropped()).isEqualTo(50);
        assertEnded(pipeline);
    }

    @Test
    void runsStepsOnDaemonThreadsOfTheirName() throws Exception {
        Set<String> names = ConcurrentHashMap.newKeySet();
        CountDownLatch both = new CountDownLatch(2);
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(2))
                .to("meet", 2, n -> {
                    names.add(Thread.currentThread().getName()
                            + (Thread.currentThread().isDaemon() ? " daemon" : ""));
                    both.countDown();
                    both.await();
                })
                .start();

        pipeline.awaitEnd();

        assertThat(names).containsExactlyInAnyOrder("pipeline-meet-1 daemon", "pipeline-meet-2 daemon");
        assertEnded(pipeline);
    }

    @Test
    void holdsNoMoreThanItsCapacityAndWhatIsInHands() throws Exception {
        AtomicInteger produced = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, () -> {
                    int n = produced.getAndIncrement();
                    return n < 50 ? n : null;
                })
                .capacity(3)
                .to("wait", 1, n -> go.await())
                .start();

        // One in the sink's hands, three in the channel, one in the hands of the source's thread.
        await().atMost(LIMIT).until(() -> produced.get() == 5);
        awaitWaiting(threadNamed("pipeline-count-1"));
        assertThat(produced).hasValue(5);
        assertThat(pipeline.report().inFlight()).isEqualTo(5);

        go.countDown();
        pipeline.awaitEnd();
        assertThat(assertEnded(pipeline).consumed()).isEqualTo(50);
    }

    @Test
    void endsTheSourceForAllThreadsAtOneNullAndAcceptsWhatIsUnderWay() throws Exception {
        CountDownLatch slowIsIn = new CountDownLatch(1);
        CountDownLatch otherHasEnded = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        Queue<String> consumed = new ConcurrentLinkedQueue<>();
        BoundedPipeline pipeline = BoundedPipeline.from("two", 2, () -> {
                    if (calls.incrementAndGet() == 1) {
                        slowIsIn.countDown();
                        otherHasEnded.await();
                        return "late";
                    }
                    slowIsIn.await();
                    return null;
                })
                .to("store", 1, consumed::add)
                .start();

        awaitLatch(slowIsIn);
        await().atMost(LIMIT).until(() -> pipeline.report().stillRunning().size() == 2); // one of two, and the sink
        otherHasEnded.countDown();
        pipeline.awaitEnd();

        assertThat(consumed).containsExactly("late");
        assertThat(calls).hasValue(2);
        assertEnded(pipeline);
    }

    @Test
    void neverShowsANegativeNumberWhileItWorks() throws Exception {
        BoundedPipeline pipeline = BoundedPipeline.from("count", 2, upTo(5_000))
                .capacity(7)
                .<Integer>stage("third", 2, n -> n % 3 == 0 ? null : n)
                .capacity(7)
                .to("store", 2, n -> {})
                .start();
        FutureTask<Integer> watcher = new FutureTask<>(() -> {
            int looks = 0;
            PipelineReport report;
            do {
                report = pipeline.report();
                for (PipelineReport.Step step : report.steps()) {
                    assertThat(step.inFlight()).as("%s", step).isNotNegative();
                }
                looks++;
            } while (!report.isFinal());
            return looks;
        });
        new Thread(watcher, "watcher").start();

        pipeline.awaitEnd();

        assertThat(watcher.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isPositive();
        assertEnded(pipeline);
    }
}
