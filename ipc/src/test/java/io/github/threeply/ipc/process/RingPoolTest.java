package io.github.threeply.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Workers that were busy enough to get a ring keep all promises of those that have a pipe alone. */
@ExtendWith(NoChildIsLeft.class)
@Timeout(120)
@DisabledOnOs(OS.WINDOWS)
class RingPoolTest {
    @TempDir
    private Path folder;

    /** One byte for each task: how often it had its effect. */
    static final class Effects {
        private static @Nullable MappedByteBuffer map;

        private Effects() {}

        static int had(String file, int number) {
            MappedByteBuffer effects = map;
            if (effects == null) {
                effects = open(Path.of(file));
                map = effects;
            }
            effects.put(number, (byte) (effects.get(number) + 1));
            if (number % 8 == 0) {
                long end = System.nanoTime() + 50_000; // or hardly any kill would meet a task
                while (System.nanoTime() < end) {
                    Thread.onSpinWait();
                }
            }
            return number;
        }

        static MappedByteBuffer open(Path file) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                return channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static Task<Integer> effect(String file, int number) {
        return () -> Effects.had(file, number);
    }

    private static Task<byte[]> bytes(int size) {
        return () -> new byte[size];
    }

    private static WorkerProcessPool pool(int workers) {
        return WorkerProcessPool.builder().workers(workers).start();
    }

    private static List<WorkerLink> onRing(WorkerProcessPool pool) {
        List<WorkerLink> links = new ArrayList<>();
        for (WorkerLink link : pool.core().placement().links()) {
            if (link.ring().isInUse()) {
                links.add(link);
            }
        }
        return links;
    }

    /** Keeps the pool busy until all workers have a ring. */
    private static void warm(WorkerProcessPool pool) {
        await().pollDelay(Duration.ZERO).atMost(Duration.ofSeconds(30)).until(() -> {
            List<WorkerFuture<Integer>> futures = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                futures.add(pool.submit(PoolTasks.squareOf(i)));
            }
            for (WorkerFuture<Integer> future : futures) {
                future.get();
            }
            return onRing(pool).size() == pool.parallelism();
        });
    }

