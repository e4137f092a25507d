package io.github.threeply.patterns;

import static io.github.threeply.patterns.BoundedPipelineFlowTest.upTo;
import static io.github.threeply.patterns.PipelineChecks.LIMIT;
import static io.github.threeply.patterns.PipelineChecks.assertEnded;
import static io.github.threeply.patterns.PipelineChecks.awaitLatch;
import static io.github.threeply.patterns.PipelineChecks.blockForEver;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.TaskFunction;
import java.io.IOException;
import java.io.NotSerializableException;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Stages whose items are worked on by an executor. */
class BoundedPipelineExecutorTest {
    private final ExecutorService pool = Executors.newFixedThreadPool(4, body -> new Thread(body, "outside"));
    private final Queue<Object> consumed = new ConcurrentLinkedQueue<>();
    private final CountDownLatch go = new CountDownLatch(1);

    @AfterEach
    void endPool() throws InterruptedException {
        go.countDown();
        pool.shutdownNow();
        assertThat(pool.awaitTermination(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void runsEachItemOnTheExecutorAndLeavesItOpen() throws Exception {
        Set<String> names = ConcurrentHashMap.newKeySet();
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(500))
                .stage("work", 3, n -> {
                    names.add(Thread.currentThread().getName());
                    return n;
                })
                .on(pool)
                .to("store", 1, consumed::add)
                .start();

        pipeline.awaitEnd();

        assertThat(names).containsExactly("outside");
        assertThat(consumed).hasSize(500).doesNotHaveDuplicates();
        assertThat(pool.isShutdown()).isFalse();
        assertEnded(pipeline);
    }

    @Test
    void hasNoMoreOutAtOnceThanItsParallelism() throws Exception {
        AtomicInteger out = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch five = new CountDownLatch(5);
        try (BulkExecutor perTask = BulkExecutor.threadPerTask()) {
            BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(300))
                    .stage("work", 5, n -> {
                        most.accumulateAndGet(out.incrementAndGet(), Math::max);
                        five.countDown();
                        assertThat(five.await(30, TimeUnit.SECONDS)).isTrue(); // the first five are out together
                        out.decrementAndGet();
                        return n;
                    })
                    .on(perTask)
                    .to("store", 1, consumed::add)
                    .threads(ThreadKind.VIRTUAL)
                    .start();

            pipeline.awaitEnd();

            assertThat(most.get()).isEqualTo(5);
            assertThat(consumed).hasSize(300);
            assertEnded(pipeline);
        }
    }

    @Test
    void sendsTheFunctionItselfAndItsItemsFarAway() throws Exception {
        try (FarExecutor far = new FarExecutor(BulkExecutor.threads(2))) {
            BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(50))
                    .stage("double", 2, n -> n * 2)
                    .on(far)
                    .<Integer>batchStage("same", 2, 4, Duration.ofMillis(1), items -> items)
                    .on(far)
                    .to("store", 1, consumed::add)
                    .start();

            pipeline.awaitEnd();

            assertThat(consumed).hasSize(50).contains(98);
            assertEnded(pipeline);
        }
    }

