package io.github.threeply.patterns;

import static io.github.threeply.patterns.BoundedPipelineFlowTest.upTo;
import static io.github.threeply.patterns.PipelineChecks.LIMIT;
import static io.github.threeply.patterns.PipelineChecks.assertEnded;
import static io.github.threeply.patterns.PipelineChecks.awaitLatch;
import static io.github.threeply.patterns.PipelineChecks.awaitWaiting;
import static io.github.threeply.patterns.PipelineChecks.blockForEver;
import static io.github.threeply.patterns.PipelineChecks.threadNamed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Stop, close, and waits for the end: what each waits for, what each returns, and what becomes of the items. */
class BoundedPipelineCloseTest extends HeldPipelines {
    @Nested
    class Close {

        @Test
        void waitsUntilEveryAcceptedItemIsConsumed() throws Exception {
            BoundedPipeline pipeline = held(3);
            await().atMost(LIMIT).until(() -> pipeline.report().accepted() == 3);
            FutureTask<Void> closer = inThread("closer", () -> {
                pipeline.close();
                return null;
            });
            awaitWaiting(threadNamed("closer"));
            assertThat(closer.isDone()).isFalse();

            go.countDown();

            get(closer);
            assertThat(assertEnded(pipeline).consumed()).isEqualTo(3);
        }

        @Test
        void mayBeCalledTwiceAndFromTwoThreads() throws Exception {
            BoundedPipeline pipeline = held(3);
            await().atMost(LIMIT).until(() -> pipeline.report().accepted() == 3);
            FutureTask<Void> one = inThread("closer-1", () -> {
                pipeline.close();
                return null;
            });
            FutureTask<Void> two = inThread("closer-2", () -> {
                pipeline.close();
                return null;
            });
            awaitWaiting(threadNamed("closer-1"));
            awaitWaiting(threadNamed("closer-2"));

            go.countDown();

            get(one);
            get(two);
            pipeline.close();
            assertEnded(pipeline);
        }

        @Test
        void throwsAFailureThatNobodyWasTold() {
            BoundedPipeline pipeline = BoundedPipeline.<Integer>from("broken", 1, () -> {
                        throw new IOException("no route");
                    })
                    .to("store", 1, n -> {})
                    .start();
            await().atMost(LIMIT).until(() -> pipeline.report().isFinal());

            assertThatThrownBy(pipeline::close)
                    .isInstanceOf(PipelineFailedException.class)
                    .hasRootCauseMessage("no route");
            assertThatCode(pipeline::close).doesNotThrowAnyException();
            assertEnded(pipeline);
        }

        @Test
        void doesNotRepeatAFailureThatTheBodyHasThrown() {
            BoundedPipeline pipeline = BoundedPipeline.<Integer>from("broken", 1, () -> {
                        throw new IOException("no route");
                    })
                    .to("store", 1, n -> {})
                    .start();

            PipelineFailedException failure = catchThrowableOfType(PipelineFailedException.class, () -> {
                try (pipeline) {
                    pipeline.awaitEnd();
                }
            });

            assertThat(failure).hasRootCauseMessage("no route").hasNoSuppressedExceptions();
        }

        @Test
        void leavesTheExceptionOfTheBodyInFrontOfTheFailure() {
            IllegalStateException body = catchThrowableOfType(IllegalStateException.class, () -> {
                BoundedPipeline pipeline = BoundedPipeline.<Integer>from("broken", 1, () -> {
                            throw new IOException("no route");
                        })
                        .to("store", 1, n -> {})
                        .start();
                try (pipeline) {
                    await().atMost(LIMIT).until(() -> pipeline.report().isFinal());
                    throw new IllegalStateException("body");
                }
            });

            assertThat(body).hasMessage("body");
            assertThat(body.getSuppressed()).singleElement().isInstanceOf(PipelineFailedException.class);
        }

