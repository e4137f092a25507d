package io.github.threeply.patterns;

import static io.github.threeply.patterns.PipelineChecks.LIMIT;
import static io.github.threeply.patterns.PipelineChecks.awaitLatch;
import static io.github.threeply.patterns.PipelineChecks.blockForEver;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The part of the contract of a task group that says how it ends: by a failure, a cancellation, a close. */
abstract class TaskGroupEndContract extends TaskGroupSetting {
    @Nested
    class AFailure {

        @Test
        void cancelsTheSiblingsAndIsThrownWhenTheirCodeHasEnded() throws Exception {
            CountDownLatch started = new CountDownLatch(2);
            try (TaskGroup group = TaskGroup.open(pool)) {
                Future<Integer> one = group.fork(blocked(started));
                Future<Integer> two = group.fork(blocked(started));
                Future<Integer> bad = group.fork(failing(started, "bad"));

                assertThatThrownBy(group::join)
                        .isInstanceOf(ExecutionException.class)
                        .hasRootCauseMessage("bad")
                        .satisfies(e -> assertThat(e.getCause()).hasNoSuppressedExceptions());

                assertThat(running).as("none of them runs").hasValue(0);
                assertThat(one.isCancelled()).isTrue();
                assertThat(two.isCancelled()).isTrue();
                assertThatThrownBy(one::get).isInstanceOf(CancellationException.class);
                assertThatThrownBy(bad::get).hasRootCauseMessage("bad");
            }
        }

        @Test
        void endsTheGroupWithoutAnybodyJoining() throws Exception {
            CountDownLatch started = new CountDownLatch(1);
            try (TaskGroup group = TaskGroup.open(pool)) {
                Future<Integer> sibling = group.fork(blocked(started));
                Future<Integer> bad = group.fork(failing(started, "bad"));

                await().atMost(LIMIT).until(() -> sibling.isDone() && running.get() == 0);

                assertThatThrownBy(bad::get).hasRootCauseMessage("bad");
            }
        }

        @Test
        void refusesFurtherTasksWithItsCause() throws Exception {
            TaskGroup group = TaskGroup.open(pool);
            Future<Integer> bad = group.fork(failing(new CountDownLatch(0), "bad"));
            assertThatThrownBy(() -> bad.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class);

            assertThatThrownBy(() -> group.fork(() -> 1))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasRootCauseMessage("bad");

            group.close();
        }

        @Test
        void hasTheOtherFailuresSuppressed() throws Exception {
            CyclicBarrier together = new CyclicBarrier(2);
            try (TaskGroup group = TaskGroup.open(pool)) {
                group.fork(task(() -> {
                    together.await();
                    try {
                        blockForEver();
                    } catch (InterruptedException e) {
                        throw new IOException("while cleaning up");
                    }
                    return 1;
                }));
                group.fork(task(() -> {
                    together.await();
                    throw new IOException("first");
                }));

                ExecutionException failure = catchThrowableOfType(ExecutionException.class, group::join);

                assertThat(failure).hasRootCauseMessage("first");
                assertThat(failure.getSuppressed())
                        .singleElement()
                        .satisfies(e -> assertThat(e).hasMessage("while cleaning up"));
            }
        }

        @Test
        void isThrownWithThoseThatIgnoreTheInterruptAfterTheGraceTime() throws Exception {
            CountDownLatch started = new CountDownLatch(1);
            TaskGroup group = TaskGroup.open(pool, Duration.ofMillis(30));
            group.fork(deaf(started));
            group.fork(failing(started, "bad"));

            TasksStillRunningException failure = catchThrowableOfType(TasksStillRunningException.class, group::join);

            assertThat(failure.running()).singleElement().asString().startsWith("task 0");
            assertThat(failure).hasRootCauseMessage("bad");
            go.countDown();
            assertThatThrownBy(group::join).hasRootCauseMessage("bad");
            group.close();
        }

        @Test
        void isThrownByCloseIfNobodyWasTold() throws Exception {
            TaskGroup group = TaskGroup.open(pool);
            Future<Integer> bad = group.fork(failing(new CountDownLatch(0), "bad"));
            await().atMost(LIMIT).until(bad::isDone);

            assertThatThrownBy(group::close)
                    .isInstanceOf(TaskFailedException.class)
                    .hasRootCauseMessage("bad");
            assertThatCode(group::close).doesNotThrowAnyException();
        }

        @Test
        void isNotRepeatedByCloseAfterTheFutureHasToldIt() throws Exception {
            TaskGroup group = TaskGroup.open(pool);
            Future<Integer> bad = group.fork(failing(new CountDownLatch(0), "bad"));
            assertThatThrownBy(bad::get).hasRootCauseMessage("bad");

            assertThatCode(group::close).doesNotThrowAnyException();
        }

        @Test
        void mayBeAnError() throws Exception {
            try (TaskGroup group = TaskGroup.open(pool)) {
                group.fork(task(() -> {
                    throw new StackOverflowError("deep");
                }));

                assertThatThrownBy(group::join).hasCauseInstanceOf(StackOverflowError.class);
            }
        }
    }

