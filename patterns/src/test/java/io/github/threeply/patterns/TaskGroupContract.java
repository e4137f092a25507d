package io.github.threeply.patterns;

import static io.github.threeply.patterns.PipelineChecks.LIMIT;
import static io.github.threeply.patterns.PipelineChecks.awaitLatch;
import static io.github.threeply.patterns.PipelineChecks.awaitWaiting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.threeply.core.Task;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The contract of a task group, the same over threads, a thread for each task, and an executor far away. */
abstract class TaskGroupContract extends TaskGroupEndContract {
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