        @Test
        void tellsBothOfTwoThreadsThatWaitTogether() throws Exception {
            BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(1))
                    .to("store", 1, n -> {
                        go.await();
                        throw new IOException("disk full");
                    })
                    .start();
            await().atMost(LIMIT).until(() -> pipeline.report().accepted() == 1);
            FutureTask<Void> one = inThread("closer-1", () -> {
                pipeline.close();
                return null;
            });
            FutureTask<Void> two = inThread("closer-2", () -> {
                pipeline.close();
                return null;
            });
            awaitWaiting(threadNamed("closer-1"));
            awaitWaiting(threadNamed("closer-2"));

            go.countDown();

            for (FutureTask<Void> closer : List.of(one, two)) {
                assertThatThrownBy(() -> get(closer))
                        .isInstanceOf(ExecutionException.class)
                        .hasCauseInstanceOf(PipelineFailedException.class);
            }
        }

        @Test
        void abortsWhenInterruptedAndKeepsTheInterrupt() throws Exception {
            BoundedPipeline pipeline = held(3);
            await().atMost(LIMIT).until(() -> pipeline.report().accepted() == 3);
            FutureTask<Boolean> closer = inThread("closer", () -> {
                pipeline.close();
                return Thread.currentThread().isInterrupted();
            });
            Thread thread = threadNamed("closer");
            awaitWaiting(thread);

            thread.interrupt();

            assertThat(get(closer)).as("interrupt status").isTrue();
            PipelineReport report = assertEnded(pipeline);
            assertThat(report.consumed()).isZero();
            assertThat(report.returned())
                    .containsExactlyInAnyOrder(
                            new PipelineReport.Returned("hold", true, 0),
                            new PipelineReport.Returned("hold", false, 1),
                            new PipelineReport.Returned("hold", false, 2));
            assertThat(report.failure()).hasCauseInstanceOf(InterruptedException.class);
        }

        @Test
        void hasNoEffectOnAnEndedPipelineEvenWhenInterrupted() throws Exception {
            BoundedPipeline pipeline = held(0);
            pipeline.awaitEnd();

            Thread.currentThread().interrupt();
            pipeline.close();

            assertThat(Thread.interrupted()).isTrue();
            assertThat(assertEnded(pipeline).failure()).isNull();
        }

        @Test
        void refusesToBeCalledByAStage() {
            AtomicReference<BoundedPipeline> self = new AtomicReference<>();
            CountDownLatch known = new CountDownLatch(1);
            BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(5))
                    .to("self", 1, n -> {
                        known.await();
                        self.get().close();
                    })
                    .start();
            self.set(pipeline);
            known.countDown();

