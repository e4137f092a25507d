package io.github.threeply.ipc.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.BulkResults;
import io.github.threeply.core.TaskFunction;
import io.github.threeply.ipc.shared.SharedArray;
import io.github.threeply.ipc.shared.SharedMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Workers that die while another process, which they had started, has their pipe: it does not end then. */
@EnabledOnOs(OS.LINUX) // a pipe is opened by its path there
@ExtendWith(NoChildIsLeft.class)
@Timeout(120)
class HeldPipeTest {
    private static final int MANY = 60_000;
    private static final int DEADLY = 50_000;

    @TempDir
    private Path folder;

    @AfterEach
    void endTheHolder() throws IOException {
        Path file = folder.resolve("holder");
        if (Files.exists(file)) {
            ProcessHandle.of(Long.parseLong(Files.readString(file).strip())).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    /** In a worker: has another process open the pipe to the parent, and dies. */
    static int holdAndDie(String file) throws IOException, InterruptedException {
        String script = "exec 9>/proc/" + PoolTasks.pid() + "/fd/3 && echo $$ >\"$0\" && exec sleep 100";
        new ProcessBuilder("sh", "-c", script, file)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Files.exists(Path.of(file))
                        && Files.readString(Path.of(file)).endsWith("\n"));
        PoolTasks.killThisWorker();
        return 0;
    }

    private boolean isHeld() throws IOException {
        return ProcessHandle.of(Long.parseLong(
                        Files.readString(folder.resolve("holder")).strip()))
                .filter(ProcessHandle::isAlive)
                .isPresent();
    }

    @Test
    void runsElsewhereWhatTheWorkerHadNotBegun() throws Exception {
        String holder = folder.resolve("holder").toString();
        try (WorkerProcessPool pool = WorkerProcessPool.builder().workers(1).start()) {
            WorkerFuture<Integer> doomed = pool.submit(() -> holdAndDie(holder));
            List<WorkerFuture<Integer>> others = IntStream.range(0, 20)
                    .mapToObj(i -> pool.submit(PoolTasks.squareOf(i)))
                    .toList();
            await().atMost(Duration.ofSeconds(30)).until(() -> others.get(0).taskState() != TaskState.QUEUED);

            assertThatThrownBy(() -> doomed.get(60, SECONDS)).hasCauseInstanceOf(WorkerCrashedException.class);
            for (int i = 0; i < 20; i++) {
                assertThat(others.get(i).get(30, SECONDS)).isEqualTo(i * i);
            }
            assertThat(others.get(0).attempts()).as("it was there").isEqualTo(2);
            assertThat(isHeld()).isTrue();
        }
    }

    private static boolean usesRing(WorkerProcessPool pool) {
        return pool.core().placement().links().stream()
                .anyMatch(link -> link.ring().isInUse());
    }

    @Test
    void runsElsewhereTheRestOfABlockThatTheWorkerHadNotBegunAndNothingTwice() throws Exception {
        String holder = folder.resolve("holder").toString();
        List<Long> failed = new ArrayList<>();
        try (SharedMemory memory = SharedMemory.temporary(8L * MANY + (1 << 20));
                WorkerProcessPool pool = WorkerProcessPool.builder().workers(1).start()) {
            SharedArray.OfLong effects = memory.longArray("effects", MANY);
            TaskFunction<Integer, Integer> function = n -> {
                if (n >= 0) {
                    effects.getAndAdd(n, 1);
                    return n == DEADLY ? holdAndDie(holder) : 2 * n;
                }
                return n;
            };
            // Numbers below 0 until answers come by the ring, and then those that count.
            Iterator<Integer> arguments = Stream.iterate(
                            usesRing(pool) ? 0 : -1, n -> n >= 0 || usesRing(pool) ? Math.max(0, n + 1) : -1)
                    .takeWhile(n -> n < MANY)
                    .iterator();
            long before = 0;
            try (BulkResults<Integer> results = pool.submitEach(function, arguments, pool.lookAhead())) {
                while (results.next()) {
                    if (results.failure() != null) {
                        failed.add(results.index());
                    } else if (results.value() < 0) {
                        before++;
                    }
                    results.request(1);
                }
            }
            assertThat(isHeld()).isTrue();
            long deadly = before + DEADLY;
            assertThat(failed).contains(deadly).allMatch(index -> index <= deadly);
            for (int i = 0; i < MANY; i++) {
                assertThat(effects.get(i)).isEqualTo(1);
            }
        }
    }
}
