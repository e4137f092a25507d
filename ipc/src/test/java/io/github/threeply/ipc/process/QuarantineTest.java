package io.github.threeply.ipc.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.BulkResults;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that kill their workers again and again. */
@ExtendWith(NoChildIsLeft.class)
class QuarantineTest {
    private static final TaskOptions PLAIN = TaskOptions.defaults();
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    private Path folder;

    private static WorkerProcessPoolBuilder pool() {
        return WorkerProcessPool.builder().workers(1).name("q");
    }

    private static Throwable causeOf(Future<?> future) {
        return catchThrowableOfType(ExecutionException.class, () -> future.get(30, SECONDS))
                .getCause();
    }

    @Test
    void keepsOutATaskThatHasKilledTwoWorkersAndLetsOthersIn() throws Exception {
        try (WorkerProcessPool pool = pool().start()) {
            assertThat(causeOf(pool.submit(() -> LimitTasks.halt(41)))).isInstanceOf(WorkerCrashedException.class);
            int n = 41;
            assertThat(causeOf(kill(pool, n, PLAIN))).isInstanceOf(WorkerCrashedException.class);
            assertThat(pool.quarantined()).isEmpty();

            PoisonTaskException second = (PoisonTaskException) causeOf(kill(pool, n, PLAIN));
            PoisonTaskException third = (PoisonTaskException) causeOf(kill(pool, n, PLAIN));

            assertThat(second.deaths()).extracting(WorkerExit::code).containsExactly(41, 41);
            assertThat(second.getCause()).isInstanceOf(WorkerCrashedException.class);
            assertThat(second)
                    .hasMessageContaining("exited with code 41")
                    .hasMessageContaining("| halting with 41")
                    .hasMessageContaining("release(\"" + second.key() + "\")");
            assertThat(third.key()).isEqualTo(second.key());
            assertThat(third.deaths()).as("it was not run").hasSize(2);
            assertThat(causeOf(kill(pool, 42, PLAIN)))
                    .as("another argument")
                    .isInstanceOf(WorkerCrashedException.class);
            assertThat(pool.submit(() -> 1).get(30, SECONDS)).isEqualTo(1);
            assertThat(pool.quarantined()).singleElement().satisfies(refused -> {
                assertThat(refused.key()).isEqualTo(second.key()).contains(QuarantineTest.class.getName());
                assertThat(refused.deaths()).hasSize(2);
                assertThat(refused.left()).isBetween(Duration.ofMinutes(9), Duration.ofMinutes(10));
            });
        }
    }

    private static WorkerFuture<Integer> kill(WorkerProcessPool pool, int code, TaskOptions options) {
        return pool.submit(() -> LimitTasks.halt(code), options);
    }

    @Test
    void endsTheRunsOfAnIdempotentTask() {
        try (WorkerProcessPool pool = pool().start()) {
            WorkerFuture<Integer> future = kill(pool, 43, PLAIN.idempotent());

            PoisonTaskException e = (PoisonTaskException) causeOf(future);

            assertThat(e.deaths()).hasSize(2);
            assertThat(future.lostRuns()).hasSize(2);
        }
    }

    @Test
    void knowsTasksByTheKeyThatTheyAreGiven() {
        try (WorkerProcessPool pool = pool().quarantine(2, HOUR).start()) {
            TaskOptions image = PLAIN.key("image-7");

            assertThat(causeOf(kill(pool, 50, image))).isInstanceOf(WorkerCrashedException.class);
            assertThat(causeOf(kill(pool, 51, image))).isInstanceOf(PoisonTaskException.class);

            assertThat(causeOf(pool.submit(() -> 1, image)))
                    .isInstanceOfSatisfying(
                            PoisonTaskException.class, e -> assertThat(e.key()).isEqualTo("image-7"));
        }
    }

    @Test
    void letsATaskInAgainThatIsReleased() throws Exception {
        try (WorkerProcessPool pool = pool().quarantine(1, HOUR).start()) {
            TaskOptions key = PLAIN.key("k");
            assertThat(causeOf(kill(pool, 60, key))).isInstanceOf(PoisonTaskException.class);

            assertThat(pool.release("k")).isTrue();

            assertThat(pool.release("k")).isFalse();
            assertThat(pool.quarantined()).isEmpty();
            assertThat(pool.submit(() -> 1, key).get(30, SECONDS)).isEqualTo(1);
        }
    }

    @Test
    void letsATaskInAgainWhenItsTimeIsOver() {
        try (WorkerProcessPool pool =
                pool().quarantine(1, Duration.ofMillis(500)).start()) {
            TaskOptions key = PLAIN.key("k");
            assertThat(causeOf(kill(pool, 60, key))).isInstanceOf(PoisonTaskException.class);

            await().atMost(Duration.ofSeconds(30))
                    .ignoreExceptions()
                    .until(() -> pool.submit(() -> 1, key).get(30, SECONDS) == 1);

            assertThat(pool.quarantined()).isEmpty();
        }
    }