            assertThatThrownBy(pipeline::awaitEnd)
                    .isInstanceOf(PipelineFailedException.class)
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("pipeline-self-1")
                    .hasMessageContaining("stop()");
            assertEnded(pipeline);
        }

        @Test
        void endsAfterTheGraceTimeWhenAFailedPipelineHasADeafThread() throws Exception {
            CountDownLatch deaf = new CountDownLatch(1);
            BoundedPipeline pipeline = BoundedPipeline.from("count", 1, upTo(2))
                    .to("deaf", 2, n -> {
                        if (n == 0) {
                            deaf.countDown();
                            awaitDeaf();
                        } else {
                            deaf.await();
                            throw new IOException("disk full");
                        }
                    })
                    .grace(Duration.ofMillis(500)) // enough for those that heed
                    .start();
            await().atMost(LIMIT).until(() -> pipeline.report().accepted() == 2);

            PipelineFailedException failure = catchThrowableOfType(PipelineFailedException.class, pipeline::close);

            assertThat(failure).hasRootCauseMessage("disk full");
            assertThat(failure.stillRunning()).singleElement().asString().startsWith("pipeline-deaf-");
            assertThat(pipeline.report().inFlight()).isOne();
            go.countDown();
            await().atMost(LIMIT).until(() -> pipeline.report().isFinal());
            assertThat(assertEnded(pipeline).consumed()).isOne();
        }
    }

    @Nested
    class CloseWithALimit {

        @Test
        void reportsWhatWasLeftAndLetsItDrain() throws Exception {
            BoundedPipeline pipeline = held(3);
            await().atMost(LIMIT).until(() -> pipeline.report().accepted() == 3);

            PipelineReport report = pipeline.close(Duration.ofMillis(20));

            assertThat(report.isFinal()).isFalse();
            assertThat(report.inFlight()).isEqualTo(3);
            assertThat(report.stillRunning()).contains("pipeline-hold-1");
            go.countDown();
            pipeline.close();
            assertThat(assertEnded(pipeline).consumed()).isEqualTo(3);
        }

        @Test
        void reportsAFailureAndDoesNotThrowIt() {
            BoundedPipeline pipeline = BoundedPipeline.<Integer>from("broken", 1, () -> {
                        throw new IOException("no route");
                    })
                    .to("store", 1, n -> {})
                    .start();
            await().atMost(LIMIT).until(() -> pipeline.report().isFinal());

            PipelineReport report = pipeline.close(LIMIT);

            assertThat(report.failure()).hasRootCauseMessage("no route");
            assertThatCode(pipeline::close).doesNotThrowAnyException();
            assertEnded(pipeline);
        }

        @Test
        void endsInTimeAndNamesASourceThatIgnoresTheInterrupt() throws Exception {
            BoundedPipeline pipeline = BoundedPipeline.<Integer>from("deaf", 1, () -> {
                        awaitDeaf();
                        return null;
                    })
                    .to("store", 1, n -> {})
                    .grace(Duration.ofMillis(500)) // enough for those that heed
                    .start();
            awaitWaiting(threadNamed("pipeline-deaf-1"));

            PipelineReport closed = pipeline.close(Duration.ofMillis(20));
            PipelineReport aborted = pipeline.abort(new IllegalStateException("enough"));

            assertThat(closed.stillRunning()).contains("pipeline-deaf-1");
            assertThat(aborted.stillRunning()).containsExactly("pipeline-deaf-1");
            go.countDown();
            await().atMost(LIMIT).until(() -> pipeline.report().isFinal());
            assertEnded(pipeline);
        }
    }

    @Nested
    class AwaitEnd {

        @Test
        void hasNoEffectWhenInterrupted() throws Exception {
            BoundedPipeline pipeline = held(3);
            FutureTask<PipelineReport> waiter = inThread("waiter", pipeline::awaitEnd);
            Thread thread = threadNamed("waiter");
            awaitWaiting(thread);

            thread.interrupt();

            assertThatThrownBy(() -> get(waiter)).hasCauseInstanceOf(InterruptedException.class);
            assertThat(pipeline.isStopped()).isFalse();
            go.countDown();
            pipeline.close();
            assertThat(assertEnded(pipeline).consumed()).isEqualTo(3);
        }

        @Test
        void tellsWithALimitWhetherTheEndHasCome() throws Exception {
            BoundedPipeline pipeline = held(3);

            assertThat(pipeline.tryAwaitEnd(Duration.ofMillis(10))).isFalse();
            go.countDown();

            assertThat(pipeline.tryAwaitEnd(LIMIT)).isTrue();
            assertEnded(pipeline);
        }
    }

    @Test
    void doesNotWaitWhenTheLimitIsFarBelowZero() {
        BoundedPipeline pipeline = held(3);
        Duration never = Duration.ofSeconds(Long.MIN_VALUE);

        assertTimeoutPreemptively(LIMIT, () -> {
            assertThat(pipeline.tryAwaitEnd(never)).isFalse();
            assertThat(pipeline.close(never).isFinal()).isFalse();
        });

        go.countDown();
        pipeline.close();
    }

    @Test
    void stopReturnsAtOnceAndTwiceIsFine() throws Exception {
        CountDownLatch inSource = new CountDownLatch(1);
        BoundedPipeline pipeline = BoundedPipeline.<Integer>from("block", 1, () -> {
                    inSource.countDown();
                    blockForEver();
                    return 1;
                })
                .to("store", 1, n -> {})
                .start();
        awaitLatch(inSource);

        pipeline.stop();
        pipeline.stop();

        assertThat(pipeline.isStopped()).isTrue();
        pipeline.awaitEnd();
        assertEnded(pipeline);
    }
}
