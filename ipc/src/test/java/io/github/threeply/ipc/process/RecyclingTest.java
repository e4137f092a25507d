package io.github.threeply.ipc.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.BulkResults;
import io.github.threeply.ipc.limits.OrdinaryLimit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Workers that are replaced as planned. */
@ExtendWith({NoChildIsLeft.class, HoldsNoMore.class})
@OrdinaryLimit
@Timeout(3600)
class RecyclingTest {
    private static final List<byte[]> HOARD = new ArrayList<>();

    @TempDir
    private Path folder;

    /** All that was promised with {@code -Dthreeply.long=true}; {@code -Dthreeply.recycles=N} says how many in all. */
    private static int recycles() {
        return Integer.getInteger("threeply.recycles", Boolean.getBoolean("threeply.long") ? 10_000 : 80);
    }

    /** Workers that began together would else be replaced together, and nobody be left to work. */
    @Test
    void givesEachWorkerLimitsOfItsOwnUpToATenthBelowTheRules() {
        Recycling.Rules rules = new Recycling.Rules(1000, 1_000_000, 2_000_000, 0, 4_000_000, 0);
        Set<Integer> tasks = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            Recycling.Own own = new Recycling.Own(rules);
            tasks.add(own.tasks);
            assertThat(own.tasks).isBetween(900, 1000);
            assertThat(own.reliefAt).isBetween(90, 100);
            assertThat(own.ageNanos).isBetween(900_000L, 1_000_000L);
            assertThat(own.idleNanos).isBetween(1_800_000L, 2_000_000L);
            assertThat(own.memoryBytes).isBetween(3_600_000L, 4_000_000L);
            assertThat((double) own.ageNanos / 1_000_000)
                    .isCloseTo((double) own.memoryBytes / 4_000_000, Offset.offset(0.001));
        }
        assertThat(tasks).hasSizeGreaterThan(50); // of about a hundred

