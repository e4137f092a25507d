package io.github.threeply.patterns;

import static io.github.threeply.patterns.BoundedPipelineFlowTest.upTo;
import static io.github.threeply.patterns.PipelineChecks.LIMIT;
import static io.github.threeply.patterns.PipelineChecks.assertEnded;
import static io.github.threeply.patterns.PipelineChecks.awaitLatch;
import static io.github.threeply.patterns.PipelineChecks.threadNamed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.Channel;
import io.github.threeply.core.Offer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Code from outside that misbehaves: channels that throw errors, sources and steps that do not listen. */
@Timeout(60)
class BoundedPipelineFaultTest {
    private final List<Object> consumed = Collections.synchronizedList(new ArrayList<>());

    private static PipelineFailedException failureOf(BoundedPipeline pipeline) {
        return catchThrowableOfType(PipelineFailedException.class, pipeline::awaitEnd);
    }

    @Test
    void failsWhenAChannelThrowsAnErrorAtClose() {
        Channel<Integer> broken = new ChannelInFront<>(Channel.bounded(4)) {
            @Override
            public void close() {
                throw new AssertionError("cannot close");
            }
        };
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(3))
                .via(broken)
                .to("store", 1, consumed::add)
                .start();

        PipelineFailedException failure = failureOf(pipeline);

