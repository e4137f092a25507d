package io.github.threeply.patterns;

import static io.github.threeply.patterns.BoundedPipelineFlowTest.upTo;
import static io.github.threeply.patterns.PipelineChecks.LIMIT;
import static io.github.threeply.patterns.PipelineChecks.assertEnded;
import static io.github.threeply.patterns.PipelineChecks.awaitLatch;
import static io.github.threeply.patterns.PipelineChecks.awaitWaiting;
import static io.github.threeply.patterns.PipelineChecks.blockForEver;
import static io.github.threeply.patterns.PipelineChecks.threadNamed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.Channel;
import io.github.threeply.core.ChannelFailedException;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a step that throws does to the whole pipeline, in both directions. */
class BoundedPipelineFailureTest {

    private static PipelineFailedException failureOf(BoundedPipeline pipeline) {
        return catchThrowableOfType(PipelineFailedException.class, pipeline::awaitEnd);
    }

    @Test
    void namesTheStageAndKeepsTheCauseAndReturnsTheItemAsTried() {
        IOException full = new IOException("disk full");
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(1_000))
                .capacity(4)
                .stage("print", 1, n -> "n" + n)
                .capacity(4)
                .to("store", 1, item -> {
                    if (item.equals("n10")) {
                        throw full;
                    }
                })
                .start();

        PipelineFailedException failure = failureOf(pipeline);

