package io.github.threeply.patterns;

import static io.github.threeply.patterns.BoundedPipelineFlowTest.upTo;
import static io.github.threeply.patterns.PipelineChecks.LIMIT;
import static io.github.threeply.patterns.PipelineChecks.assertEnded;
import static io.github.threeply.patterns.PipelineChecks.awaitWaiting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.Channel;
import java.io.IOException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Waiting until what was accepted is through, while the pipeline goes on. */
@Timeout(60)
class BoundedPipelineJoinTest {
    private final CountDownLatch go = new CountDownLatch(1);

    @AfterEach
    void letGo() {
        go.countDown();
    }

    @Test
    void returnsWhenEverythingIsConsumedAndThePipelineStaysOpen() throws Exception {
        Channel<Integer> in = Channel.bounded(100);
        AtomicInteger consumed = new AtomicInteger();
        BoundedPipeline pipeline = BoundedPipeline.from(in)
                .<Integer>stage("odd", 3, n -> n % 2 == 1 ? n : null)
                .<Integer>batchStage("same", 2, 4, Duration.ofMillis(1), items -> items)
                .ordered()
                .to("store", 2, n -> consumed.incrementAndGet())
                .start();
        pipeline.joinProcessed(); // nothing there
        for (int round = 1; round <= 50; round++) {
            for (int n = 0; n < 20; n++) {
                in.put(n);
            }

            pipeline.joinProcessed();

            assertThat(consumed).hasValue(10 * round);
        }
        assertThat(pipeline.isStopped()).isFalse();
        pipeline.close();
        assertEnded(pipeline);
    }

    @Test
    void doesNotReturnWhileAnItemIsInHands() throws Exception {
        Channel<Integer> in = Channel.bounded(10);
        BoundedPipeline pipeline = BoundedPipeline.from(in)
                .stage("pass", 2, n -> n)
                .to("hold", 1, n -> go.await())
                .start();
        in.put(1);

        assertThat(pipeline.tryJoinProcessed(Duration.ofMillis(50))).isFalse();

        go.countDown();
        assertThat(pipeline.tryJoinProcessed(LIMIT)).isTrue();
        assertThat(pipeline.report().consumed()).isOne();
        pipeline.close();
        assertEnded(pipeline);
    }

    @Test
    void waitsForResultsThatStandInAnOrderedLine() throws Exception {
        Channel<Integer> in = Channel.bounded(10);
        Set<Integer> consumed = ConcurrentHashMap.newKeySet();
        BoundedPipeline pipeline = BoundedPipeline.from(in)
                .stage("work", 2, n -> {
                    if (n == 0) {
                        go.await();
                    }
                    return n;
                })
                .ordered(8)
                .to("store", 1, consumed::add)
                .start();
        in.put(0);
        in.put(1);
        in.put(2);

        assertThat(pipeline.tryJoinProcessed(Duration.ofMillis(30))).isFalse();
        assertThat(consumed).isEmpty();

        go.countDown();
        pipeline.joinProcessed();
        assertThat(consumed).containsExactlyInAnyOrder(0, 1, 2);
        pipeline.close();
        assertEnded(pipeline);
    }

    /** The source never rests, so the pipeline is never empty. */
    @RepeatedTest(5)
    void waitsOnlyForWhatWasAcceptedBeforeWhileTheSourceGoesOn() throws Exception {
        AtomicInteger next = new AtomicInteger();
        Set<Integer> consumed = ConcurrentHashMap.newKeySet();
        BoundedPipeline pipeline = BoundedPipeline.from("count", 2, next::incrementAndGet)
                .capacity(8)
                .backPressure(BackPressure.callerRuns())
                .stage("work", 3, n -> n)
                .capacity(8)
                .to("store", 2, consumed::add)
                .start();
        for (int round = 0; round < 20; round++) {
            int goal = 200 * (round + 1);
            await().pollInterval(Duration.ofMillis(1)).atMost(LIMIT).until(() -> next.get() > goal);
            // Two of them may not have been returned yet, and so are not accepted.
            long accepted = pipeline.report().accepted();

            pipeline.joinProcessed();

            // Numbers come in order from two threads: at most two gaps below the number accepted.
            long below = consumed.stream().filter(n -> n <= accepted).count();
            assertThat(below).isGreaterThanOrEqualTo(accepted - 2);
        }
        pipeline.close();
        assertEnded(pipeline);
    }