    @Nested
    class CancellingOneTask {

        @Test
        void interruptsItsCodeAndLeavesTheOthersAlone() throws Exception {
            CountDownLatch started = new CountDownLatch(1);
            try (TaskGroup group = TaskGroup.open(pool)) {
                Future<Integer> blocked = group.fork(blocked(started));
                awaitLatch(started);

                assertThat(blocked.cancel(true)).isTrue();
                assertThat(blocked.cancel(true)).as("only once").isFalse();

                assertThat(blocked.isCancelled()).isTrue();
                Future<Integer> other = group.fork(() -> 1);
                group.join();
                assertThat(running).hasValue(0);
                assertThat(other.get()).isEqualTo(1);
            }
        }

        @Test
        void doesNotEndTheTaskForTheGroupBeforeItsCodeHasEnded() throws Exception {
            CountDownLatch started = new CountDownLatch(1);
            try (TaskGroup group = TaskGroup.open(pool)) {
                Future<Integer> deaf = group.fork(deaf(started));
                awaitLatch(started);

                deaf.cancel(true);

                assertThat(deaf.isDone()).isTrue();
                assertThat(group.join(Duration.ofMillis(20)))
                        .as("its code still runs")
                        .isFalse();
                go.countDown();
                assertThat(group.join(LIMIT)).isTrue();
            }
        }

        @Test
        void hasNoEffectOnOneThatHasEnded() throws Exception {
            try (TaskGroup group = TaskGroup.open(pool)) {
                Future<Integer> done = group.fork(() -> 1);
                group.join();

                assertThat(done.cancel(true)).isFalse();
                assertThat(done.isCancelled()).isFalse();
                assertThat(done.get()).isEqualTo(1);
            }
        }
    }

    @Nested
    class CancellingTheGroup {

        @Test
        void interruptsAllAndIsToldByTheJoin() throws Exception {
            CountDownLatch started = new CountDownLatch(2);
            try (TaskGroup group = TaskGroup.open(pool)) {
                group.fork(blocked(started));
                group.fork(blocked(started));
                awaitLatch(started);

                group.cancel();

                assertThatThrownBy(group::join).isInstanceOf(CancellationException.class);
                assertThat(running).hasValue(0);
                assertThatThrownBy(() -> group.fork(() -> 1)).isInstanceOf(RejectedExecutionException.class);
            }
        }
    }

    @Nested
    class Close {

        @Test
        void cancelsWhatRunsAndWaitsForIt() throws Exception {
            CountDownLatch started = new CountDownLatch(3);
            TaskGroup group = TaskGroup.open(pool);
            for (int i = 0; i < 3; i++) {
                group.fork(blocked(started));
            }
            awaitLatch(started);

            group.close();
            group.close();

            assertThat(running).hasValue(0);
            assertThat(pool.isShutdown()).isFalse();
        }

        @Test
        void refusesFurtherTasks() {
            TaskGroup group = TaskGroup.open(pool);
            group.close();

            assertThatThrownBy(() -> group.fork(() -> 1))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("closed");
        }

        @Test
        void waitsOnWhenInterruptedAndKeepsTheInterrupt() throws Exception {
            CountDownLatch started = new CountDownLatch(1);
            TaskGroup group = TaskGroup.open(pool);
            group.fork(blocked(started));
            awaitLatch(started);

            Thread.currentThread().interrupt();
            group.close();

            assertThat(Thread.interrupted()).isTrue();
            assertThat(running).hasValue(0);
        }

        @Test
        void endsAfterTheGraceTimeAndNamesWhoStillRuns() throws Exception {
            CountDownLatch started = new CountDownLatch(1);
            TaskGroup group = TaskGroup.open(pool, Duration.ofMillis(30));
            group.fork(deaf(started));
            awaitLatch(started);

            assertThatThrownBy(group::close)
                    .isInstanceOf(TasksStillRunningException.class)
                    .hasMessageContaining("task 0");

            go.countDown();
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThatCode(group::close).doesNotThrowAnyException());
        }

        /** One instant decides: a fork that was accepted has ended when close returns. */
        @Test
        void leavesNoTaskBehindThatSlippedIn() throws Exception {
            Task<Integer> blocked = blocked(new CountDownLatch(0));
            for (int round = 0; round < 50; round++) {
                TaskGroup group = TaskGroup.open(pool);
                AtomicReference<Throwable> refused = new AtomicReference<>();
                CountDownLatch forking = new CountDownLatch(1);
                FutureTask<Void> forker = new FutureTask<>(() -> {
                    try {
                        while (true) {
                            group.fork(blocked).cancel(true);
                            forking.countDown();
                        }
                    } catch (RejectedExecutionException e) {
                        refused.set(e);
                    }
                    return null;
                });
                new Thread(forker, "forker").start();
                awaitLatch(forking);

                group.close();
                assertThat(running).hasValue(0);

                forker.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
                assertThat(refused.get()).hasMessageContaining("closed");
                assertThat(running).hasValue(0);
            }
        }
    }
}
