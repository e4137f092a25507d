package io.github.threeply.ipc.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.BulkResults;
import io.github.threeply.core.Task;
import io.github.threeply.ipc.programs.AskAPool;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoChildIsLeft.class)
class FlightRecordingTest {
    private static final String PREFIX = "io.github.threeply.";
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private static List<RecordedEvent> of(List<RecordedEvent> all, String name) {
        return all.stream()
                .filter(event -> event.getEventType().getName().equals(PREFIX + name))
                .sorted(Comparator.comparing(RecordedEvent::getStartTime)) // a file has them thread by thread
                .toList();
    }

    @Test
    void hasWorkersAndTheTasksThatRanLong() throws Exception {
        Path file = folder.resolve("pool.jfr");
        WorkerFuture<?> killer;
        WorkerFuture<?> slow;
        try (Recording recording = new Recording()) {
            recording.start();
            try (WorkerProcessPool pool =
                    WorkerProcessPool.builder().workers(1).name("flight").start()) {
                killer = pool.submit(() -> PoolTasks.killThisWorker());
                WorkerFuture<?> dies = killer;
                assertThatThrownBy(() -> dies.get(30, SECONDS)).hasCauseInstanceOf(WorkerCrashedException.class);
                assertThat(pool.submit(() -> 1).get(30, SECONDS)).isEqualTo(1);
                slow = pool.submit(
                        () -> {
                            Thread.sleep(60_000);
                            return 1;
                        },
                        TaskOptions.defaults().taskTimeout(Duration.ofMillis(300)));
                WorkerFuture<?> hangs = slow;
                assertThatThrownBy(() -> hangs.get(30, SECONDS)).hasCauseInstanceOf(TaskTimeoutException.class);
            }
            recording.stop();
            recording.dump(file);
        }

        List<RecordedEvent> all = RecordingFile.readAllEvents(file);

        List<RecordedEvent> starts = of(all, "WorkerStart");
        assertThat(starts).hasSizeGreaterThanOrEqualTo(2).allSatisfy(event -> {
            assertThat(event.getString("pool")).isEqualTo("flight");
            assertThat(event.getString("worker")).isEqualTo("flight-worker-1");
            assertThat(event.getLong("pid")).isPositive();
            assertThat(event.getDuration()).isPositive();
        });
        List<RecordedEvent> ends = of(all, "WorkerEnd");
        assertThat(ends.get(0).getInt("exitCode")).isEqualTo(137);
        assertThat(ends.get(0).getString("meaning")).contains("SIGKILL");
        assertThat(ends.get(0).getBoolean("planned")).isFalse();
        assertThat(ends.get(0).getLong("pid")).isEqualTo(killer.workerPid().orElseThrow());
        assertThat(ends.get(ends.size() - 1).getBoolean("planned")).isTrue();
        List<RecordedEvent> tasks = of(all, "Task");
        assertThat(tasks).allSatisfy(event -> assertThat(event.getDuration()).isGreaterThan(Duration.ofMillis(10)));
        RecordedEvent hung = tasks.get(tasks.size() - 1);
        assertThat(hung.getLong("taskId")).isEqualTo(slow.taskId());
        assertThat(hung.getString("outcome")).isEqualTo("timed out");
        assertThat(hung.getString("taskName")).contains("FlightRecordingTest");
        assertThat(hung.getDuration()).isGreaterThan(Duration.ofMillis(290));
        assertThat(tasks.get(0).getString("outcome")).isEqualTo("failed");
    }

    /** Its tasks have names of their own: JDK 17 loses texts that an earlier recording of the same JVM had too. */
    @Test
    void hasRetriesQuarantinesAndBackPressure() throws Exception {
        Path file = folder.resolve("trouble.jfr");
        String ledger = folder.resolve("ledger").toString();
        Path held = folder.resolve("held");
        String hold = held.toString();
        TaskOptions again = TaskOptions.defaults().named("again").idempotent();
        WorkerFuture<String> retried;
        WorkerFuture<?> poison;
        try (Recording recording = new Recording()) {
            recording.start();
            try (WorkerProcessPool pool = WorkerProcessPool.builder()
                    .workers(1)
                    .name("trouble")
                    .quarantine(2, Duration.ofMinutes(1))
                    .admission(Admission.reject().maxTasks(1))
                    .start()) {
                retried = pool.submit(() -> LimitTasks.dieUntilRun(ledger, 2), again);
                assertThat(retried.get(30, SECONDS)).isEqualTo("ran 2 times");
                await().atMost(LONG).until(() -> pool.metrics().now().pendingBytes() == 0);
                poison = pool.submit(() -> PoolTasks.killThisWorker(), again);
                WorkerFuture<?> kills = poison;
                assertThatThrownBy(() -> kills.get(30, SECONDS)).hasCauseInstanceOf(PoisonTaskException.class);
                await().atMost(LONG).until(() -> pool.metrics().now().pendingBytes() == 0);
                WorkerFuture<String> holder = pool.submit(
                        () -> PoolTasks.until(hold, false),
                        TaskOptions.defaults().named("held"));
                assertThatThrownBy(() -> pool.submit(() -> 1)).isInstanceOf(PoolFullException.class);
                Files.createFile(held);
                assertThat(holder.get(30, SECONDS)).isEqualTo("saw it");
            }
            recording.stop();
            recording.dump(file);
        }

        List<RecordedEvent> all = RecordingFile.readAllEvents(file);

        RecordedEvent retry = of(all, "TaskRetry").get(0);
        assertThat(retry.getString("pool")).isEqualTo("trouble");
        assertThat(retry.getLong("taskId")).isEqualTo(retried.taskId());
        assertThat(retry.getString("taskName")).isEqualTo("again");
        assertThat(retry.getInt("attempt")).isEqualTo(1);
        assertThat(retry.getString("cause")).contains("WorkerCrashedException").contains("42");
        RecordedEvent quarantine = of(all, "TaskQuarantine").get(0);
        assertThat(quarantine.getLong("taskId")).isEqualTo(poison.taskId());
        assertThat(quarantine.getString("taskName")).isEqualTo("again");
        assertThat(quarantine.getString("cause")).contains("PoisonTaskException");
        List<RecordedEvent> pressure = of(all, "BackPressure");
        assertThat(pressure).hasSize(1);
        assertThat(pressure.get(0).getString("pool")).isEqualTo("trouble");
        assertThat(pressure.get(0).getLong("pendingTasks")).isEqualTo(1);
        assertThat(pressure.get(0).getDuration()).isPositive();
    }