        assertThat(failure.stage()).isEqualTo("store");
        assertThat(failure).hasCause(full).hasMessageContaining("'store'").hasMessageContaining("disk full");
        assertThat(failure.stillRunning()).isEmpty();
        PipelineReport report = assertEnded(pipeline);
        assertThat(report.consumed()).isEqualTo(10);
        assertThat(report.returned()).contains(new PipelineReport.Returned("store", true, "n10"));
        assertThat(report.returned()).filteredOn(PipelineReport.Returned::tried).hasSize(1);
        assertThat(report.failure()).hasCause(full);
    }

    @Test
    void reportsAStageThatThrowsAnErrorToo() {
        BoundedPipeline pipeline = BoundedPipeline.from("count", 2, upTo(100))
                .stage("broken", 2, n -> {
                    if (n == 7) {
                        throw new StackOverflowError("deep");
                    }
                    return n;
                })
                .to("store", 1, n -> {})
                .start();

        PipelineFailedException failure = failureOf(pipeline);

        assertThat(failure.stage()).isEqualTo("broken");
        assertThat(failure).hasCauseInstanceOf(StackOverflowError.class);
        assertEnded(pipeline);
    }

    @Test
    void reportsASourceThatThrows() {
        BoundedPipeline pipeline = BoundedPipeline.<Integer>from("network", 1, () -> {
                    throw new IOException("no route");
                })
                .to("store", 1, n -> {})
                .start();

        PipelineFailedException failure = failureOf(pipeline);

        assertThat(failure.stage()).isEqualTo("network");
        assertThat(failure).hasRootCauseMessage("no route");
        assertEnded(pipeline);
    }

    @Test
    void takesAnInterruptThatIsNotItsOwnForAFailure() {
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(100))
                .capacity(1)
                .stage("rude", 1, n -> {
                    Thread.currentThread().interrupt();
                    return n;
                })
                .to("store", 1, n -> {})
                .start();

        PipelineFailedException failure = failureOf(pipeline);

        assertThat(failure.stage()).isEqualTo("rude");
        assertThat(failure).hasCauseInstanceOf(InterruptedException.class);
        assertEnded(pipeline);
    }

    @Test
    void releasesASourceThatBlocksAndAPutThatWaits() throws Exception {
        CountDownLatch fail = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        FutureTask<Void> inSource = new FutureTask<>(() -> {
            second.countDown();
            blockForEver();
            return null;
        });
        Source<Integer> counted = upTo(4);
        BoundedPipeline pipeline = BoundedPipeline.<Integer>from("count", 2, () -> {
                    Integer n = counted.next();
                    if (n == null) {
                        inSource.run();
                        throw new InterruptedException();
                    }
                    return n;
                })
                .capacity(1)
                .to("store", 1, n -> {
                    fail.await();
                    throw new IOException("disk full");
                })
                .start();
        // One thread waits in a put; the other waits too, as there is no room for its item either.
        await().atMost(LIMIT).until(() -> pipeline.report().accepted() == 4);
        awaitWaiting(threadNamed("pipeline-count-1"));
        awaitWaiting(threadNamed("pipeline-count-2"));

        fail.countDown();
        PipelineFailedException failure = failureOf(pipeline);

        assertThat(failure.stage()).isEqualTo("store");
        assertThat(assertEnded(pipeline).returned()).hasSize(4);
        assertThat(second.getCount()).as("nobody called the source again").isOne();
    }

    @Test
    void interruptsStepsThatBlockInTheirOwnCode() throws Exception {
        CountDownLatch inSink = new CountDownLatch(1);
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(10))
                .stage("picky", 1, n -> {
                    if (n == 1) {
                        inSink.await();
                        throw new IllegalArgumentException("one");
                    }
                    return n;
                })
                .to("block", 1, n -> {
                    inSink.countDown();
                    blockForEver();
                })
                .start();

        PipelineFailedException failure = failureOf(pipeline);

        assertThat(failure.stage()).isEqualTo("picky");
        assertThat(failure.getSuppressed())
                .as("an interrupt of ours is no failure")
                .isEmpty();
        assertThat(assertEnded(pipeline).returned())
                .contains(new PipelineReport.Returned("block", true, 0), new PipelineReport.Returned("picky", true, 1));
    }

    @Test
    void suppressesTheFailuresOfOtherThreadsByTheFirst() {
        CyclicBarrier together = new CyclicBarrier(3);
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(3))
                .to("store", 3, n -> {
                    together.await();
                    throw new IOException("at " + n);
                })
                .start();

        PipelineFailedException failure = failureOf(pipeline);

        assertThat(failure).hasCauseInstanceOf(IOException.class);
        assertThat(assertEnded(pipeline).returned()).hasSize(3).allMatch(PipelineReport.Returned::tried);
        assertThat(failure.getSuppressed()).hasSize(2).allMatch(IOException.class::isInstance);
    }

    @Test
    void failsTheChannelsFromOutsideInBothDirectionsWithTheCause() throws Exception {
        Channel<Integer> in = Channel.bounded(1);
        Channel<Integer> out = Channel.bounded(10);
        CountDownLatch inStage = new CountDownLatch(1);
        CountDownLatch fail = new CountDownLatch(1);
        IOException full = new IOException("disk full");
        BoundedPipeline pipeline = BoundedPipeline.from(in)
                .<Integer>stage("stage", 1, n -> {
                    if (n == 0) {
                        return n;
                    }
                    inStage.countDown();
                    fail.await();
                    throw full;
                })
                .to(out)
                .start();
        in.put(0);
        in.put(1);
        awaitLatch(inStage);
        in.put(2);
        FutureTask<Void> blockedProducer = new FutureTask<>(() -> {
            in.put(3);
            return null;
        });
        Thread producer = new Thread(blockedProducer, "producer");
        producer.start();
        awaitWaiting(producer);

        fail.countDown();

        assertThatThrownBy(() -> blockedProducer.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(ChannelFailedException.class)
                .cause()
                .isInstanceOf(PipelineFailedException.class)
                .hasCause(full);
        assertThat(out.take()).as("was delivered before").isZero();
        assertThatThrownBy(out::take)
                .isInstanceOf(ChannelFailedException.class)
                .cause()
                .hasCause(full);
        assertThat(failureOf(pipeline)).hasCause(full);
        PipelineReport report = assertEnded(pipeline);
        assertThat(report.consumed()).isOne();
        assertThat(report.returned())
                .containsExactlyInAnyOrder(
                        new PipelineReport.Returned("stage", true, 1), new PipelineReport.Returned("stage", false, 2));
        producer.join(LIMIT.toMillis());
    }

    @Test
    void failsWithTheCauseOfTheChannelThatItReads() throws Exception {
        Channel<Integer> in = Channel.bounded(10);
        IOException lost = new IOException("connection lost");
        BoundedPipeline pipeline =
                BoundedPipeline.from(in).to("store", 1, n -> {}).start();
        in.put(1);

        in.fail(lost);

        PipelineFailedException failure = failureOf(pipeline);
        assertThat(failure).hasCause(lost);
        assertThat(failure.stage()).isEqualTo("store");
        assertEnded(pipeline);
    }

    @Test
    void returnsTheItemThatTheReaderOfTheLastChannelRefuses() throws Exception {
        Channel<Integer> out = Channel.bounded(10);
        out.close();
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(3))
                .stage("same", 1, n -> n)
                .to(out)
                .start();

        PipelineFailedException failure = failureOf(pipeline);

        assertThat(failure.stage()).isEqualTo("same");
        PipelineReport report = assertEnded(pipeline);
        assertThat(report.consumed()).isZero();
        assertThat(report.returned()).contains(new PipelineReport.Returned("(channel)", false, 0));
    }

    @Test
    void isToldToEachWhoWaitsAsAnExceptionOfItsOwn() {
        BoundedPipeline pipeline = BoundedPipeline.<Integer>from("broken", 1, () -> {
                    throw new IOException("no route");
                })
                .to("store", 1, n -> {})
                .start();

        PipelineFailedException one = failureOf(pipeline);
        PipelineFailedException two = failureOf(pipeline);

        assertThat(one).isNotSameAs(two);
        assertThat(one.getCause()).isSameAs(two.getCause());
    }
}