    @Test
    void goesOnWhenItemsAreDroppedAtAFullChannel() throws Exception {
        for (BackPressure<Object> policy :
                java.util.List.of(BackPressure.<Object>dropOldest(), BackPressure.<Object>dropNewest())) {
            AtomicInteger lost = new AtomicInteger();
            BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(10_000))
                    .capacity(1)
                    .backPressure(policy.onDrop((item, reason) -> lost.incrementAndGet()))
                    .to("store", 1, n -> Thread.onSpinWait())
                    .start();

            pipeline.joinProcessed();
            pipeline.awaitEnd();

            assertThat(pipeline.report().dropped()).isEqualTo(lost.get());
            assertEnded(pipeline);
        }
    }

    /** The channel after it is always full, so the thread that hands on for all never comes back to its own items. */
    @Test
    void endsWhenOneThreadOfAnOrderedStepHandsOnForAllTheTime() throws Exception {
        AtomicInteger next = new AtomicInteger();
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, next::incrementAndGet)
                .stage("work", 3, n -> n)
                .ordered(16)
                .capacity(1)
                .to("slow", 1, n -> Thread.sleep(1))
                .start();
        await().atMost(LIMIT).until(() -> pipeline.report().consumed() > 50);

        boolean through = pipeline.tryJoinProcessed(LIMIT);

        pipeline.close();
        assertThat(through).isTrue();
        assertEnded(pipeline);
    }

    /** Such a channel gives an item into the hands of a thread that sleeps on for a while. */
    @ParameterizedTest
    @ValueSource(ints = {0, 4})
    void waitsForAnItemThatWasHandedToAThreadWhichHasNotWokenYet(int capacity) throws Exception {
        Channel<Integer> in = Channel.bounded(1);
        AtomicInteger consumed = new AtomicInteger();
        BoundedPipeline pipeline = BoundedPipeline.from(in)
                .stage("pass", 1, n -> n)
                .via(capacity == 0 ? Channel.<Integer>rendezvous() : Channel.<Integer>fair(capacity))
                .to("store", 3, n -> consumed.incrementAndGet())
                .start();
        for (int round = 1; round <= 2_000; round++) {
            in.put(round);

            pipeline.joinProcessed();

            assertThat(consumed).hasValue(round);
        }
        pipeline.close();
        assertEnded(pipeline);
    }

    /** What was refused never comes out of the channel; and the pipeline has not ended, which would tell as well. */
    @Test
    void endsWhenResultsAreRefusedBecauseOfAStop() throws Exception {
        CountDownLatch consume = new CountDownLatch(1);
        AtomicInteger next = new AtomicInteger();
        BoundedPipeline pipeline = BoundedPipeline.from("count", 2, () -> {
                    if (Thread.currentThread().getName().endsWith("-2")) {
                        Waits.uninterruptibly(() -> go.await(LIMIT.toSeconds(), TimeUnit.SECONDS));
                        return null;
                    }
                    return next.incrementAndGet();
                })
                .capacity(1)
                .to("hold", 1, n -> consume.await())
                .start();
        await().atMost(LIMIT).until(() -> pipeline.report().accepted() == 3);
        pipeline.stop();
        consume.countDown();

        assertThat(pipeline.tryJoinProcessed(LIMIT)).isTrue();

        assertThat(pipeline.report().consumed()).isEqualTo(2);
        assertThat(pipeline.report().returned()).hasSize(1);
        assertThat(pipeline.report().isFinal()).isFalse();
        go.countDown();
        pipeline.close();
        assertEnded(pipeline);
    }

    @Test
    void throwsTheFailureOfThePipeline() throws Exception {
        Channel<Integer> in = Channel.bounded(10);
        BoundedPipeline pipeline = BoundedPipeline.from(in)
                .to("broken", 1, n -> {
                    go.await();
                    throw new IOException("no");
                })
                .start();
        in.put(1);
        FutureTask<Void> joiner = new FutureTask<>(() -> {
            pipeline.joinProcessed();
            return null;
        });
        Thread thread = new Thread(joiner, "joiner");
        thread.start();
        awaitWaiting(thread);
        go.countDown();

        assertThatThrownBy(() -> joiner.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                .hasCauseInstanceOf(PipelineFailedException.class)
                .hasRootCauseMessage("no");
        await().atMost(LIMIT).until(() -> pipeline.report().isFinal());
        assertEnded(pipeline);
    }

    @Test
    void leavesThePipelineAloneWhenInterrupted() throws Exception {
        Channel<Integer> in = Channel.bounded(10);
        BoundedPipeline pipeline =
                BoundedPipeline.from(in).to("hold", 1, n -> go.await()).start();
        in.put(1);
        FutureTask<Void> joiner = new FutureTask<>(() -> {
            pipeline.joinProcessed();
            return null;
        });
        Thread thread = new Thread(joiner, "joiner");
        thread.start();
        awaitWaiting(thread);

        thread.interrupt();

        assertThatThrownBy(() -> joiner.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                .hasCauseInstanceOf(InterruptedException.class);
        go.countDown();
        pipeline.close();
        assertThat(assertEnded(pipeline).consumed()).isOne();
    }

    @Test
    void isRefusedOnAThreadOfThePipeline() {
        AtomicReference<BoundedPipeline> self = new AtomicReference<>();
        CountDownLatch known = new CountDownLatch(1);
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(1))
                .to("self", 1, n -> {
                    known.await();
                    self.get().joinProcessed();
                })
                .start();
        self.set(pipeline);
        known.countDown();

        assertThatThrownBy(pipeline::awaitEnd)
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("joinProcessed()");
        assertEnded(pipeline);
    }

    /** Of this thread and the pipeline's. The compiler's may be busy. By reflection: our module reads no such module. */
    private static long processorNanos() throws ReflectiveOperationException {
        Object bean = Class.forName("java.lang.management.ManagementFactory")
                .getMethod("getThreadMXBean")
                .invoke(null);
        Method time = Class.forName("java.lang.management.ThreadMXBean").getMethod("getThreadCpuTime", long.class);
        long sum = 0;
        for (Thread each : Thread.getAllStackTraces().keySet()) {
            if (each.equals(Thread.currentThread()) || each.getName().startsWith("pipeline-")) {
                sum += Math.max(0, (long) time.invoke(bean, each.getId()));
            }
        }
        return sum;
    }

    @Test
    void costsAlmostNoProcessorTimeWhileItWaits() throws Exception {
        Channel<Integer> in = Channel.bounded(10);
        BoundedPipeline pipeline =
                BoundedPipeline.from(in).to("hold", 1, n -> go.await()).start();
        in.put(1);
        await().atMost(LIMIT).until(() -> pipeline.report().accepted() == 1);

        awaitWaiting(PipelineChecks.threadNamed("pipeline-hold-1"));
        long before = processorNanos();
        assertThat(pipeline.tryJoinProcessed(Duration.ofMillis(500))).isFalse();
        // A wait that spins takes all of the time.
        assertThat(Duration.ofNanos(processorNanos() - before)).isLessThan(Duration.ofMillis(250));
        go.countDown();
        pipeline.close();
    }
}
