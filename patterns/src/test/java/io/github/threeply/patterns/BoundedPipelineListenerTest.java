package io.github.threeply.patterns;

import static io.github.threeply.patterns.BoundedPipelineFlowTest.upTo;
import static io.github.threeply.patterns.PipelineChecks.LIMIT;
import static io.github.threeply.patterns.PipelineChecks.assertEnded;
import static io.github.threeply.patterns.PipelineChecks.awaitLatch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What listeners are told of a pipeline, and what they may do. */
class BoundedPipelineListenerTest {
    private final CountDownLatch go = new CountDownLatch(1);

    @AfterEach
    void letGo() {
        go.countDown();
    }

    private final List<String> heard = Collections.synchronizedList(new ArrayList<>());

    /** Writes down all that it hears. */
    private final PipelineListener ear = new PipelineListener() {
        @Override
        public void started() {
            heard.add("started");
        }

        @Override
        public void stopped() {
            heard.add("stopped");
        }

        @Override
        public void stepEnded(String step) {
            heard.add("ended " + step);
        }

        @Override
        public void dropped(String step, Object item, DropReason reason) {
            heard.add("dropped " + step + " " + item + " " + reason);
        }

        @Override
        public void skipped(String step, Object item, Exception why) {
            heard.add("skipped " + step + " " + item + " " + why.getMessage());
        }

        @Override
        public void retried(String step, Object item, int retry, Duration pause, Exception why) {
            heard.add("retried " + step + " " + item + " " + retry + " " + pause.toMillis() + " " + why.getMessage());
        }

        @Override
        public void failed(String step, Throwable cause) {
            heard.add("failed " + step + " " + cause.getMessage());
        }

        @Override
        public void ended(PipelineReport report) {
            heard.add("ended with " + report + " " + report.isFinal());
        }
    };

    @Test
    void areToldWhatHappensInItsOrder() throws Exception {
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(3))
                .<Integer>stage("picky", 1, n -> {
                    if (n == 0) {
                        throw new IOException("zero");
                    }
                    return n == 1 ? null : n;
                })
                .onFailure(FailurePolicy.retry(1, Duration.ofMillis(2)).thenSkip())
                .to("store", 1, n -> {})
                .listener(ear)
                .start();

        pipeline.awaitEnd();