    private static List<Path> ringFiles() throws IOException {
        List<Path> all = new ArrayList<>();
        for (String place : new String[] {"/dev/shm", System.getProperty("java.io.tmpdir")}) {
            if (Files.isDirectory(Path.of(place))) {
                String mine = "threeply-ring-" + ProcessHandle.current().pid() + "-*";
                try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(place), mine)) {
                    files.forEach(all::add);
                }
            }
        }
        return all;
    }

    /** 20 kills, each of a worker that has a ring and is at work; more until one has met a task. */
    @Test
    void afterKillsUnderLoadEveryAnswerStandsForOneEffectAndOnlyWhatHadBegunHasFailed() throws Exception {
        int most = 4_000_000;
        Path file = Files.write(folder.resolve("effects"), new byte[most]);
        MappedByteBuffer effects = Effects.open(file);
        String name = file.toString();
        Random random = new Random(11);
        int kills = 0;
        int next = 0;
        int failed = 0;
        try (WorkerProcessPool pool = pool(2)) {
            while ((kills < 20 || (failed == 0 && kills < 200)) && next < most - 2_000) {
                List<WorkerFuture<Integer>> futures = new ArrayList<>();
                int first = next;
                WorkerLink victim = null;
                int pause = random.nextInt(2_000);
                for (int i = 0; i < 2_000; i++) {
                    futures.add(pool.submit(effect(name, next++)));
                    if (i == pause) {
                        List<WorkerLink> candidates = onRing(pool);
                        if (!candidates.isEmpty()) {
                            victim = candidates.get(random.nextInt(candidates.size()));
                            LockSupport.parkNanos(random.nextInt(200_000));
                            victim.handle().kill();
                            kills++;
                        }
                    }
                }
                int failedNow = 0;
                for (int i = 0; i < futures.size(); i++) {
                    try {
                        assertThat(futures.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(first + i);
                        assertThat(effects.get(first + i))
                                .as("effects of task %d", first + i)
                                .isEqualTo((byte) 1);
                    } catch (ExecutionException e) {
                        assertThat(e).hasCauseInstanceOf(WorkerCrashedException.class);
                        assertThat(victim).as("who fails without a kill").isNotNull();
                        assertThat(effects.get(first + i)).isBetween((byte) 0, (byte) 1);
                        failedNow++;
                    }
                }
                assertThat(failedNow).as("tasks that one kill failed").isLessThanOrEqualTo(1);
                failed += failedNow;
            }
        }
        assertThat(kills).isGreaterThanOrEqualTo(20);
        assertThat(failed).as("kills that met a task").isPositive();
        assertThat(ringFiles()).isEmpty();
    }

    @Test
    void largeAnswersBetweenSmallOnesComeAsTheyAre() throws Exception {
        try (WorkerProcessPool pool = pool(2)) {
            warm(pool);
            List<WorkerFuture<byte[]>> futures = new ArrayList<>();
            int[] sizes = {3, 70_000, 1, 300_000, 5, 2_000_000, 7, 60_000};
            for (int i = 0; i < 400; i++) {
                futures.add(pool.submit(bytes(sizes[i % sizes.length])));
            }
            for (int i = 0; i < 400; i++) {
                assertThat(futures.get(i).get(30, TimeUnit.SECONDS))
                        .as("answer %d", i)
                        .hasSize(sizes[i % sizes.length]);
            }
            assertThat(ringFiles()).isEmpty();
        }
    }

    /** No answer comes that would ring the bell, and still all know that it runs. */
    @Test
    void aLongTaskIsKnownToRunAndCanBeInterrupted() throws Exception {
        String never = folder.resolve("never").toString();
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .cancelGrace(Duration.ofSeconds(30))
                .start()) {
            warm(pool);
            for (int i = 0; i < 3; i++) {
                WorkerFuture<String> waits = pool.submit(() -> PoolTasks.until(never, false));
                await().atMost(Duration.ofSeconds(30)).until(() -> waits.taskState() == TaskState.STARTED);
                assertThat(waits.workerPid()).isPresent();

                assertThat(waits.cancel(true)).isTrue();

                await().atMost(Duration.ofSeconds(30)).until(waits::isDone);
                assertThat(waits.isCancelled()).isTrue();
                assertThat(pool.submit(PoolTasks.squareOf(3)).get()).isEqualTo(9);
            }
            assertThat(onRing(pool)).as("it is still the same worker").hasSize(1);
        }
    }

    /** Nothing but a store in the ring tells that it has begun: no bell rings so soon, and no answer comes. */
    @Test
    void aTaskThatEndsItsWorkerAtOnceHadBegunAndIsNotRunAgain() throws Exception {
        Path ledger = folder.resolve("ledger");
        String file = ledger.toString();
        try (WorkerProcessPool pool = pool(1)) {
            warm(pool);
            List<WorkerFuture<Integer>> others = new ArrayList<>();
            WorkerFuture<?> ends = null;
            for (int i = 0; i < 100; i++) {
                if (i == 50) {
                    ends = pool.submit(() -> {
                        PoolTasks.note(file, "ran");
                        Runtime.getRuntime().halt(9);
                    });
                }
                others.add(pool.submit(PoolTasks.squareOf(i)));
            }

            WorkerFuture<?> ended = ends;
            assertThatThrownBy(() -> ended.get(30, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOfSatisfying(WorkerCrashedException.class, e -> {
                        assertThat(e.started()).isTrue();
                        assertThat(e.exit().code()).isEqualTo(9);
                    });
            for (int i = 0; i < 100; i++) {
                assertThat(others.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(i * i);
            }
        }
        assertThat(ledger).hasContent("ran");
    }

    @Test
    void theTimeLimitHoldsThereToo() throws Exception {
        String never = folder.resolve("never").toString();
        try (WorkerProcessPool pool = WorkerProcessPool.builder().workers(1).start()) {
            warm(pool);
            WorkerFuture<String> waits = pool.submit(
                    () -> PoolTasks.until(never, false), TaskOptions.defaults().taskTimeout(Duration.ofMillis(200)));
            assertThatThrownBy(() -> waits.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(TaskTimeoutException.class);
        }
    }

    @Test
    void nothingWaitsBehindALongTaskWhileAnotherWorkerHasNone() throws Exception {
        String gate = folder.resolve("gate").toString();
        try (WorkerProcessPool pool = pool(2)) {
            warm(pool);
            List<WorkerFuture<Integer>> futures = new ArrayList<>();
            List<WorkerFuture<String>> waits = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                futures.add(pool.submit(PoolTasks.squareOf(i)));
                if (i == 250) {
                    waits.add(pool.submit(() -> PoolTasks.until(gate, false)));
                }
            }
            for (int i = 0; i < 500; i++) {
                assertThat(futures.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(i * i);
            }
            Files.createFile(Path.of(gate));
            assertThat(waits.get(0).get(30, TimeUnit.SECONDS)).isEqualTo("saw it");
        }
    }
}
