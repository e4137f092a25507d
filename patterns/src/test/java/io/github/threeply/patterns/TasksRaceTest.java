package io.github.threeply.patterns;

import static io.github.threeply.patterns.PipelineChecks.blockForEver;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Races, and gathers that have a limit. */
class TasksRaceTest {
    private final BulkExecutor pool = BulkExecutor.threads(4);
    private final CountDownLatch go = new CountDownLatch(1);
    private final AtomicInteger running = new AtomicInteger();

    @AfterEach
    void endAll() {
        go.countDown();
        Thread.interrupted();
        pool.close();
    }

    private Task<String> blocked(CountDownLatch started) {
        return () -> {
            running.incrementAndGet();
            started.countDown();
            try {
                blockForEver();
            } finally {
                running.decrementAndGet();
            }
            return "never";
        };
    }

    private Task<String> deaf(CountDownLatch started) {
        return () -> {
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
            return "deaf";
        };
    }

    private static Task<String> failing(String message) {
        return () -> {
            throw new IOException(message);
        };
    }

    @Nested
    class ARace {

        @Test
        void isWonByTheFirstSuccessAndTheOthersHaveEnded() throws Exception {
            CountDownLatch started = new CountDownLatch(2);

            String won = Tasks.race(pool, blocked(started), failing("one"), blocked(started), () -> {
                started.await();
                return "won";
            });

            assertThat(won).isEqualTo("won");
            assertThat(running).as("none runs").hasValue(0);
        }

        @Test
        void mayBeWonWithNull() throws Exception {
            assertThat(Tasks.<String>race(pool, List.<Callable<String>>of(() -> null)))
                    .isNull();
        }

        @Test
        void tellsAllFailuresIfNobodyWins() {
            ExecutionException failure = catchThrowableOfType(
                    ExecutionException.class,
                    () -> Tasks.race(pool, failing("one"), failing("two"), () -> {
                        throw new StackOverflowError("three");
                    }));

            assertThat(failure.getSuppressed()).hasSize(2);
            assertThat(List.of(
                            failure.getCause().getMessage(),
                            failure.getSuppressed()[0].getMessage(),
                            failure.getSuppressed()[1].getMessage()))
                    .containsExactlyInAnyOrder("one", "two", "three");
        }

