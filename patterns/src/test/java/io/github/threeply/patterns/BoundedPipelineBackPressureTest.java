package io.github.threeply.patterns;

import static io.github.threeply.patterns.BoundedPipelineFlowTest.upTo;
import static io.github.threeply.patterns.PipelineChecks.LIMIT;
import static io.github.threeply.patterns.PipelineChecks.assertEnded;
import static io.github.threeply.patterns.PipelineChecks.awaitLatch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of an item that finds no room, and how it is counted. */
class BoundedPipelineBackPressureTest {
    private final CountDownLatch go = new CountDownLatch(1);
    private final CountDownLatch inSink = new CountDownLatch(1);
    private final List<Object> consumed = Collections.synchronizedList(new ArrayList<>());
    private final List<String> dropped = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void letGo() {
        go.countDown();
    }

    /** The first item is in the sink's hands before the second is made, so that what finds no room is certain. */
    private Source<Integer> steady(int end) {
        AtomicInteger next = new AtomicInteger();
        return () -> {
            int n = next.getAndIncrement();
            if (n == 1) {
                inSink.await();
            }
            return n < end ? n : null;
        };
    }

    private void hold(Object item) throws InterruptedException {
        inSink.countDown();
        go.await();
        consumed.add(item);
    }

    private BoundedPipeline held(int items, BackPressure<Object> policy) {
        return BoundedPipeline.from("count", 1, steady(items))
                .capacity(2)
                .backPressure(policy)
                .to("hold", 1, this::hold)
                .start();
    }

    private void noteDrop(Object item, DropReason reason) {
        dropped.add(item + " " + reason);
    }

    @Test
    void dropsTheOldestAndTellsWhich() throws Exception {
        BoundedPipeline pipeline = held(6, BackPressure.dropOldest().onDrop(this::noteDrop));
        await().atMost(LIMIT).until(() -> pipeline.report().accepted() == 6 && dropped.size() == 3);
        go.countDown();

        PipelineReport report = pipeline.awaitEnd();

        assertThat(consumed).containsExactly(0, 4, 5);
        assertThat(dropped).containsExactly("1 OLDEST", "2 OLDEST", "3 OLDEST");
        assertThat(report.dropped(DropReason.OLDEST)).isEqualTo(3);
        assertThat(report.steps().get(1).dropped())
                .as("on the account of the step it was meant for")
                .isEqualTo(3);
        assertEnded(pipeline);
    }

    @Test
    void dropsTheNewestAndTellsWhich() throws Exception {
        BoundedPipeline pipeline = held(6, BackPressure.dropNewest().onDrop(this::noteDrop));
        await().atMost(LIMIT).until(() -> dropped.size() == 3);
        go.countDown();

        PipelineReport report = pipeline.awaitEnd();

        assertThat(consumed).containsExactly(0, 1, 2);
        assertThat(dropped).containsExactly("3 NEWEST", "4 NEWEST", "5 NEWEST");
        assertThat(report.dropped(DropReason.NEWEST)).isEqualTo(3);
        assertEnded(pipeline);
    }

    @Test
    void dropsWhatFindsNoRoomInTime() throws Exception {
        BoundedPipeline pipeline =
                held(5, BackPressure.dropAfter(Duration.ofMillis(5)).onDrop(this::noteDrop));
        await().atMost(LIMIT).until(() -> dropped.size() == 2);
        go.countDown();

        PipelineReport report = pipeline.awaitEnd();

        assertThat(consumed).containsExactly(0, 1, 2);
        assertThat(dropped).containsExactly("3 TIMED_OUT", "4 TIMED_OUT");
        assertThat(report.dropped(DropReason.TIMED_OUT)).isEqualTo(2);
        assertEnded(pipeline);
    }

    @Test
    void dropsNothingThatFindsRoomInTime() throws Exception {
        BoundedPipeline pipeline = BoundedPipeline.from("count", 2, upTo(2_000))
                .capacity(1)
                .backPressure(BackPressure.dropAfter(Duration.ofSeconds(Long.MAX_VALUE)))
                .to("store", 1, consumed::add)
                .start();

        pipeline.awaitEnd();

        assertThat(consumed).hasSize(2_000);
        assertEnded(pipeline);
    }