    @Test
    void failsOnlyAtTheItemThatCannotTravelIfItsPolicyIsToSkip() throws Exception {
        try (FarExecutor far = new FarExecutor(BulkExecutor.threads(2))) {
            AtomicReference<Exception> why = new AtomicReference<>();
            BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(10))
                    .<Object>stage("wrap", 1, n -> n == 3 ? new Object() : n)
                    .stage("far", 2, TaskFunction.of((Object item) -> item))
                    .on(far)
                    .onFailure(FailurePolicy.skip().onSkip((item, e) -> why.set(e)))
                    .to("store", 1, consumed::add)
                    .start();

            pipeline.awaitEnd();

            assertThat(consumed).hasSize(9);
            assertThat(why.get()).isInstanceOf(NotSerializableException.class);
            assertEnded(pipeline);
        }
    }

    @Test
    void failsThePipelineWithWhatTheFunctionThrows() {
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(10))
                .<Integer>stage("broken", 2, n -> {
                    throw new IOException("no");
                })
                .on(pool)
                .to("store", 1, consumed::add)
                .start();

        PipelineFailedException failure = catchThrowableOfType(PipelineFailedException.class, pipeline::awaitEnd);

        assertThat(failure).hasCauseInstanceOf(IOException.class);
        assertThat(failure.stage()).isEqualTo("broken");
        assertEnded(pipeline);
    }

    @Test
    void returnsTheItemThatTheExecutorRefusesWhateverThePolicy() {
        pool.shutdown();
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(10))
                .stage("work", 1, n -> n)
                .on(pool)
                .onFailure(FailurePolicy.skip())
                .to("store", 1, consumed::add)
                .start();

        PipelineFailedException failure = catchThrowableOfType(PipelineFailedException.class, pipeline::awaitEnd);

        assertThat(failure).hasCauseInstanceOf(RejectedExecutionException.class);
        assertThat(assertEnded(pipeline).returned()).contains(new PipelineReport.Returned("work", false, 0));
    }

    @Test
    void returnsTheItemThatTheExecutorLosesWhenItIsShutDown() throws Exception {
        ExecutorService one = Executors.newSingleThreadExecutor();
        CountDownLatch begun = new CountDownLatch(1);
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(2))
                .stage("work", 2, n -> {
                    begun.countDown();
                    Waits.uninterruptibly(() -> go.await(LIMIT.toSeconds(), TimeUnit.SECONDS));
                    return n;
                })
                .on(one)
                .to("store", 1, consumed::add)
                .start();
        awaitLatch(begun);
        await().atMost(LIMIT).until(() -> pipeline.statistics().step("work").in() == 2);

        one.shutdownNow();
        go.countDown();
        PipelineFailedException failure = catchThrowableOfType(PipelineFailedException.class, pipeline::awaitEnd);

        assertThat(failure).hasCauseInstanceOf(RejectedExecutionException.class);
        assertThat(assertEnded(pipeline).returned()).isNotEmpty();
    }

    @Test
    void cancelsWhatIsOutWhenAbortedAndWaitsForItsRealEnd() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch interrupted = new CountDownLatch(2);
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(2))
                .<Integer>stage("work", 2, n -> {
                    begun.countDown();
                    try {
                        blockForEver();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                        Waits.uninterruptibly(() -> go.await(LIMIT.toSeconds(), TimeUnit.SECONDS));
                        throw e;
                    }
                    return n;
                })
                .on(pool)
                .to("store", 1, consumed::add)
                .grace(Duration.ofMillis(500)) // enough for those that heed
                .start();
        awaitLatch(begun);

        PipelineReport early = pipeline.abort(new IllegalStateException("enough"));
        awaitLatch(interrupted);

        assertThat(early.inFlight()).as("its code still runs").isEqualTo(2);
        assertThat(early.stillRunning()).hasSize(2);
        go.countDown();
        await().atMost(LIMIT).until(() -> pipeline.report().isFinal());
        assertThat(assertEnded(pipeline).returned()).hasSize(2).allMatch(PipelineReport.Returned::tried);
    }

    @Test
    void refusesToBeClosedByItsOwnFunctionOnTheExecutor() {
        AtomicReference<BoundedPipeline> self = new AtomicReference<>();
        CountDownLatch known = new CountDownLatch(1);
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(5))
                .stage("self", 1, n -> {
                    known.await();
                    self.get().close();
                    return n;
                })
                .on(pool)
                .to("store", 1, consumed::add)
                .start();
        self.set(pipeline);
        known.countDown();

        assertThatThrownBy(pipeline::awaitEnd).hasCauseInstanceOf(IllegalStateException.class);
        assertEnded(pipeline);
    }
}