    @Test
    void refusesWhatWaitsInTheQueueToo() throws Exception {
        String go = folder.resolve("go").toString();
        try (WorkerProcessPool pool = pool().quarantine(1, HOUR).start()) {
            TaskOptions key = PLAIN.key("k");
            WorkerFuture<String> first = pool.submit(() -> PoolTasks.until(go, false));
            await().atMost(Duration.ofSeconds(30)).until(() -> first.taskState() == TaskState.STARTED);
            List<WorkerFuture<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                all.add(kill(pool, 70 + i, key));
            }

            PoolTasks.note(go, "x");

            for (WorkerFuture<Integer> each : all) {
                assertThat(causeOf(each)).isInstanceOf(PoisonTaskException.class);
            }
            assertThat(all.stream().filter(each -> !each.lostRuns().isEmpty()))
                    .as("that ran")
                    .hasSize(1);
        }
    }

    @Test
    void refusesArgumentsOfABulk() throws Exception {
        try (WorkerProcessPool pool = pool().quarantine(1, HOUR).start()) {
            for (int round = 0; round < 2; round++) {
                try (BulkResults<Integer> results = pool.submitEach(
                        LimitTasks::dieOfOddNumbers, List.of(2, 3, 4).iterator(), 3)) {
                    while (results.next()) {
                        if (results.index() == 1) {
                            assertThat(results.failure()).isInstanceOf(PoisonTaskException.class);
                        } else {
                            assertThat(results.value()).isEven();
                        }
                    }
                }
            }
            assertThat(pool.quarantined())
                    .singleElement()
                    .satisfies(refused -> assertThat(refused.deaths())
                            .as("the second time it was not run")
                            .hasSize(1));
            assertThat(pool.metrics().quarantined())
                    .as("counted when it is caught")
                    .isEqualTo(1);
        }
    }

    @Test
    void refusesAnArgumentAmongManyAndRunsEachOfTheOthersOnce() throws Exception {
        List<Integer> numbers = IntStream.range(0, 4_000)
                .map(n -> n == 3_000 ? 3 : 2 * n)
                .boxed()
                .toList();
        try (WorkerProcessPool pool = pool().quarantine(1, HOUR).start()) {
            for (int round = 0; round < 3; round++) {
                int refused = 0;
                int answered = 0;
                try (BulkResults<Integer> results =
                        pool.submitEach(LimitTasks::dieOfOddNumbers, numbers.iterator(), 4_000)) {
                    while (results.next()) {
                        if (results.index() == 3_000) {
                            assertThat(results.failure()).isInstanceOf(PoisonTaskException.class);
                            refused++;
                        } else {
                            assertThat(results.value()).isEven();
                            answered++;
                        }
                    }
                }
                assertThat(refused).isEqualTo(1);
                assertThat(answered).isEqualTo(3_999);
            }
            assertThat(pool.metrics().lives().died())
                    .as("workers that died, of the first round's one argument")
                    .isEqualTo(1);
        }
    }

    @Test
    void doesNotCountAWorkerThatALimitHasEnded() {
        try (WorkerProcessPool pool =
                pool().quarantine(1, HOUR).cancelGrace(Duration.ofMillis(20)).start()) {
            WorkerFuture<?> hangs =
                    pool.submit(() -> PoolTasks.hangDeafly(), PLAIN.key("k").taskTimeout(Duration.ofMillis(100)));

            assertThat(causeOf(hangs)).isInstanceOf(TaskTimeoutException.class);

            assertThat(pool.quarantined()).isEmpty();
        }
    }

    // The counting itself.

    private static final class Known extends Job {
        Known(String key) {
            super(
                    1,
                    null,
                    new byte[3],
                    TaskTerms.of(PLAIN.key(key), new PoolSettings.Limits(null, null, null, 1, 1, 1), null));
        }

        @Override
        void succeed(@Nullable Object value) {}

        @Override
        void fail(Throwable failure) {}

        @Override
        void beCancelled(@Nullable Throwable cause) {}

        @Override
        String resultPackage() {
            return "";
        }
    }

    private static WorkerExit exit() {
        return new WorkerExit("w", 1, 137, List.of(), null, null, OptionalLong.empty());
    }

    @Test
    void forgetsDeathsBeforeAnAnswer() {
        Quarantine quarantine = new Quarantine(2, HOUR);
        Known job = new Known("k");

        assertThat(quarantine.died(job, exit(), new Throwable())).isNull();
        quarantine.answered(job);
        assertThat(quarantine.died(job, exit(), new Throwable())).isNull();
        assertThat(quarantine.refusal(job)).isNull();
        assertThat(quarantine.died(job, exit(), new Throwable())).isNotNull();
        quarantine.answered(job); // one that had started before

        assertThat(quarantine.refusal(job)).as("once in, it stays").isNotNull();
        assertThat(quarantine.refusal(new Known("other"))).isNull();
    }

    @Test
    void remembersOnlySoManyTasks() {
        Quarantine quarantine = new Quarantine(1, HOUR);
        for (int i = 0; i <= Quarantine.MOST_CASES; i++) {
            quarantine.died(new Known("k" + i), exit(), new Throwable());
        }

        assertThat(quarantine.list()).hasSize(Quarantine.MOST_CASES);
        assertThat(quarantine.refusal(new Known("k0"))).as("the eldest").isNull();
        assertThat(quarantine.refusal(new Known("k1"))).isNotNull();
    }

    @Test
    void countsNothingWhereItIsOff() {
        Quarantine quarantine = new Quarantine(0, HOUR);

        assertThat(quarantine.died(new Known("k"), exit(), new Throwable())).isNull();
        assertThat(quarantine.refusal(new Known("k"))).isNull();
        assertThat(quarantine.list()).isEmpty();
    }
}
