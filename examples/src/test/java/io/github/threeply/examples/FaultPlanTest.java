package io.github.threeply.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.threeply.ipc.process.BootCache;
import io.github.threeply.ipc.process.TaskOptions;
import io.github.threeply.ipc.process.TaskTimeoutException;
import io.github.threeply.ipc.process.WorkerCrashedException;
import io.github.threeply.ipc.process.WorkerFuture;
import io.github.threeply.ipc.process.WorkerProcessPool;
import io.github.threeply.ipc.process.WorkerProcessPoolBuilder;
import io.github.threeply.ipc.testkit.FaultPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How a program tests what it does when its workers break: with the test jar of ipc, as any user of the library has it,
 * and the pool's public methods alone.
 */
class FaultPlanTest {
    @TempDir
    private Path folder;

    private static WorkerProcessPoolBuilder oneWorker(FaultPlan plan) {
        return WorkerProcessPool.builder().workers(1).bootCache(BootCache.off()).jvmArguments(plan.jvmArguments());
    }

    private static <T> T of(WorkerFuture<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    @Test
    void failsTheTaskWhoseWorkerWasKilledAndNoOther() throws Exception {
        FaultPlan plan = FaultPlan.worker(1).beforeTask(2).kill().onlyOnce(folder.resolve("killed"));
        try (WorkerProcessPool pool = oneWorker(plan).start()) {
            List<WorkerFuture<Integer>> futures = new ArrayList<>();
            for (int n = 0; n < 5; n++) {
                int number = n;
                futures.add(pool.submit(() -> number * number));
            }

            assertThat(of(futures.get(0))).isZero();
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> of(futures.get(1)))
                    .withCauseInstanceOf(WorkerCrashedException.class)
                    .withMessageContaining("SIGKILL");
            assertThat(of(futures.get(2))).isEqualTo(4);
            assertThat(of(futures.get(3))).isEqualTo(9);
            assertThat(of(futures.get(4))).isEqualTo(16);
        }
    }

    @Test
    void runsAnIdempotentTaskAgainWhoseAnswerWasCutOff() throws Exception {
        FaultPlan plan = FaultPlan.everyWorker().inResult(1).cutAt(10).onlyOnce(folder.resolve("cut"));
        try (WorkerProcessPool pool = oneWorker(plan).start()) {
            assertThat(of(pool.submit(() -> "at last", TaskOptions.defaults().idempotent())))
                    .isEqualTo("at last");
            assertThat(pool.metrics().retried()).isEqualTo(1);
        }
    }

    @Test
    void endsATaskThatHangsDeafToInterruptsWhenItsTimeIsUp() throws Exception {
        FaultPlan plan = FaultPlan.worker(1).beforeTask(2).hang().onlyOnce(folder.resolve("hung"));
        TaskOptions brief = TaskOptions.defaults().taskTimeout(Duration.ofMillis(300));
        try (WorkerProcessPool pool =
                oneWorker(plan).cancelGrace(Duration.ofMillis(100)).start()) {
            assertThat(of(pool.submit(() -> 1))).isEqualTo(1);

            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> of(pool.submit(() -> 2, brief)))
                    .withCauseInstanceOf(TaskTimeoutException.class);
            assertThat(of(pool.submit(() -> 3))).isEqualTo(3);
        }
    }
}