        @Test
        void needsSomebody() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Tasks.race(pool, List.<Callable<String>>of()))
                    .withMessageContaining("at least one");
            assertThatNullPointerException()
                    .isThrownBy(() -> Tasks.race(pool, List.<Callable<String>>of(() -> ""), null))
                    .withMessage("limit");
        }

        @Test
        void endsAtItsLimitWithTheFailuresUntilThen() throws Exception {
            ShortLimit.in(limit -> {
                CountDownLatch started = new CountDownLatch(1);

                TasksTimedOutException over = catchThrowableOfType(
                        TasksTimedOutException.class,
                        () -> Tasks.<String>race(pool, List.of(failing("one"), blocked(started)), limit));

                assertThat(over.notDone()).containsExactly("task 1");
                assertThat(over.limit()).isEqualTo(limit);
                assertThat(over.getSuppressed())
                        .singleElement()
                        .satisfies(e -> assertThat(e).hasMessage("one"));
                assertThat(running).hasValue(0);
            });
        }

        @Test
        void isStillWonWhenALoserIgnoresTheInterrupt() {
            CountDownLatch started = new CountDownLatch(1);
            Task<String> winner = () -> {
                started.await();
                return "won";
            };

            TasksStillRunningException still = catchThrowableOfType(
                    TasksStillRunningException.class,
                    () -> Race.<String>run(pool, List.of(deaf(started), winner), null, Duration.ofMillis(30)));

            assertThat(still.running()).containsExactly("task 0");
            assertThat(still.winner()).isEqualTo(new Outcome.Success<>("won"));
        }

        @Test
        void endsAllBeforeItThrowsAnInterrupt() {
            Thread caller = Thread.currentThread();
            assertThatThrownBy(() -> Tasks.race(pool, blocked(new CountDownLatch(1)), () -> {
                        caller.interrupt();
                        blockForEver();
                        return "";
                    }))
                    .isInstanceOf(InterruptedException.class);
            assertThat(running).hasValue(0);
        }
    }

    @Nested
    class AGatherWithALimit {

        @Test
        void givesAllValuesInTime() throws Exception {
            List<Task<Integer>> tasks = List.of(() -> 1, () -> 2);

            assertThat(Tasks.<Integer>gather(pool, tasks, Duration.ofSeconds(Long.MAX_VALUE)))
                    .containsExactly(1, 2);
            assertThat(Tasks.<Integer>gatherOutcomes(pool, tasks, Duration.ofHours(1)))
                    .allMatch(Outcome::isSuccess);
        }

        @Test
        void throwsWithWhatCameAndCancelsTheRest() throws Exception {
            ShortLimit.in(limit -> {
                CountDownLatch started = new CountDownLatch(1);

                GatherTimedOutException over = catchThrowableOfType(
                        GatherTimedOutException.class,
                        () -> Tasks.<String>gather(pool, List.of(() -> "one", blocked(started), () -> "three"), limit));

                assertThat(over.notDone()).containsExactly("task 1");
                assertThat(over)
                        .hasMessageContaining("task 1")
                        .hasMessageContaining("after " + limit.toString().substring(2));
                assertThat(over.outcomes()).hasSize(3);
                assertThat(over.outcomes().get(0)).isEqualTo(new Outcome.Success<>("one"));
                assertThat(over.outcomes().get(1).failure()).isInstanceOf(CancellationException.class);
                assertThat(over.outcomes().get(2)).isEqualTo(new Outcome.Success<>("three"));
                assertThat(running).as("none runs").hasValue(0);
            });
        }

        @Test
        void stillThrowsTheFirstFailureInTime() {
            CountDownLatch started = new CountDownLatch(1);
            assertThatThrownBy(() ->
                            Tasks.<String>gather(pool, List.of(blocked(started), failing("bad")), Duration.ofHours(1)))
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseMessage("bad");
        }

        @Test
        void keepsTheOutcomesThatCame() throws Exception {
            ShortLimit.in(limit -> {
                CountDownLatch started = new CountDownLatch(1);

                List<Outcome<String>> outcomes =
                        Tasks.gatherOutcomes(pool, List.of(() -> "one", failing("two"), blocked(started)), limit);

                assertThat(outcomes.get(0).get()).isEqualTo("one");
                assertThat(outcomes.get(1).failure()).hasMessage("two");
                assertThat(outcomes.get(2).failure())
                        .isInstanceOf(CancellationException.class)
                        .hasMessageContaining("task 2 had not ended after " + limit);
                assertThat(running).hasValue(0);
            });
        }

        @Test
        void keepsTheValueOfATaskThatEndedWellInSpiteOfItsCancellation() throws Exception {
            ShortLimit.in(limit -> {
                CountDownLatch never = new CountDownLatch(1);
                Task<String> well = () -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        return "well";
                    }
                    return "never";
                };

                assertThat(Tasks.<String>gather(pool, List.of(well), limit)).containsExactly("well");
            });
        }

        @Test
        void doesNotWaitForALimitBelowZero() throws Exception {
            List<Outcome<String>> outcomes = Tasks.gatherOutcomes(
                    pool, List.of(blocked(new CountDownLatch(1))), Duration.ofSeconds(Long.MIN_VALUE));

            assertThat(outcomes.get(0).failure()).isInstanceOf(CancellationException.class);
        }

        @Test
        void namesThoseThatIgnoreTheInterruptAndKeepsWhatCame() throws Exception {
            ShortLimit.in(limit -> {
                CountDownLatch started = new CountDownLatch(1);

                TasksStillRunningException still = catchThrowableOfType(
                        TasksStillRunningException.class,
                        () -> Gather.<String>values(
                                pool, List.of(deaf(started), () -> "one"), limit, Duration.ofMillis(30)));

                assertThat(still.running()).containsExactly("task 0");
                assertThat(still.getCause())
                        .isInstanceOfSatisfying(
                                GatherTimedOutException.class,
                                over -> assertThat(over.outcomes().get(1).isSuccess())
                                        .isTrue());
            });
        }
    }
}
