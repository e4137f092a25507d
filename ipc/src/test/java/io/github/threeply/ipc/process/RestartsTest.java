package io.github.threeply.ipc.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How soon a worker is replaced that has died, and when a pool gives up. */
@ExtendWith(NoChildIsLeft.class)
@Timeout(120)
class RestartsTest {
    private static final long SECOND = 1_000_000_000;

    @TempDir
    private Path folder;

    private static void diesAtItsFirstTask(Restarts restarts) {
        restarts.ended(false, false, SECOND);
    }

    @Test
    void refillsAtOnceAndThenAfterPausesThatDouble() {
        assertThat(List.of(0, 1, 2, 3, 4, 10, 11, 12, 1000))
                .extracting(n -> Restarts.longestPauseNanos(n) / 1_000_000)
                .containsExactly(0L, 0L, 100L, 200L, 400L, 25_600L, 30_000L, 30_000L, 30_000L);
    }

    @Test
    void variesThePausesByAQuarterAtMost() {
        Restarts restarts = new Restarts();
        for (int i = 0; i < 5; i++) {
            diesAtItsFirstTask(restarts);
        }
        long least = Long.MAX_VALUE;
        long most = 0;
        for (int i = 0; i < 1000; i++) {
            least = Math.min(least, restarts.pauseNanos());
            most = Math.max(most, restarts.pauseNanos());
        }
        assertThat(least).isBetween(600_000_000L, 620_000_000L);
        assertThat(most).isBetween(780_000_000L, 800_000_000L);
    }

    @Test
    void beginsAnewWhenAWorkerHasDoneATaskOrLivedLongOrEndedAsPlanned() {
        Restarts restarts = new Restarts();
        for (Runnable end : List.<Runnable>of(
                () -> restarts.ended(false, true, SECOND),
                () -> restarts.ended(false, false, 31 * SECOND),
                () -> restarts.ended(true, false, SECOND))) {
            for (int i = 0; i < 20; i++) {
                diesAtItsFirstTask(restarts);
                restarts.notStarted();
            }
            assertThat(restarts.pauseNanos()).isGreaterThan(20 * SECOND);

            end.run();

            assertThat(restarts.pauseNanos()).isZero();
        }
    }

    @Test
    void doesNotSpinWhereEachWorkerDiesAtItsFirstTask() {
        try (WorkerProcessPool pool =
                WorkerProcessPool.builder().workers(1).noQuarantine().start()) {
            long start = System.nanoTime();
            for (int i = 0; i < 6; i++) {
                WorkerFuture<?> dies = pool.submit(() -> Runtime.getRuntime().halt(9));
                assertThatExceptionOfType(ExecutionException.class)
                        .isThrownBy(() -> dies.get(30, SECONDS))
                        .withCauseInstanceOf(WorkerCrashedException.class);
            }
            // Pauses of 0, 100, 200, 400, 800 ms, less a quarter.
            assertThat(System.nanoTime() - start).isGreaterThan(1_125_000_000L);
        }
    }

    /** With pauses the last results would come after 19 seconds and more. */
    @Test
    void replacesAtOnceAWorkerThatHasDoneTasks() throws Exception {
        try (WorkerProcessPool pool =
                WorkerProcessPool.builder().workers(1).noQuarantine().start()) {
            for (int i = 0; i < 11; i++) {
                assertThat(pool.submit(() -> PoolTasks.square(3)).get(15, SECONDS))
                        .isEqualTo(9);
                WorkerFuture<?> dies = pool.submit(() -> Runtime.getRuntime().halt(9));
                assertThatExceptionOfType(ExecutionException.class)
                        .isThrownBy(() -> dies.get(15, SECONDS))
                        .withCauseInstanceOf(WorkerCrashedException.class);
            }
        }
    }

    /** With pauses the last one would start after 19 seconds and more. */
    @Test
    void replacesAtOnceAWorkerThatWasEndedForItsTask() throws Exception {
        String never = folder.resolve("never").toString();
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .cancelGrace(Duration.ZERO)
                .start()) {
            for (int i = 0; i < 11; i++) {
                WorkerFuture<String> deaf = pool.submit(() -> PoolTasks.until(never, true));
                await().pollInterval(Duration.ofMillis(5))
                        .atMost(Duration.ofSeconds(15))
                        .until(() -> deaf.taskState() == TaskState.STARTED);
                deaf.cancel(true);
                await().pollInterval(Duration.ofMillis(5))
                        .atMost(Duration.ofSeconds(15))
                        .until(deaf::isDone);
            }
        }
    }

    static void failIfThere(String file) {
        if (Files.exists(Path.of(file))) {
            throw new IllegalStateException("the first cause is " + file);
        }
    }

    /** Workers that boot at first, and from a moment on do not. */
    @Test
    void breaksThePoolWhenNoWorkerCanBeStartedAnyMore() throws Exception {
        String file = folder.resolve("broken").toString();
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .spares(1)
                .initializer(() -> failIfThere(file))
                .start()) {
            SparesTest.awaitCount(pool, WorkerStatus.State.SPARE, 1);
            Files.createFile(Path.of(file));
            for (WorkerStatus worker : pool.workers()) {
                ProcessHandle.of(worker.pid()).orElseThrow().destroyForcibly();
            }
            WorkerFuture<Integer> waits = pool.submit(() -> PoolTasks.square(2));

            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> waits.get(30, SECONDS))
                    .withCauseInstanceOf(WorkerInitException.class)
                    .withMessageContaining("the first cause is");
            assertThatThrownBy(() -> pool.submit(() -> 1))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasCauseInstanceOf(WorkerInitException.class);
            assertThat(pool.awaitTermination(30, SECONDS)).isTrue();
        }
    }

    @Test
    void refusesAPoolInAWorkerWithWordsThatHelp() throws Exception {
        try (WorkerProcessPool pool = WorkerProcessPool.builder().workers(1).start()) {
            WorkerFuture<String> inner = pool.submit(RestartsTest::startAnother);

            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> inner.get(30, SECONDS))
                    .withCauseInstanceOf(WorkerStartException.class)
                    .withMessageContaining("this process is a worker itself")
                    .withMessageContaining("maxDepth");
        }
    }

    @Test
    void allowsAPoolInAWorkerWhereTheBuilderSaysSo() throws Exception {
        try (WorkerProcessPool pool =
                WorkerProcessPool.builder().workers(1).maxDepth(2).start()) {
            assertThat(pool.submit(RestartsTest::startAnother).get(30, SECONDS)).isEqualTo("25 in inner-worker-1");
        }
    }

    static String startAnother() throws Exception {
        try (WorkerProcessPool inner =
                WorkerProcessPool.builder().workers(1).name("inner").start()) {
            return inner.submit(() -> PoolTasks.square(5)
                            + " in "
                            + WorkerContext.current().workerName())
                    .get(30, SECONDS);
        }
    }
}