        Recycling.Own one = new Recycling.Own(new Recycling.Rules(1, 0, 0, 0, 0, 0));
        assertThat(one.tasks).isEqualTo(1); // never none, which would mean for ever
        Recycling.Own none = new Recycling.Own(Recycling.Rules.NONE);
        assertThat(none.tasks).isZero();
        assertThat(none.ageNanos).isZero();
        assertThat(none.idleNanos).isZero();
        assertThat(none.memoryBytes).isZero();
    }

    @ParameterizedTest
    @CsvSource({"2, 0, 8", "1, 1, 15"})
    void losesAndDoublesNothingUnderLoad(int workers, int spares, int tasksEach) throws Exception {
        int tasks = recycles() * tasksEach / 2;
        String file = folder.resolve("effects").toString();
        Files.createFile(Path.of(file));
        Set<Long> pids = new HashSet<>();
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(workers)
                .spares(spares)
                .maxTasksPerWorker(tasksEach)
                .jvmArguments("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx64m") // boots faster
                .start()) {
            List<WorkerFuture<Long>> futures = new ArrayList<>();
            for (int i = 0; i < tasks; i++) {
                String number = Integer.toString(i);
                futures.add(pool.submit(() -> {
                    PoolTasks.note(file, number);
                    return PoolTasks.pid();
                }));
            }
            for (WorkerFuture<Long> future : futures) {
                pids.add(future.get(3000, SECONDS));
            }
        }

        assertThat(Files.readAllLines(Path.of(file))).hasSize(tasks).doesNotHaveDuplicates();
        assertThat(pids).hasSizeGreaterThanOrEqualTo(tasks / tasksEach);
        System.out.println("recycling: " + tasks + " tasks, each once, by " + pids.size()
                + " workers one after the other, " + workers + " at a time, spares: " + spares);
    }

    @Test
    void givesEachTaskItsOwnWorkerWhereOneIsTheLimitAndClosesEachOnce() throws Exception {
        String file = folder.resolve("closed").toString();
        Set<Long> pids = new HashSet<>();
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .maxTasksPerWorker(1)
                .closer(() -> PoolTasks.note(file, "" + PoolTasks.pid()))
                .start()) {
            List<WorkerFuture<Long>> futures = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                futures.add(pool.submit(() -> PoolTasks.pid()));
            }
            for (WorkerFuture<Long> future : futures) {
                pids.add(future.get(60, SECONDS));
            }
            assertThat(pids).hasSize(5);
        }
        assertThat(Files.readAllLines(Path.of(file))).doesNotHaveDuplicates().containsAll(strings(pids));
    }

    @Test
    void countsTheArgumentsOfABulkOneByOne() throws Exception {
        String file = folder.resolve("bulk").toString();
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            numbers.add(i);
        }
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                        .workers(1)
                        .maxTasksPerWorker(40)
                        .start();
                BulkResults<Integer> results = pool.submitEach(
                        n -> {
                            PoolTasks.note(file, "" + PoolTasks.pid());
                            return n;
                        },
                        numbers.iterator(),
                        200)) {
            int count = 0;
            while (results.next()) {
                assertThat(results.value()).isEqualTo((int) results.index());
                count++;
            }
            assertThat(count).isEqualTo(200);
        }
        assertThat(Files.readAllLines(Path.of(file)).stream()
                        .collect(Collectors.groupingBy(pid -> pid, Collectors.counting()))
                        .values())
                .allSatisfy(tasks -> assertThat(tasks).isLessThanOrEqualTo(40))
                .anySatisfy(tasks -> assertThat(tasks).isGreaterThan(1));
    }

    private static List<String> strings(Set<Long> pids) {
        List<String> texts = new ArrayList<>();
        pids.forEach(pid -> texts.add(Long.toString(pid)));
        return texts;
    }

    @Test
    void replacesAnOldWorkerAndNoTaskWaitsForThat() throws Exception {
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .maxWorkerAge(Duration.ofMillis(500))
                .start()) {
            long first = pool.submit(() -> PoolTasks.pid()).get(30, SECONDS);

            await().pollInterval(Duration.ofMillis(5))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> pool.submit(() -> PoolTasks.pid()).get(30, SECONDS) != first);

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> ProcessHandle.of(first).isEmpty());
        }
    }

    @Test
    void letsAnOldWorkerEndItsTaskAndTakesBackWhatWaitsBehindIt() throws Exception {
        String gate = folder.resolve("gate").toString();
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .maxWorkerAge(Duration.ofMillis(100))
                .start()) {
            WorkerFuture<String> runs = pool.submit(() -> PoolTasks.until(gate, false));
            WorkerFuture<Long> waits = pool.submit(() -> PoolTasks.pid());
            await().atMost(Duration.ofSeconds(30)).until(() -> runs.taskState() == TaskState.STARTED);
            long old = runs.workerPid().orElseThrow();
            await().atMost(Duration.ofSeconds(30)).until(() -> waits.taskState() == TaskState.QUEUED);

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(SparesTest.in(pool, WorkerStatus.State.ENDING))
                            .extracting(WorkerStatus::pid)
                            .containsExactly(old));
            await().atMost(Duration.ofSeconds(30)).until(() -> waits.taskState() == TaskState.QUEUED);
            Files.createFile(Path.of(gate));

            assertThat(runs.get(30, SECONDS)).isEqualTo("saw it");
            assertThat(waits.get(30, SECONDS)).isNotEqualTo(old);
        }
    }

    @Test
    void endsIdleWorkersDownToThoseToKeepAndStartsThemAgainForTasks() throws Exception {
        String gate = folder.resolve("gate").toString();
        RecordingListener told = new RecordingListener();
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(2)
                .maxWorkerIdle(Duration.ofMillis(200), 1)
                .listener(told)
                .start()) {
            // One may be gone again before the other is there.
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> told.all.stream().filter("ready"::equals).count() == 2);
            await().atMost(Duration.ofSeconds(30)).until(() -> pool.workers().size() == 1);

            List<WorkerFuture<String>> both = List.of(
                    pool.submit(() -> PoolTasks.until(gate, false)), pool.submit(() -> PoolTasks.until(gate, false)));

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> both.stream().allMatch(f -> f.taskState() == TaskState.STARTED));
            Files.createFile(Path.of(gate));
            both.get(1).get(30, SECONDS);
        }
    }

    @Test
    void canEndAllIdleWorkersAndStillDoesTasks() throws Exception {
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(2)
                .maxWorkerIdle(Duration.ofMillis(100), 0)
                .start()) {
            for (int i = 1; i < 4; i++) {
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> pool.workers().isEmpty());
                int n = i;
                assertThat(pool.submit(() -> PoolTasks.square(n)).get(30, SECONDS))
                        .isEqualTo(n * n);
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> pool.workers().isEmpty());
            assertThat(pool.isTerminated()).isFalse();
        }
    }

    static long hoard(int mebibytes) {
        for (int i = 0; i < 16 * mebibytes; i++) {
            byte[] some = new byte[64 << 10];
            java.util.Arrays.fill(some, (byte) 1);
            HOARD.add(some);
        }
        return PoolTasks.pid();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void replacesAWorkerThatHasGrownBetweenTasks() throws Exception {
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .heapPerWorker(512 << 20)
                .maxWorkerMemory(200 << 20)
                .start()) {
            long hog = pool.submit(() -> hoard(256)).get(30, SECONDS);

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> pool.submit(() -> PoolTasks.pid()).get(30, SECONDS) != hog);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void killsAWorkerThatGrowsPastTheLastLimitAndSaysSo() throws Exception {
        String never = folder.resolve("never").toString();
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .heapPerWorker(512 << 20)
                .maxWorkerMemory(150 << 20, 200 << 20)
                .start()) {
            for (int i = 0; i < 2; i++) { // so often a task may be blamed before it is kept out
                WorkerFuture<String> hog = pool.submit(() -> {
                    hoard(256);
                    return PoolTasks.until(never, false);
                });

                assertThatExceptionOfType(ExecutionException.class)
                        .isThrownBy(() -> hog.get(30, SECONDS))
                        .withCauseInstanceOf(WorkerCrashedException.class)
                        .withMessageContaining("ended by its pool")
                        .withMessageContaining("200 MiB")
                        .withMessageContaining("maxWorkerMemory");
            }
            assertThat(pool.quarantined()).isEmpty();
            assertThat(pool.submit(() -> PoolTasks.square(4)).get(30, SECONDS)).isEqualTo(16);
        }
    }
}