    @Test
    void hasRetriesAndQuarantinesOfTheArgumentsOfABulk() throws Exception {
        Path file = folder.resolve("bulk.jfr");
        String ledger = folder.resolve("ledger").toString();
        try (Recording recording = new Recording()) {
            recording.start();
            try (WorkerProcessPool pool = WorkerProcessPool.builder()
                            .workers(1)
                            .name("bulk")
                            .quarantine(2, Duration.ofMinutes(1))
                            .start();
                    BulkResults<String> results = pool.submitEach(
                            (Integer n) -> n == 1
                                    ? LimitTasks.dieUntilRun(ledger, 2)
                                    : n == 2 ? Integer.toString(LimitTasks.halt(41)) : "easy",
                            List.of(0, 1, 2, 3).iterator(),
                            4,
                            TaskOptions.defaults().idempotent())) {
                while (results.next()) {
                    if (results.index() == 2) {
                        assertThat(results.failure()).isInstanceOf(PoisonTaskException.class);
                    } else {
                        assertThat(results.value()).isEqualTo(results.index() == 1 ? "ran 2 times" : "easy");
                    }
                }
                assertThat(pool.metrics().retried()).isEqualTo(2);
                assertThat(pool.metrics().quarantined()).isEqualTo(1);
            }
            recording.stop();
            recording.dump(file);
        }

        List<RecordedEvent> all = RecordingFile.readAllEvents(file);

        List<RecordedEvent> retries = of(all, "TaskRetry");
        assertThat(retries)
                .extracting(event -> event.getString("taskName"))
                .containsExactlyInAnyOrder("argument 1", "argument 2");
        assertThat(retries).allSatisfy(event -> {
            assertThat(event.getString("pool")).isEqualTo("bulk");
            assertThat(event.getInt("attempt")).isPositive();
        });
        assertThat(of(all, "TaskQuarantine"))
                .singleElement()
                .satisfies(event -> assertThat(event.getString("taskName")).isEqualTo("argument 2"));
    }

    @Test
    void tellsStatisticsOfAPoolThatWasThereBefore() throws Exception {
        try (WorkerProcessPool pool =
                        WorkerProcessPool.builder().workers(1).name("counted").start();
                RecordingStream stream = new RecordingStream()) {
            assertThat(pool.submit(() -> 1).get(30, SECONDS)).isEqualTo(1);
            SparesTest.awaitCount(pool, WorkerStatus.State.IDLE, 1);
            CountDownLatch seen = new CountDownLatch(1);
            AtomicReference<RecordedEvent> last = new AtomicReference<>();
            stream.enable(PREFIX + "PoolStatistics").withPeriod(Duration.ofMillis(100));
            stream.setReuse(false);
            stream.onEvent(PREFIX + "PoolStatistics", event -> {
                if (event.getString("pool").equals("counted")) {
                    last.set(event);
                    seen.countDown();
                }
            });
            stream.startAsync();

            assertThat(seen.await(60, SECONDS)).isTrue();
            assertThat(last.get().getLong("submitted")).isEqualTo(1);
            assertThat(last.get().getLong("succeeded")).isEqualTo(1);
            assertThat(last.get().getInt("idleWorkers")).isEqualTo(1);
            assertThat(last.get().getLong("bytesToWorkers")).isPositive();
        }
    }

    @Test
    void isNotMissedWhereTheRuntimeHasNone() throws Exception {
        StringBuilder path = new StringBuilder();
        for (Class<?> type : List.of(AskAPool.class, WorkerProcessPool.class, Task.class)) {
            path.append(Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI()))
                    .append(File.pathSeparator);
        }
        Process program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--limit-modules",
                        "java.base",
                        "-cp",
                        path.toString(),
                        AskAPool.class.getName())
                .redirectErrorStream(true)
                .start();

        String printed = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(printed.strip()).isEqualTo("six times seven is 42, 1 task, flight recorder: false");
        assertThat(program.waitFor()).isZero();
    }
}
