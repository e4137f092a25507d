package io.github.threeply.ipc.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.BulkResults;
import io.github.threeply.core.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoChildIsLeft.class)
class PoolMetricsTest {
    @TempDir
    private Path folder;

    @Test
    void addUpUnderLoadWithKillsFailuresAndCancellations() throws Exception {
        long succeeded = 0;
        long failed = 0;
        long cancelled = 0;
        long crashed = 0;
        WorkerProcessPool pool =
                WorkerProcessPool.builder().workers(2).name("sums").start();
        try (pool) {
            List<WorkerFuture<?>> all = new ArrayList<>();
            for (int i = 0; i < 6_000; i++) {
                int n = i;
                if (i % 2_000 == 1_000) {
                    all.add(pool.submit(() -> PoolTasks.killThisWorker()));
                } else if (i % 10 == 3) {
                    all.add(pool.submit(Task.of(() -> {
                        throw new IllegalStateException("no " + n);
                    })));
                } else {
                    all.add(pool.submit(PoolTasks.squareOf(i)));
                }
                if (i % 7 == 0) {
                    all.get(i).cancel(true);
                }
                if (i % 100 == 0) {
                    PoolMetrics meanwhile = pool.metrics();
                    assertThat(meanwhile.pending()).isBetween(0L, (long) i + 1);
                    assertThat(meanwhile.submitted()).isEqualTo(i + 1);
                }
            }
            for (WorkerFuture<?> future : all) {
                try {
                    future.get(30, SECONDS);
                    succeeded++;
                } catch (CancellationException e) {
                    cancelled++;
                } catch (ExecutionException e) {
                    failed++;
                    if (e.getCause() instanceof WorkerCrashedException) {
                        crashed++;
                    }
                }
            }

            PoolMetrics end = pool.metrics(); // at once: the counts are there before the futures are done

            assertThat(end.submitted()).isEqualTo(6_000);
            assertThat(end.ends()).isEqualTo(new PoolMetrics.Ends(succeeded, failed, cancelled, 0, crashed));
            assertThat(end.pending()).isZero();
            assertThat(succeeded).isGreaterThan(3_000);
            assertThat(cancelled).isPositive();
            assertThat(crashed).isPositive();
            assertThat(end.now().queued()).isZero();
            assertThat(end.now().inFlight()).isZero();
            assertThat(end.lives().died()).isGreaterThanOrEqualTo(crashed);
            assertThat(end.lives().causes().keySet())
                    .anyMatch(cause -> cause.startsWith("died: 137: killed by SIGKILL"));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() ->
                            assertThat(pool.metrics().now().pendingBytes()).isZero());
        }
        PoolMetrics after = pool.metrics();
        assertThat(after.lives().started())
                .isEqualTo(after.lives().retired()
                        + after.lives().died()
                        + after.lives().startFailures());
        assertThat(after.now().workers().values()).containsOnly(0);
    }

    @Test
    void tellWhatThereIsAtTheMomentAndHowLongThingsTook() throws Exception {
        Path file = folder.resolve("go");
        String go = file.toString();
        WorkerProcessPool pool =
                WorkerProcessPool.builder().workers(1).name("now").start();
        try (pool) {
            WorkerFuture<String> first = pool.submit(() -> PoolTasks.until(go, false));
            await().atMost(Duration.ofSeconds(30)).until(() -> first.taskState() == TaskState.STARTED);
            List<WorkerFuture<Integer>> others = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                others.add(pool.submit(PoolTasks.squareOf(i)));
            }

            PoolMetrics busy = pool.metrics();

            assertThat(busy.pool()).isEqualTo("now");
            assertThat(busy.pending()).isEqualTo(10);
            assertThat(busy.now().queued() + busy.now().inFlight()).isEqualTo(10);
            assertThat(busy.now().inFlight()).isPositive();
            assertThat(busy.now().pendingBytes()).isPositive();
            assertThat(busy.now().workers().get(WorkerStatus.State.BUSY)).isEqualTo(1);
            assertThat(busy.now().workers()).containsKeys(WorkerStatus.State.values());
            assertThat(busy.lives().boots().count()).isEqualTo(1);
            assertThat(busy.lives().meanBoot())
                    .isEqualTo(busy.lives().longestBoot())
                    .isPositive();

            Files.createFile(file);
            first.get(30, SECONDS);
            for (WorkerFuture<Integer> other : others) {
                other.get(30, SECONDS);
            }

            PoolMetrics.Times times = pool.metrics().times();
            assertThat(times.runs().count()).isEqualTo(10);
            assertThat(times.waits().count()).isEqualTo(10);
            assertThat(times.slowest())
                    .hasSize(5)
                    .isSortedAccordingTo((a, b) -> b.ran().compareTo(a.ran()));
            assertThat(times.slowest().get(0).id()).isEqualTo(first.taskId());
            assertThat(times.runs().percentile(100))
                    .isGreaterThanOrEqualTo(times.slowest().get(0).ran());
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() ->
                            assertThat(pool.metrics().traffic().fromWorkers()).isGreaterThanOrEqualTo(10 * 24 + 5));
            assertThat(pool.metrics().traffic().toWorkers()).isGreaterThan(10 * 24);
        }
        assertThatThrownBy(() -> pool.submit(() -> 1)).isInstanceOf(RejectedExecutionException.class);
        assertThat(pool.metrics().admission().rejected()).isEqualTo(1);
        assertThat(pool.metrics().submitted()).isEqualTo(10);
    }

    @Test
    void countTheArgumentsOfBulksApartFromTasks() throws Exception {
        try (WorkerProcessPool pool = WorkerProcessPool.builder().workers(1).start()) {
            int sum = 0;
            try (BulkResults<Integer> squares =
                    pool.submitEach(PoolTasks::square, List.of(1, 2, 3).iterator(), 10)) {
                while (squares.next()) {
                    sum += squares.value();
                }
            }

            assertThat(sum).isEqualTo(14);
            assertThat(pool.submit(() -> 1).get(30, SECONDS)).isEqualTo(1);
            assertThat(pool.metrics().submitted()).isEqualTo(1);
            assertThat(pool.metrics().pending()).isZero();
            assertThat(pool.metrics().bulk()).isEqualTo(new PoolMetrics.Bulk(3, 3, 0, 0));
            assertThat(pool.inspect()).contains("3 arguments taken = 3 answered + 0 failed + 0 cancelled + 0 pending");
        }
    }

    @Test
    void tellHowArgumentsOfBulksHaveEnded() throws Exception {
        String never = folder.resolve("never").toString();
        try (WorkerProcessPool pool = WorkerProcessPool.builder().workers(2).start()) {
            assertThat(pool.inspect()).doesNotContain("arguments taken");
            List<Object> arguments = new ArrayList<>();
            for (int i = 0; i < 5_000; i++) {
                arguments.add(i == 70 ? Thread.currentThread() : i); // which cannot travel
            }
            int read = 0;
            try (BulkResults<Integer> results = pool.submitEach(
                    (Object argument) -> {
                        int n = (Integer) argument;
                        if (n == 30) {
                            PoolTasks.killThisWorker();
                        } else if (n == 90) {
                            throw new IllegalStateException("an answer too");
                        }
                        return n;
                    },
                    arguments.iterator(),
                    5_000)) {
                while (results.next()) {
                    read++;
                }
            }
            assertThat(read).isEqualTo(5_000);
            assertThat(pool.metrics().bulk()).isEqualTo(new PoolMetrics.Bulk(5_000, 4_998, 2, 0));

            try (BulkResults<String> results = pool.submitEach(
                    (Integer n) -> PoolTasks.until(never, false),
                    List.of(1, 2, 3).iterator(),
                    3)) {
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> pool.metrics().bulk().pending() == 3);
                results.cancel();
                while (results.next()) {
                    assertThat(results.failure()).isInstanceOf(CancellationException.class);
                }
            }
            assertThat(pool.metrics().bulk()).isEqualTo(new PoolMetrics.Bulk(5_003, 4_998, 2, 3));
            assertThat(pool.metrics().submitted()).isZero();
        }
    }

    @Test
    void countTimeLimitsAmongTheFailures() {
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .taskTimeout(Duration.ofMillis(100))
                .start()) {
            WorkerFuture<?> hung = pool.submit(() -> PoolTasks.until("/nowhere/to/be/found", false));

            assertThatThrownBy(() -> hung.get(30, SECONDS)).hasCauseInstanceOf(TaskTimeoutException.class);

            assertThat(pool.metrics().ends()).isEqualTo(new PoolMetrics.Ends(0, 1, 0, 1, 0));
        }
    }
}