    @Test
    void failsAndReturnsTheItemThatFindsNoRoom() {
        for (BackPressure<Object> policy :
                List.of(BackPressure.<Object>fail(), BackPressure.<Object>failAfter(Duration.ofMillis(5)))) {
            BoundedPipeline pipeline = held(9, policy);

            PipelineFailedException failure = catchThrowableOfType(PipelineFailedException.class, pipeline::awaitEnd);

            assertThat(failure).hasCauseInstanceOf(PipelineFullException.class);
            PipelineFullException full = (PipelineFullException) failure.getCause();
            assertThat(full.step()).isEqualTo("hold");
            assertThat(full.capacity()).isEqualTo(2);
            assertThat(failure.stage()).isEqualTo("count");
            assertThat(assertEnded(pipeline).returned())
                    .containsExactlyInAnyOrder(
                            new PipelineReport.Returned("hold", true, 0),
                            new PipelineReport.Returned("hold", false, 1),
                            new PipelineReport.Returned("hold", false, 2),
                            new PipelineReport.Returned("hold", false, 3));
        }
    }

    @Test
    void letsTheThreadThatFindsNoRoomDoTheWork() throws Exception {
        Queue<String> workers = new ConcurrentLinkedQueue<>();
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, steady(10))
                .capacity(2)
                .backPressure(BackPressure.callerRuns())
                .<String>stage("work", 1, n -> {
                    String name = Thread.currentThread().getName();
                    workers.add(name);
                    if (name.equals("pipeline-work-1")) {
                        inSink.countDown();
                        go.await();
                    }
                    return "n" + n;
                })
                .to("store", 1, consumed::add)
                .start();
        await().atMost(LIMIT).until(() -> consumed.size() == 7);
        go.countDown();

        pipeline.awaitEnd();

