package io.github.threeply.ipc.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.BulkResults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that may be run twice. */
@ExtendWith(NoChildIsLeft.class)
class IdempotentTasksTest {
    private static final TaskOptions AGAIN = TaskOptions.defaults().idempotent();

    @TempDir
    private Path folder;

    private String ledger() {
        return folder.resolve("ledger").toString();
    }

    private List<String> runs() throws IOException {
        return Files.readAllLines(folder.resolve("ledger"));
    }

    private static WorkerProcessPool pool() {
        return WorkerProcessPool.builder().workers(1).name("i").noQuarantine().start();
    }

    private static Throwable causeOf(Future<?> future) {
        return catchThrowableOfType(ExecutionException.class, () -> future.get(30, SECONDS))
                .getCause();
    }

    @Test
    void areRunAgainInAnotherProcessWhenTheirWorkerIsLost() throws Exception {
        String ledger = ledger();
        try (WorkerProcessPool pool = pool()) {
            WorkerFuture<String> future = pool.submit(() -> LimitTasks.dieUntilRun(ledger, 3), AGAIN);

            assertThat(future.get(30, SECONDS)).isEqualTo("ran 3 times");

            assertThat(new HashSet<>(runs())).as("processes").hasSize(3);
            assertThat(future.attempts()).isEqualTo(3);
            assertThat(future.lostRuns()).extracting(WorkerExit::code).containsExactly(42, 42);
            assertThat(future.reached()).isEqualTo(TaskState.SUCCEEDED);
        }
    }

    @Test
    void areRunAgainAtMostTwice() throws Exception {
        String ledger = ledger();
        try (WorkerProcessPool pool = pool()) {
            WorkerFuture<String> future = pool.submit(() -> LimitTasks.dieUntilRun(ledger, 100), AGAIN);

            assertThat(causeOf(future))
                    .isInstanceOf(WorkerCrashedException.class)
                    .hasMessageContaining("run 2 times before");

            assertThat(runs()).hasSize(3);
            assertThat(future.lostRuns()).hasSize(3);
            assertThat(future.reached()).isEqualTo(TaskState.STARTED);
        }
    }

    @Test
    void areNotRunAgainAfterAnExceptionOfTheirOwn() throws Exception {
        String ledger = ledger();
        try (WorkerProcessPool pool = pool()) {
            WorkerFuture<?> future = pool.submit(() -> LimitTasks.noteAndThrow(ledger), AGAIN);

            assertThat(causeOf(future)).hasMessageContaining("its own");
        }
        assertThat(runs()).hasSize(1);
    }

    @Test
    void areNotRunAgainAfterALimitHasEndedTheirWorker() throws Exception {
        String ledger = ledger();
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .cancelGrace(Duration.ofMillis(50))
                .start()) {
            WorkerFuture<?> future = pool.submit(
                    () -> {
                        PoolTasks.note(ledger, "ran");
                        PoolTasks.hangDeafly();
                    },
                    AGAIN.taskTimeout(Duration.ofSeconds(2)));

            assertThat(causeOf(future)).isInstanceOf(TaskTimeoutException.class);
            assertThat(pool.submit(() -> 1).get(30, SECONDS)).isEqualTo(1);
        }
        assertThat(runs()).hasSize(1);
    }

    @Test
    void areCancelledWhileTheyWaitForTheirNextRun() throws Exception {
        String ledger = ledger();
        int lost;
        try (WorkerProcessPool pool = pool()) {
            WorkerFuture<String> future = pool.submit(() -> LimitTasks.dieUntilRun(ledger, 100), AGAIN.idempotent(10));
            // In a pause, of which the third is over 1.6 seconds long.
            await().pollInterval(Duration.ofMillis(5))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> future.lostRuns().size() >= 2 && future.cancel(false)); // not while it runs
            assertThatThrownBy(() -> future.get(1, SECONDS)).isInstanceOf(CancellationException.class);
            assertThat(future.reached()).isEqualTo(TaskState.STARTED);
            lost = future.lostRuns().size();
        }
        // One that was on its way to its worker may have begun there.
        assertThat(runs()).hasSizeBetween(lost, lost + 1);
    }

    @Test
    void areCancelledAndNotGivenBackByTheEndOfThePool() throws Exception {
        String ledger = ledger();
        int lost;
        try (WorkerProcessPool pool = pool()) {
            WorkerFuture<String> future = pool.submit(() -> LimitTasks.dieUntilRun(ledger, 100), AGAIN.idempotent(10));
            await().pollInterval(Duration.ofMillis(5))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> future.lostRuns().size() >= 3 && future.taskState() == TaskState.QUEUED);
            assertThat(pool.shutdownNow()).as("it has run").isEmpty();

            assertThatThrownBy(() -> future.get(30, SECONDS)).isInstanceOf(CancellationException.class);
            lost = future.lostRuns().size();
        }
        // On a slow machine the next run may have begun just before the end.
        assertThat(runs()).hasSizeBetween(lost, lost + 1);
    }

    @Test
    void mayBeArgumentsOfABulk() throws Exception {
        try (WorkerProcessPool pool = pool();
                BulkResults<String> results = pool.submitEach(
                        (String file) -> LimitTasks.dieUntilRun(file, 2),
                        List.of(
                                        folder.resolve("a").toString(),
                                        folder.resolve("b").toString())
                                .iterator(),
                        2,
                        AGAIN)) {
            int seen = 0;
            while (results.next()) {
                assertThat(results.value()).isEqualTo("ran 2 times");
                seen++;
            }
            assertThat(seen).isEqualTo(2);
            assertThat(pool.metrics().retried()).isEqualTo(2);
            assertThat(pool.metrics().quarantined()).isZero();
            assertThat(pool.metrics().submitted()).isZero();
        }
    }
}
