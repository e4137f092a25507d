package io.github.threeply.ipc.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.github.threeply.ipc.testkit.FaultPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a worker's threads do, for whoever asks. */
@ExtendWith(NoChildIsLeft.class)
class ThreadDumpTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private static WorkerProcessPool pool(String... arguments) {
        return WorkerProcessPool.builder()
                .workers(1)
                .name("d")
                .jvmArguments(arguments)
                .start();
    }

    private static long pid(WorkerProcessPool pool) {
        return pool.workers().get(0).pid();
    }

    @Test
    void showsTheThreadOfTheTaskFirstAndTheTaskGoesOn() throws Exception {
        Path file = folder.resolve("go");
        String name = file.toString();
        try (WorkerProcessPool pool = pool()) {
            WorkerFuture<String> future = pool.submit(() -> PoolTasks.until(name, false));
            await().atMost(LONG).until(() -> future.taskState() == TaskState.STARTED);
            // It has started a moment before it is there.
            await().atMost(LONG)
                    .until(() -> pool.threadDump(pid(pool)).get(60, SECONDS).contains("PoolTasks.until"));

            String dump = pool.threadDump(pid(pool)).get(60, SECONDS);

            assertThat(dump.substring(0, dump.indexOf("\n\n"))).contains("PoolTasks.until");
            assertThat(dump).containsPattern("heap: \\d+ MiB used of \\d+ MiB, at most \\d+ MiB\n$");
            assertThat(pool.threadDump(pid(pool)).get(60, SECONDS)).contains("PoolTasks.until");
            Files.createFile(file);
            assertThat(future.get(60, SECONDS)).isEqualTo("saw it");
        }
    }

    @Test
    void answersWhenABootingWorkerIsUp() throws Exception {
        try (WorkerProcessPool pool = pool()) {
            await().atMost(LONG).until(() -> !pool.workers().isEmpty());

            assertThat(pool.threadDump(pid(pool)).get(60, SECONDS)).contains("heap: ");
        }
    }

    @Test
    void failsIfTheWorkerEndsBeforeItAnswers() throws Exception {
        try (WorkerProcessPool pool =
                pool(FaultPlan.worker(1).beforeTask(2).stop().jvmArguments())) {
            pool.submit(() -> 1).get(60, SECONDS);
            long pid = pid(pool);
            WorkerFuture<Integer> frozen = pool.submit(() -> 1);
            await().atMost(LONG)
                    .until(() ->
                            Files.readString(Path.of("/proc/" + pid + "/stat")).contains(") T "));
            CompletableFuture<String> given = pool.threadDump(pid);
            CompletableFuture<String> same = pool.threadDump(pid);
            assertThat(given.cancel(true)).isTrue();
            assertThat(same.isDone()).isFalse();

            ProcessHandle.of(pid).orElseThrow().destroyForcibly();

            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> same.get(60, SECONDS))
                    .withCauseInstanceOf(IllegalStateException.class)
                    .withMessageContaining("(pid " + pid + ") exited with code 137");
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> frozen.get(60, SECONDS));
        }
    }

    /** It must fit between the pieces of a large result. */
    @Test
    void isNeverMoreThanAReaderTakesInOnePiece() {
        for (String each : new String[] {"a", "\u00e9", "\u4e2d"}) {
            ByteWriter frame = ThreadDumps.frame(each.repeat(200_000), 7, AskedDump.AUX);

            assertThat(frame.size()).isBetween(20_000, 64 * 1024 - 1);
            ByteReader in = new ByteReader(frame.toByteArray());
            in.moveTo(Frames.HEADER);
            assertThat(in.getText())
                    .startsWith(each.repeat(100))
                    .contains("... cut off here")
                    .contains("heap: ");
        }
    }

    @Test
    void failsForAProcessThatIsNoWorker() {
        try (WorkerProcessPool pool = pool()) {
            long own = ProcessHandle.current().pid();

            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> pool.threadDump(own).get(60, SECONDS))
                    .withCauseInstanceOf(IllegalStateException.class)
                    .withMessageContaining("pool d has no worker with process id " + own);
        }
    }
}