        assertThat(failure).hasRootCauseMessage("cannot close");
        assertThat(failure.stage()).isEqualTo("count");
        assertEnded(pipeline);
    }

    @Test
    void abortsTheOtherChannelsWhenOneThrowsAnErrorAtAbort() throws Exception {
        Channel<Integer> broken = new ChannelInFront<>(Channel.bounded(4)) {
            @Override
            public List<Integer> abort(Throwable cause) {
                behind.abort(cause);
                throw new AssertionError("cannot abort");
            }
        };
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, () -> {
                    PipelineChecks.blockForEver();
                    return 1;
                })
                .via(broken)
                .stage("same", 1, n -> n)
                .to("store", 1, consumed::add)
                .start();

        PipelineReport report = pipeline.abort(new IllegalStateException("enough"));

        assertThat(report.isFinal()).isTrue();
        assertThat(report.failure()).hasRootCauseMessage("enough");
        assertThat(report.failure().getSuppressed()).hasSize(1).allMatch(AssertionError.class::isInstance);
        assertEnded(pipeline);
    }

    @Test
    void returnsTheItemWhenAChannelThrowsAnErrorAtThePut() {
        Channel<Integer> broken = new ChannelInFront<>(Channel.bounded(4)) {
            @Override
            public Offer tryPut(Integer item) {
                if (item == 2) {
                    throw new AssertionError("cannot put");
                }
                return super.tryPut(item);
            }
        };
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(9))
                .via(broken)
                .to("store", 1, consumed::add)
                .start();

        PipelineFailedException failure = failureOf(pipeline);

        assertThat(failure).hasRootCauseMessage("cannot put");
        PipelineReport report = assertEnded(pipeline);
        assertThat(report.accepted()).isEqualTo(3);
        assertThat(report.returned()).contains(new PipelineReport.Returned("store", false, 2));
    }

    @Test
    void countsEachItemOnceWhenAChannelDoesNotTellItsSize() {
        Channel<Integer> broken = new ChannelInFront<>(Channel.bounded(4)) {
            @Override
            public int size() {
                throw new AssertionError("cannot count");
            }
        };
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(1_000))
                .via(broken)
                .to("store", 1, consumed::add)
                .start();

        PipelineFailedException failure = failureOf(pipeline);

        assertThat(failure).hasRootCauseMessage("cannot count");
        List<Object> all = new ArrayList<>(consumed);
        assertEnded(pipeline).returned().forEach(returned -> all.add(returned.item()));
        assertThat(all).doesNotHaveDuplicates().hasSize((int) pipeline.report().accepted());
    }

    @Test
    void returnsBothItemsWhenAChannelThrowsAnErrorWhileTheOldestIsDropped() {
        AtomicBoolean took = new AtomicBoolean();
        Channel<Integer> broken = new ChannelInFront<>(Channel.bounded(1)) {
            @Override
            public Integer tryTake() {
                if (!Thread.currentThread().getName().startsWith("pipeline-count-")) {
                    return null; // only the thread that drops gets anything
                }
                took.set(true);
                return super.tryTake();
            }

            @Override
            public Integer take() throws InterruptedException {
                PipelineChecks.blockForEver();
                return null;
            }

            @Override
            public Offer tryPut(Integer item) {
                if (took.get()) {
                    throw new AssertionError("cannot put");
                }
                return super.tryPut(item);
            }
        };
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(9))
                .via(broken)
                .backPressure(BackPressure.dropOldest())
                .to("store", 1, consumed::add)
                .start();

        PipelineFailedException failure = failureOf(pipeline);

        assertThat(failure).hasRootCauseMessage("cannot put");
        PipelineReport report = assertEnded(pipeline);
        assertThat(report.dropped()).isZero();
        assertThat(report.returned())
                .containsExactlyInAnyOrder(
                        new PipelineReport.Returned("store", false, 0), new PipelineReport.Returned("store", false, 1));
    }

    @Test
    void failsWhenAChannelThrowsAnErrorAtTheTakeWithABatchInHands() {
        AtomicInteger takes = new AtomicInteger();
        Channel<Integer> broken = new ChannelInFront<>(Channel.bounded(9)) {
            @Override
            public Integer tryTake() {
                return null;
            }

            @Override
            public Integer tryTake(Duration limit) throws InterruptedException {
                if (takes.incrementAndGet() == 2) {
                    throw new AssertionError("cannot take");
                }
                return super.tryTake(limit);
            }
        };
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(3))
                .via(broken)
                .batchTo("store", 1, 5, Duration.ofDays(1), consumed::add)
                .start();

        PipelineFailedException failure = failureOf(pipeline);

        assertThat(failure).hasRootCauseMessage("cannot take");
        assertThat(assertEnded(pipeline).returned()).hasSize(3);
    }

    @Test
    void refusesToDropTheOldestOfAChannelThatHoldsNothing() {
        Channel<Integer> none = new ChannelInFront<>(Channel.bounded(1)) {
            @Override
            public int capacity() {
                return 0;
            }
        };

        assertThatIllegalStateException()
                .isThrownBy(() -> BoundedPipeline.from("count", 1, upTo(1))
                        .via(none)
                        .backPressure(BackPressure.dropOldest())
                        .to("store", 1, consumed::add))
                .withMessageContaining("holds no items");
    }

    /** It neither looks at the event nor minds interrupts; it is asked for no more, and its item is not lost. */
    @Test
    void endsAProducerThatIgnoresTheStopWhenItsCallEnds() throws Exception {
        CountDownLatch inSource = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        BoundedPipeline pipeline = BoundedPipeline.from("deaf", 1, () -> {
                    inSource.countDown();
                    Waits.uninterruptibly(() -> go.await(LIMIT.toSeconds(), TimeUnit.SECONDS));
                    return "late";
                })
                .to("store", 1, consumed::add)
                .start();
        awaitLatch(inSource);

        PipelineReport early = pipeline.close(Duration.ofMillis(10));
        go.countDown();
        pipeline.close();

        assertThat(early.stillRunning()).contains("pipeline-deaf-1");
        assertThat(assertEnded(pipeline).returned())
                .containsExactly(new PipelineReport.Returned("store", false, "late"));
    }

    @Test
    void takesAnInterruptFromOutsideForAFailureWhereverTheThreadIs() throws Exception {
        Channel<Integer> in = Channel.bounded(1);
        BoundedPipeline pipeline = BoundedPipeline.from(in)
                .batchStage("collect", 1, 5, Duration.ofDays(1), items -> items)
                .ordered()
                .to("store", 1, consumed::add)
                .start();
        in.put(1);
        await().atMost(LIMIT).until(() -> pipeline.report().accepted() == 1);
        Thread thread = threadNamed("pipeline-collect-1");
        PipelineChecks.awaitWaiting(thread);

        thread.interrupt();

        PipelineFailedException failure = failureOf(pipeline);
        assertThat(failure).hasCauseInstanceOf(InterruptedException.class);
        assertThat(failure.stage()).isEqualTo("collect");
        assertThat(assertEnded(pipeline).returned()).containsExactly(new PipelineReport.Returned("collect", false, 1));
    }

    @Test
    void mayBeStoppedFromInsideAStageAndClosedFromTwoThreads() throws Exception {
        AtomicReference<BoundedPipeline> self = new AtomicReference<>();
        CountDownLatch known = new CountDownLatch(1);
        BoundedPipeline pipeline = BoundedPipeline.from("count", 2, upTo(Integer.MAX_VALUE))
                .stage("stopper", 2, n -> {
                    known.await();
                    if (n == 50) {
                        self.get().stop();
                    }
                    return n;
                })
                .ordered()
                .to("store", 1, consumed::add)
                .start();
        self.set(pipeline);
        known.countDown();
        List<FutureTask<Void>> closers = new ArrayList<>();
        await().atMost(LIMIT).until(pipeline::isStopped);
        for (int i = 0; i < 2; i++) {
            FutureTask<Void> closer = new FutureTask<>(() -> {
                pipeline.close();
                return null;
            });
            closers.add(closer);
            new Thread(closer, "closer").start();
        }

        for (FutureTask<Void> closer : closers) {
            closer.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }

        PipelineReport report = assertEnded(pipeline);
        assertThat(report.failure()).isNull();
        assertThat(report.consumed()).isEqualTo(consumed.size());
    }
}
