package io.github.threeply.patterns;

import static io.github.threeply.patterns.BoundedPipelineFlowTest.upTo;
import static io.github.threeply.patterns.PipelineChecks.LIMIT;
import static io.github.threeply.patterns.PipelineChecks.assertEnded;
import static io.github.threeply.patterns.PipelineChecks.awaitLatch;
import static io.github.threeply.patterns.PipelineChecks.awaitWaiting;
import static io.github.threeply.patterns.PipelineChecks.threadNamed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.Event;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How a pipeline ends by an event. */
class BoundedPipelineStopTest {
    /** The tutorial's case: two producers, a queue of ten, an event after a while. */
    @Test
    void consumesAllThatWasProducedExceptWhatIsReturned() throws Exception {
        Event stop = Event.create();
        AtomicInteger produced = new AtomicInteger();
        AtomicInteger consumed = new AtomicInteger();
        BoundedPipeline pipeline = BoundedPipeline.from("producer", 2, produced::incrementAndGet)
                .capacity(10)
                .to("consumer", 1, n -> consumed.incrementAndGet())
                .stopOn(stop)
                .start();

        try (pipeline) {
            await().atMost(LIMIT).until(() -> consumed.get() > 10_000);
            stop.set();
        }

        PipelineReport report = assertEnded(pipeline);
        assertThat(report.accepted()).isEqualTo(produced.get());
        assertThat(report.consumed()).isEqualTo(consumed.get());
        assertThat(report.returned())
                .hasSizeLessThanOrEqualTo(2)
                .allMatch(returned -> returned.step().equals("consumer") && !returned.tried());
        assertThat(produced.get() - consumed.get()).isEqualTo(report.returned().size());
    }

    @Test
    void returnsTheItemOfAPutThatWaited() throws Exception {
        Event stop = Event.create();
        CountDownLatch go = new CountDownLatch(1);
        Queue<Integer> consumed = new ConcurrentLinkedQueue<>();
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(100))
                .capacity(1)
                .to("wait", 1, n -> {
                    go.await();
                    consumed.add(n);
                })
                .stopOn(stop)
                .start();
        await().atMost(LIMIT).until(() -> pipeline.report().accepted() == 3);
        awaitWaiting(threadNamed("pipeline-count-1"));

        stop.set();
        go.countDown();
        pipeline.close();

        assertThat(consumed).containsExactly(0, 1);
        assertThat(assertEnded(pipeline).returned()).containsExactly(new PipelineReport.Returned("wait", false, 2));
    }

    @Test
    void neverCallsTheSourceIfTheEventIsSetBeforeTheStart() throws Exception {
        Event stop = Event.create();
        stop.set();
        AtomicBoolean called = new AtomicBoolean();
        BoundedPipeline pipeline = BoundedPipeline.from("never", 2, () -> {
                    called.set(true);
                    return 1;
                })
                .to("store", 1, n -> {})
                .stopOn(stop)
                .start();

        PipelineReport report = pipeline.awaitEnd();

        assertThat(called).isFalse();
        assertThat(report.accepted()).isZero();
        assertEnded(pipeline);
    }

    @Test
    void interruptsASourceThatBlocksAndTakesThatAsItsEnd() throws Exception {
        Event stop = Event.create();
        BoundedPipeline pipeline = BoundedPipeline.<Integer>from("blocked", 2, () -> {
                    PipelineChecks.blockForEver();
                    return null;
                })
                .to("store", 1, n -> {})
                .stopOn(stop)
                .start();
        awaitWaiting(threadNamed("pipeline-blocked-1"));

        stop.set();
        pipeline.close();

        assertThat(assertEnded(pipeline).failure()).isNull();
    }

    @Test
    void returnsWhatAnInterruptedSourceReturnsAllTheSame() throws Exception {
        Event stop = Event.create();
        BoundedPipeline pipeline = BoundedPipeline.from("stubborn", 1, () -> {
                    try {
                        PipelineChecks.blockForEver();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return "last";
                })
                .to("store", 1, n -> {})
                .stopOn(stop)
                .start();
        awaitWaiting(threadNamed("pipeline-stubborn-1"));

        stop.set();
        pipeline.close();

        PipelineReport report = assertEnded(pipeline);
        assertThat(report.failure()).isNull();
        assertThat(report.returned()).containsExactly(new PipelineReport.Returned("store", false, "last"));
    }

    @Test
    void doesNotInterruptTheStepsThatDrain() throws Exception {
        Event stop = Event.create();
        CountDownLatch inSink = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(1))
                .to("wait", 1, n -> {
                    inSink.countDown();
                    go.await();
                })
                .stopOn(stop)
                .start();
        awaitLatch(inSink);

        stop.set();
        go.countDown();
        pipeline.close();

        assertThat(assertEnded(pipeline).consumed()).isEqualTo(1);
    }

    @Test
    void drainsWhenTheSourceFailsOnlyAfterTheStop() throws Exception {
        Event stop = Event.create();
        Queue<Integer> consumed = new ConcurrentLinkedQueue<>();
        CountDownLatch stopped = new CountDownLatch(1);
        AtomicInteger next = new AtomicInteger();
        BoundedPipeline pipeline = BoundedPipeline.from("socket", 1, () -> {
                    if (next.get() < 5) {
                        return next.getAndIncrement();
                    }
                    try {
                        PipelineChecks.blockForEver();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException("socket closed under our feet");
                    }
                    return null;
                })
                .capacity(5)
                .to("store", 1, n -> {
                    stopped.await();
                    consumed.add(n);
                })
                .stopOn(stop)
                .start();
        await().atMost(LIMIT).until(() -> pipeline.report().accepted() == 5);
        awaitWaiting(threadNamed("pipeline-socket-1"));

        stop.set();
        stopped.countDown();
        pipeline.close();

        assertThat(consumed).containsExactly(0, 1, 2, 3, 4);
        assertThat(assertEnded(pipeline).failure()).isNull();
    }

    @Test
    void mayBeSetByTheSourceItself() throws Exception {
        Event stop = Event.create();
        AtomicInteger next = new AtomicInteger();
        BoundedPipeline pipeline = BoundedPipeline.from("self", 1, () -> {
                    int n = next.incrementAndGet();
                    if (n == 10) {
                        stop.set();
                        assertThat(Thread.currentThread().isInterrupted()).isFalse();
                    }
                    return n;
                })
                .to("store", 1, n -> {})
                .stopOn(stop)
                .start();

        PipelineReport report = pipeline.awaitEnd();

        assertThat(report.consumed()).isEqualTo(9);
        assertThat(report.returned()).containsExactly(new PipelineReport.Returned("store", false, 10));
        assertEnded(pipeline);
    }

    @Test
    void forgetsItsEventWhenItHasEnded() throws Exception {
        AtomicInteger cancelled = new AtomicInteger();
        Event stop = new CountingEvent(cancelled);
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(3))
                .to("store", 1, n -> {})
                .stopOn(stop)
                .start();

        pipeline.awaitEnd();

        assertThat(cancelled).hasValue(1);
    }
}