        assertThat(consumed).containsExactlyInAnyOrder("n0", "n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8", "n9");
        assertThat(workers).filteredOn("pipeline-count-1"::equals).hasSize(7);
        assertThat(pipeline.statistics().step("work").in()).isEqualTo(10);
        assertEnded(pipeline);
    }

    @Test
    void letsAThreadEndTheWorkOfTheNextStepAfterAStop() throws Exception {
        CountDownLatch callerIn = new CountDownLatch(1);
        CountDownLatch callerGo = new CountDownLatch(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, steady(Integer.MAX_VALUE))
                .capacity(1)
                .backPressure(BackPressure.callerRuns())
                .<Integer>stage("work", 1, n -> {
                    if (Thread.currentThread().getName().equals("pipeline-work-1")) {
                        inSink.countDown();
                        go.await();
                    } else {
                        callerIn.countDown();
                        Waits.uninterruptibly(
                                () -> callerGo.await(LIMIT.toSeconds(), java.util.concurrent.TimeUnit.SECONDS));
                        interrupted.set(Thread.currentThread().isInterrupted());
                    }
                    return n;
                })
                .to("store", 1, consumed::add)
                .start();
        awaitLatch(callerIn);

        pipeline.stop();
        go.countDown();
        await().atMost(LIMIT).until(() -> consumed.size() == 2);
        callerGo.countDown();
        PipelineReport report = pipeline.awaitEnd();

        assertThat(interrupted)
                .as("the stop interrupts the source, not the work")
                .isFalse();
        assertThat(consumed).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(report.returned()).isEmpty();
        assertEnded(pipeline);
    }

    @Test
    void returnsAndDoesNotDropWhatComesAfterAStop() throws Exception {
        AtomicReference<BoundedPipeline> self = new AtomicReference<>();
        CountDownLatch known = new CountDownLatch(1);
        AtomicInteger next = new AtomicInteger();
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, () -> {
                    known.await();
                    int n = next.getAndIncrement();
                    if (n == 5) {
                        self.get().stop();
                    }
                    return n;
                })
                .capacity(2)
                .backPressure(BackPressure.dropOldest().onDrop(this::noteDrop))
                .to("hold", 1, this::hold)
                .start();
        self.set(pipeline);
        known.countDown();
        await().atMost(LIMIT).until(() -> pipeline.report().accepted() == 6 && pipeline.isStopped());
        go.countDown();

        PipelineReport report = pipeline.awaitEnd();

        assertThat(report.returned()).containsExactly(new PipelineReport.Returned("hold", false, 5));
        assertThat(dropped).noneMatch(drop -> drop.startsWith("5"));
        assertThat(consumed.size() + dropped.size()).isEqualTo(5);
        assertEnded(pipeline);
    }

    /** Producers that drop the oldest race with consumers: each item is consumed or dropped, and told, exactly once. */
    @ParameterizedTest
    @CsvSource({"1,1,1", "2,2,1", "2,1,4", "1,2,16"})
    void losesAndDoublesNothingWhenDroppingRacesWithConsuming(int producers, int consumers, int capacity)
            throws Exception {
        int items = 20_000;
        Queue<Object> lost = new ConcurrentLinkedQueue<>();
        Queue<Object> kept = new ConcurrentLinkedQueue<>();
        BoundedPipeline pipeline = BoundedPipeline.from("count", producers, upTo(items))
                .capacity(capacity)
                .backPressure(BackPressure.dropOldest().onDrop((item, reason) -> lost.add(item)))
                .to("store", consumers, kept::add)
                .start();

        PipelineReport report = pipeline.awaitEnd();

        assertThat(report.dropped(DropReason.OLDEST)).isEqualTo(lost.size());
        assertThat(report.consumed()).isEqualTo(kept.size());
        assertThat(kept.size() + lost.size()).isEqualTo(items);
        Set<Object> all = new HashSet<>(kept);
        all.addAll(lost);
        assertThat(all).hasSize(items);
        assertEnded(pipeline);
    }

    @Test
    void countsAnActionThatThrowsAndGoesOn() throws Exception {
        BoundedPipeline pipeline = held(6, BackPressure.dropNewest().onDrop((item, reason) -> {
            throw new IllegalStateException("cannot note it");
        }));
        await().atMost(LIMIT).until(() -> pipeline.statistics().callbackFailures() == 3);
        go.countDown();

        pipeline.awaitEnd();

        assertThat(consumed).containsExactly(0, 1, 2);
        assertEnded(pipeline);
    }

    @Test
    void mayBeStoppedOrAbortedByTheAction() throws Exception {
        for (boolean abort : new boolean[] {false, true}) {
            AtomicReference<BoundedPipeline> self = new AtomicReference<>();
            CountDownLatch known = new CountDownLatch(1);
            BoundedPipeline pipeline = BoundedPipeline.from("count", 1, () -> {
                        known.await();
                        return 1;
                    })
                    .capacity(1)
                    .backPressure(BackPressure.dropNewest().onDrop((item, reason) -> {
                        if (abort) {
                            self.get().abort(new IllegalStateException("enough"));
                        } else {
                            self.get().stop();
                            go.countDown();
                        }
                    }))
                    .to("hold", 1, n -> {
                        if (abort) {
                            PipelineChecks.blockForEver();
                        }
                        go.await();
                    })
                    .start();
            self.set(pipeline);
            known.countDown();

            await().atMost(LIMIT).until(() -> pipeline.report().isFinal());

            PipelineReport report = assertEnded(pipeline);
            assertThat(report.dropped(DropReason.NEWEST)).isOne();
            assertThat(report.failure() != null).isEqualTo(abort);
        }
    }

    @Test
    void countsAtTheChannelAtTheEndToo() throws Exception {
        Channel<Integer> out = Channel.bounded(3);
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(10))
                .backPressure(BackPressure.dropNewest())
                .to(out)
                .start();

        PipelineReport report = pipeline.awaitEnd();

        assertThat(report.consumed()).isEqualTo(3);
        assertThat(report.dropped(DropReason.NEWEST)).isEqualTo(7);
        assertEnded(pipeline);
    }

    @Test
    void refusesWhatCannotBe() {
        PipelineDescription.Stage<Integer> stage = BoundedPipeline.from("count", 1, upTo(1))
                .backPressure(BackPressure.callerRuns())
                .stage("work", 2, n -> n)
                .ordered();
        assertThatIllegalStateException()
                .isThrownBy(() -> stage.to("store", 1, n -> {}))
                .withMessageContaining("'work' is ordered");
        assertThatIllegalStateException()
                .isThrownBy(() -> BoundedPipeline.from("count", 1, upTo(1))
                        .backPressure(BackPressure.callerRuns())
                        .batchTo("store", 1, 2, Duration.ZERO, n -> {}))
                .withMessageContaining("works on batches");
        assertThatIllegalStateException()
                .isThrownBy(() -> BoundedPipeline.from("count", 1, upTo(1))
                        .backPressure(BackPressure.dropOldest())
                        .to(Channel.bounded(1)));
        assertThatIllegalStateException().isThrownBy(() -> BackPressure.block().onDrop((item, reason) -> {}));
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        BackPressure.dropNewest().onDrop((item, reason) -> {}).onDrop((item, reason) -> {}));
    }
}