        assertThat(heard)
                .containsSubsequence(
                        "started",
                        "retried picky 0 1 2 zero",
                        "skipped picky 0 zero",
                        "dropped picky 1 NO_RESULT",
                        "ended picky",
                        "ended store",
                        "ended with accepted 3 = consumed 1 + returned 0 + dropped 2 + in flight 0 true")
                .contains("ended count")
                .hasSize(8);
    }

    @Test
    void areToldOfAStopOnceAndOfAFailureOnce() throws Exception {
        BoundedPipeline stopped = BoundedPipeline.from("count", 1, upTo(Integer.MAX_VALUE))
                .to("store", 1, n -> {})
                .listener(ear)
                .start();
        stopped.stop();
        stopped.stop();
        stopped.close();
        assertThat(heard).filteredOn("stopped"::equals).hasSize(1);
        heard.clear();

        BoundedPipeline failed = BoundedPipeline.from("count", 3, upTo(100))
                .to("broken", 3, n -> {
                    throw new IOException("no");
                })
                .listener(ear)
                .start();
        await().atMost(LIMIT).until(() -> failed.report().isFinal());

        assertThat(heard).filteredOn("failed broken no"::equals).hasSize(1);
        assertThat(heard).doesNotContain("stopped");
        assertThat(heard.get(heard.size() - 1)).startsWith("ended with");
        assertEnded(failed);
    }

    @Test
    void mayThrowAnythingWithoutHarm() throws Exception {
        List<Integer> consumed = Collections.synchronizedList(new ArrayList<>());
        PipelineListener broken = new PipelineListener() {
            @Override
            public void started() {
                throw new IllegalStateException("started");
            }

            @Override
            public void dropped(String step, Object item, DropReason reason) {
                throw new AssertionError("dropped");
            }

            @Override
            public void stepEnded(String step) {
                throw new IllegalStateException("step ended");
            }

            @Override
            public void ended(PipelineReport report) {
                throw new StackOverflowError("ended");
            }
        };
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(4))
                .<Integer>stage("odd", 1, n -> n % 2 == 1 ? n : null)
                .to("store", 1, consumed::add)
                .listener(broken)
                .listener(ear)
                .start();

        pipeline.awaitEnd();

        assertThat(consumed).containsExactly(1, 3);
        assertThat(heard).as("those behind it are told").contains("started", "dropped odd 0 NO_RESULT");
        assertThat(pipeline.statistics().callbackFailures()).isEqualTo(1 + 2 + 3 + 1);
        assertEnded(pipeline);
    }

    @Test
    void mayStopOrAbortAndAreRefusedToWaitOnAThreadOfThePipeline() throws Exception {
        for (String act : List.of("stop", "abort", "close")) {
            AtomicReference<BoundedPipeline> self = new AtomicReference<>();
            CountDownLatch known = new CountDownLatch(1);
            AtomicReference<String> thrown = new AtomicReference<>("nothing");
            BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(10))
                    .<Integer>stage("none", 1, n -> null)
                    .to("store", 1, n -> {})
                    .listener(new PipelineListener() {
                        @Override
                        public void dropped(String step, Object item, DropReason reason) {
                            Waits.uninterruptibly(() -> known.await(20, java.util.concurrent.TimeUnit.SECONDS));
                            try {
                                switch (act) {
                                    case "stop" -> self.get().stop();
                                    case "abort" -> self.get().abort(new IllegalStateException("enough"));
                                    default -> self.get().close();
                                }
                            } catch (IllegalStateException e) {
                                thrown.set(e.getMessage());
                            }
                        }
                    })
                    .start();
            self.set(pipeline);
            known.countDown();

            await().atMost(LIMIT).until(() -> pipeline.report().isFinal());

            assertThat(pipeline.report().failure() != null).isEqualTo(act.equals("abort"));
            assertThat(thrown.get()).contains(act.equals("close") ? "would wait for itself" : "nothing");
            assertEnded(pipeline);
        }
    }

    /** Who aborts from outside tells of the failure, and if all threads have ended before, of the end too. */
    @Test
    void mayAbortAndAreRefusedToWaitOnTheThreadThatTellsThem() {
        AtomicReference<BoundedPipeline> self = new AtomicReference<>();
        List<String> refused = Collections.synchronizedList(new ArrayList<>());
        PipelineListener impatient = new PipelineListener() {
            @Override
            public void failed(String step, Throwable cause) {
                await().atMost(LIMIT)
                        .until(() -> self.get().report().stillRunning().isEmpty());
                act("failed");
            }

            @Override
            public void ended(PipelineReport report) {
                act("ended");
            }

            private void act(String when) {
                self.get().abort(new IllegalStateException("again"));
                try {
                    self.get().close();
                } catch (IllegalStateException e) {
                    refused.add(when + " on " + Thread.currentThread().getName());
                }
            }
        };
        BoundedPipeline pipeline = BoundedPipeline.from("wait", 1, () -> {
                    PipelineChecks.blockForEver();
                    return 1;
                })
                .to("store", 1, n -> {})
                .listener(impatient)
                .grace(LIMIT)
                .start();
        self.set(pipeline);
        String here = Thread.currentThread().getName();

        long begin = System.nanoTime();
        pipeline.abort(new IllegalStateException("enough"));
        Duration took = Duration.ofNanos(System.nanoTime() - begin);

        assertThat(took).as("nobody waited for the grace time").isLessThan(LIMIT.dividedBy(2));
        assertThat(refused).containsExactly("failed on " + here, "ended on " + here);
        assertEnded(pipeline);
    }

    @Test
    void canHoldUpTheEndOnlyAsLongAsTheCallerAllows() throws Exception {
        CountDownLatch inEnded = new CountDownLatch(1);
        BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(1))
                .to("store", 1, n -> {})
                .listener(new PipelineListener() {
                    @Override
                    public void ended(PipelineReport report) {
                        inEnded.countDown();
                        Waits.uninterruptibly(() -> go.await(20, java.util.concurrent.TimeUnit.SECONDS));
                    }
                })
                .grace(Duration.ofMillis(5))
                .start();
        awaitLatch(inEnded);

        PipelineReport report = pipeline.close(Duration.ofMillis(5));

        assertThat(report.isFinal()).isFalse();
        pipeline.abort(new IllegalStateException("too late: all is done"));
        go.countDown();
        pipeline.close();
        assertThat(assertEnded(pipeline).failure()).isNull();
    }
}
