package io.github.threeply.patterns;

import static io.github.threeply.patterns.PipelineChecks.LIMIT;
import static io.github.threeply.patterns.PipelineChecks.awaitLatch;
import static io.github.threeply.patterns.PipelineChecks.awaitWaiting;
import static io.github.threeply.patterns.PipelineChecks.blockForEver;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The contract of a task group, the same over threads, a thread for each task, and an executor far away. */
abstract class TaskGroupContract {
    final BulkExecutor pool = executor();
    private final CountDownLatch go = new CountDownLatch(1);
    private final AtomicInteger running = new AtomicInteger();

    /** With room for at least four tasks at a time. */
    abstract BulkExecutor executor();

    @AfterEach
    void endAll() {
        go.countDown();
        Thread.interrupted();
        pool.close();
    }

    /** Tasks are looked up here by number, so that they capture nothing that could not travel. */
    private static final List<Callable<?>> BODIES = new ArrayList<>();

    private static <T> Task<T> task(Callable<T> body) {
        int number;
        synchronized (BODIES) {
            number = BODIES.size();
            BODIES.add(body);
        }
        return () -> {
            Callable<?> found;
            synchronized (BODIES) {
                found = BODIES.get(number);
            }
            @SuppressWarnings("unchecked") // it is the one put there
            Callable<T> own = (Callable<T>) found;
            return own.call();
        };
    }

    final Task<Integer> blocked(CountDownLatch started) {
        return task(() -> {
            running.incrementAndGet();
            started.countDown();
            try {
                blockForEver();
            } finally {
                running.decrementAndGet();
            }
            return 0;
        });
    }

    final Task<Integer> deaf(CountDownLatch started) {
        return task(() -> {
            started.countDown();
            boolean interrupted = true;
            while (interrupted) {
                try {
                    go.await();
                    interrupted = false;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            return 0;
        });
    }

    private static Task<Integer> failing(CountDownLatch after, String message) {
        return task(() -> {
            after.await();
            throw new IOException(message);
        });
    }

    @Test
    void runsTasksAndGivesTheirValuesAfterTheJoin() throws Exception {
        try (TaskGroup group = TaskGroup.open(pool)) {
            Future<String> one = group.fork(() -> "one");
            Future<Integer> two = group.fork(() -> 2);
            Future<?> nothing = group.fork(Task.Action.of(() -> {}));

            group.join();

            assertThat(one.isDone()).isTrue();
            assertThat(one.get()).isEqualTo("one");
            assertThat(two.get()).isEqualTo(2);
            assertThat(nothing.get()).isNull();
        }
    }

    @Test
    void staysOpenAfterAJoinWithoutFailure() throws Exception {
        try (TaskGroup group = TaskGroup.open(pool)) {
            group.join();
            group.fork(() -> 1);
            group.join();
            Future<Integer> second = group.fork(() -> 2);
            group.join();

            assertThat(second.get()).isEqualTo(2);
        }
    }

    @Test
    void tellsWithALimitWhetherAllHaveEndedAndCancelsNothing() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open(pool)) {
            Future<Integer> future = group.fork(deaf(started));

            assertThat(group.join(Duration.ofMillis(10))).isFalse();
            assertThat(future.isDone()).isFalse();
            assertThatThrownBy(() -> future.get(1, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            go.countDown();

            assertThat(group.join(LIMIT)).isTrue();
            assertThat(future.get()).isZero();
        }
    }

    @Test
    void doesNotWaitWhenTheLimitIsFarBelowZero() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open(pool)) {
            group.fork(blocked(started));

            assertTimeoutPreemptively(
                    LIMIT,
                    () -> assertThat(group.join(Duration.ofSeconds(Long.MIN_VALUE)))
                            .isFalse());
        }
    }

    /** Each close counts the grace time anew, so it may be over when a join wakes and not over when that looks again. */
    @Test
    void joinNeverReturnsWhileATaskRunsThoughOthersCloseTheGroup() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        TaskGroup group = TaskGroup.open(pool, Duration.ofNanos(50_000));
        group.fork(deaf(started));
        awaitLatch(started);
        AtomicBoolean enough = new AtomicBoolean();
        FutureTask<Integer> closer = new FutureTask<>(() -> {
            int closes = 0;
            while (!enough.get()) {
                assertThatThrownBy(group::close).isInstanceOf(TasksStillRunningException.class);
                closes++;
            }
            return closes;
        });
        new Thread(closer, "group-closer").start();

        long end = System.nanoTime() + Duration.ofSeconds(1).toNanos();
        try {
            while (System.nanoTime() < end) {
                assertThatThrownBy(group::join).isInstanceOf(TasksStillRunningException.class);
            }
        } finally {
            enough.set(true);
            assertThat(closer.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isPositive();
            go.countDown();
        }
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThatThrownBy(group::join).isInstanceOf(CancellationException.class));
    }

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

    @Test
    void leavesTheTasksAloneWhenAJoinIsInterrupted() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        try (TaskGroup group = TaskGroup.open(pool)) {
            Future<Integer> deaf = group.fork(deaf(started));
            FutureTask<Void> joiner = new FutureTask<>(() -> {
                group.join();
                return null;
            });
            Thread thread = new Thread(joiner, "joiner");
            thread.start();
            awaitWaiting(thread);

            thread.interrupt();

            assertThatThrownBy(() -> joiner.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .hasCauseInstanceOf(InterruptedException.class);
            assertThat(deaf.isDone()).isFalse();
            go.countDown();
            group.join();
            assertThat(deaf.get()).isZero();
        }
    }

    @Test
    void refusesANegativeGrace() {
        assertThatIllegalArgumentException().isThrownBy(() -> TaskGroup.open(pool, Duration.ofMillis(-1)));
    }
}
