package io.github.threeply.ipc.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Workers that stand by. */
@ExtendWith(NoChildIsLeft.class)
@Timeout(120)
class SparesTest {
    @TempDir
    private Path folder;

    static List<WorkerStatus> in(WorkerProcessPool pool, WorkerStatus.State state) {
        return pool.workers().stream().filter(w -> w.state() == state).collect(Collectors.toList());
    }

    static void awaitCount(WorkerProcessPool pool, WorkerStatus.State state, int count) {
        await().pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(30))
                .until(() -> in(pool, state).size() == count);
    }

    @Test
    void standByAndGetNoTasksWhileNoWorkerHasGone() throws Exception {
        String gate = folder.resolve("gate").toString();
        try (WorkerProcessPool pool =
                WorkerProcessPool.builder().workers(1).spares(1).start()) {
            awaitCount(pool, WorkerStatus.State.SPARE, 1);
            long spare = in(pool, WorkerStatus.State.SPARE).get(0).pid();
            WorkerFuture<String> blocks = pool.submit(() -> PoolTasks.until(gate, false));
            WorkerFuture<Long> waits = pool.submit(() -> PoolTasks.pid());
            await().atMost(Duration.ofSeconds(30)).until(() -> blocks.taskState() == TaskState.STARTED);

            assertThat(in(pool, WorkerStatus.State.SPARE))
                    .extracting(WorkerStatus::pid)
                    .containsExactly(spare);
            assertThat(waits.isDone()).isFalse();
            Files.createFile(Path.of(gate));

            assertThat(waits.get(30, SECONDS)).isNotEqualTo(spare);
            assertThat(pool.parallelism()).isEqualTo(1);
        }
    }

    @Test
    void takeThePlaceOfADeadWorkerAndAnotherBootsBehindThem() throws Exception {
        try (WorkerProcessPool pool =
                WorkerProcessPool.builder().workers(1).spares(1).start()) {
            awaitCount(pool, WorkerStatus.State.SPARE, 1);
            awaitCount(pool, WorkerStatus.State.IDLE, 1);
            long first = in(pool, WorkerStatus.State.IDLE).get(0).pid();
            long spare = in(pool, WorkerStatus.State.SPARE).get(0).pid();

            ProcessHandle.of(first).orElseThrow().destroyForcibly();
            awaitCount(pool, WorkerStatus.State.IDLE, 1);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> in(pool, WorkerStatus.State.IDLE).stream().anyMatch(w -> w.pid() == spare));

            assertThat(pool.submit(() -> PoolTasks.pid()).get(30, SECONDS)).isEqualTo(spare);
            awaitCount(pool, WorkerStatus.State.SPARE, 1);
            assertThat(in(pool, WorkerStatus.State.SPARE).get(0).pid()).isNotIn(first, spare);
        }
    }

    @Test
    void runWhatADeadWorkerHadNotBegun() throws Exception {
        String gate = folder.resolve("never").toString();
        try (WorkerProcessPool pool =
                WorkerProcessPool.builder().workers(1).spares(1).start()) {
            awaitCount(pool, WorkerStatus.State.SPARE, 1);
            long spare = in(pool, WorkerStatus.State.SPARE).get(0).pid();
            WorkerFuture<String> dies = pool.submit(() -> PoolTasks.until(gate, false));
            WorkerFuture<Long> waits = pool.submit(() -> PoolTasks.pid());
            await().atMost(Duration.ofSeconds(30)).until(() -> dies.taskState() == TaskState.STARTED);

            ProcessHandle.of(dies.workerPid().getAsLong()).orElseThrow().destroyForcibly();

            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> dies.get(30, SECONDS))
                    .withCauseInstanceOf(WorkerCrashedException.class);
            assertThat(waits.get(30, SECONDS)).isEqualTo(spare);
        }
    }

    @Test
    void areReplacedWhenTheyDieThemselves() throws Exception {
        try (WorkerProcessPool pool =
                WorkerProcessPool.builder().workers(1).spares(1).start()) {
            awaitCount(pool, WorkerStatus.State.SPARE, 1);
            awaitCount(pool, WorkerStatus.State.IDLE, 1);
            long worker = in(pool, WorkerStatus.State.IDLE).get(0).pid();
            long spare = in(pool, WorkerStatus.State.SPARE).get(0).pid();

            ProcessHandle.of(spare).orElseThrow().destroyForcibly();

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> in(pool, WorkerStatus.State.SPARE).stream().anyMatch(w -> w.pid() != spare));
            assertThat(pool.submit(() -> PoolTasks.pid()).get(30, SECONDS)).isEqualTo(worker);
        }
    }

    @Test
    void runInitializerAndCloserToo() throws Exception {
        String file = folder.resolve("life").toString();
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .spares(1)
                .initializer(() -> PoolTasks.note(file, "begin"))
                .closer(() -> PoolTasks.note(file, "end"))
                .start()) {
            awaitCount(pool, WorkerStatus.State.SPARE, 1);
        }
        assertThat(Files.readAllLines(Path.of(file))).containsExactly("begin", "begin", "end", "end");
    }
}
