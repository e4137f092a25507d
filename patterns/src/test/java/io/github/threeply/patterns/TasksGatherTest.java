package io.github.threeply.patterns;

import static io.github.threeply.patterns.PipelineChecks.awaitLatch;
import static io.github.threeply.patterns.PipelineChecks.blockForEver;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.Task;
import java.io.IOException;
import java.io.NotSerializableException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Gather: all values, or the first failure after everything has ended; or every outcome. */
class TasksGatherTest {
    private final BulkExecutor pool = BulkExecutor.threads(4);
    private final CountDownLatch go = new CountDownLatch(1);

    @AfterEach
    void endAll() {
        go.countDown();
        Thread.interrupted();
        pool.close();
    }

    private void awaitDeaf() {
        boolean interrupted = true;
        while (interrupted) {
            try {
                go.await();
                interrupted = false;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    @Test
    void givesTheValuesInTheOrderOfTheTasks() throws Exception {
        CountDownLatch last = new CountDownLatch(1);

        List<String> values = Tasks.gather(
                pool,
                () -> {
                    last.await();
                    return "a";
                },
                () -> "b",
                () -> {
                    last.countDown();
                    return "c";
                });

        assertThat(values).containsExactly("a", "b", "c");
    }

    @Test
    void takesPlainCallablesAndNullValuesAndNothingAtAll() throws Exception {
        List<Callable<Integer>> tasks = List.of(() -> 1, () -> null);

        assertThat(Tasks.<Integer>gather(pool, tasks)).containsExactly(1, null);
        assertThat(Tasks.<Integer>gather(pool, List.<Callable<Integer>>of())).isEmpty();
    }

    @Test
    void worksOverAnyExecutor() throws Exception {
        ExecutorService any = new ForkJoinPool(2);
        try {
            assertThat(Tasks.gather(any, () -> 1, () -> 2)).containsExactly(1, 2);
        } finally {
            any.shutdown();
        }
    }

    @Test
    void refusesANullTaskBeforeAnyHasRun() {
        AtomicInteger ran = new AtomicInteger();
        Callable<Integer> counted = ran::incrementAndGet;

        assertThatNullPointerException()
                .isThrownBy(() -> Tasks.<Integer>gather(pool, Arrays.asList(counted, null)))
                .withMessageContaining("task 1");
        assertThat(ran).hasValue(0);
    }

    @Test
    void cancelsTheOthersAtTheFirstFailureAndWaitsForThem() {
        CountDownLatch started = new CountDownLatch(2);
        AtomicInteger running = new AtomicInteger();
        Task<Integer> blocked = () -> {
            running.incrementAndGet();
            started.countDown();
            try {
                blockForEver();
            } finally {
                running.decrementAndGet();
            }
            return 1;
        };

        assertThatThrownBy(() -> Tasks.gather(pool, blocked, blocked, () -> {
                    started.await();
                    throw new IOException("third");
                }))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("third")
                .hasNoSuppressedExceptions();

        assertThat(running).as("none runs when it has thrown").hasValue(0);
    }

    @Test
    void neverStartsTasksThatWaitedWhenOneFailed() {
        AtomicInteger ran = new AtomicInteger();
        try (BulkExecutor one = BulkExecutor.threads(1)) {
            assertThatThrownBy(() -> Tasks.gather(
                            one,
                            () -> {
                                throw new IOException("first");
                            },
                            () -> {
                                // May be begun in the moment before the failure is seen; then it is cancelled.
                                blockForEver();
                                return 1;
                            },
                            ran::incrementAndGet))
                    .hasRootCauseMessage("first");
        }

        assertThat(ran).hasValue(0);
    }

    @Test
    void suppressesAllOtherFailures() {
        CyclicBarrier together = new CyclicBarrier(3);
        Task<Integer> failing = () -> {
            together.await();
            try {
                blockForEver();
            } catch (InterruptedException e) {
                throw new IOException("while cleaning up");
            }
            return 1;
        };

        ExecutionException failure = catchThrowableOfType(
                ExecutionException.class,
                () -> Tasks.gather(pool, failing, failing, () -> {
                    together.await();
                    throw new IOException("first");
                }));

        assertThat(failure).hasRootCauseMessage("first");
        assertThat(failure.getSuppressed())
                .hasSize(2)
                .allMatch(e -> e.getMessage().equals("while cleaning up"));
    }

    @Test
    void throwsAndNamesThoseThatIgnoreTheInterrupt() {
        CountDownLatch started = new CountDownLatch(1);
        List<Task<Integer>> tasks = List.of(
                () -> {
                    started.await();
                    throw new IOException("first");
                },
                () -> {
                    started.countDown();
                    awaitDeaf();
                    return 1;
                });

        TasksStillRunningException failure = catchThrowableOfType(
                TasksStillRunningException.class,
                () -> Gather.<Integer>values(pool, tasks, null, Duration.ofMillis(30)));

        assertThat(failure.running()).containsExactly("task 1");
        assertThat(failure).hasRootCauseMessage("first");
    }

    @Test
    void endsAllTasksBeforeItThrowsAnInterrupt() {
        AtomicInteger running = new AtomicInteger();
        Thread caller = Thread.currentThread();

        assertThatThrownBy(() -> Tasks.gather(pool, () -> {
                    running.incrementAndGet();
                    caller.interrupt();
                    try {
                        blockForEver();
                    } finally {
                        running.decrementAndGet();
                    }
                    return 1;
                }))
                .isInstanceOf(InterruptedException.class);

        assertThat(running).hasValue(0);
    }

    @Test
    void givesEveryOutcomeWithTheFailuresAmongThem() throws Exception {
        IOException two = new IOException("two");

        List<Outcome<String>> outcomes = Tasks.gatherOutcomes(
                pool,
                () -> "one",
                () -> {
                    throw two;
                },
                () -> null);

        assertThat(outcomes).hasSize(3);
        assertThat(outcomes.get(0).get()).isEqualTo("one");
        assertThat(outcomes.get(0).failure()).isNull();
        assertThat(outcomes.get(1).isSuccess()).isFalse();
        assertThat(outcomes.get(1).failure()).isSameAs(two);
        assertThatThrownBy(() -> outcomes.get(1).get())
                .isInstanceOf(ExecutionException.class)
                .hasCause(two);
        assertThat(outcomes.get(2).isSuccess()).isTrue();
        assertThat(outcomes.get(2).get()).isNull();
    }

    @Test
    void sendsTheTasksThemselvesToAnExecutorFarAway() throws Exception {
        try (FarExecutor far = new FarExecutor(BulkExecutor.threads(2))) {
            assertThat(Tasks.gather(far, () -> 1, () -> 2)).containsExactly(1, 2);

            Object fast = new Object();
            Callable<Object> stuckHere = () -> fast;
            List<Outcome<Object>> outcomes = Tasks.gatherOutcomes(far, List.of(stuckHere, Task.of(() -> "travels")));

            assertThat(outcomes.get(0).failure()).isInstanceOf(NotSerializableException.class);
            assertThat(outcomes.get(1).get()).isEqualTo("travels");
        }
    }

    @Test
    void seesWhatTheTasksHaveWritten() throws Exception {
        int[] plain = new int[4];

        Tasks.gather(
                pool,
                List.<Callable<Object>>of(
                        () -> plain[0] = 1, () -> plain[1] = 2, () -> plain[2] = 3, () -> plain[3] = 4));

        assertThat(plain).containsExactly(1, 2, 3, 4);
        awaitLatch(new CountDownLatch(0));
    }
}
