package io.github.threeply.ipc.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(NoChildIsLeft.class)
class PoolInspectTest {
    @TempDir
    private Path folder;

    @Test
    void showsWhatRunsWhereAndWhatIsNext() throws Exception {
        Path file = folder.resolve("go");
        String go = file.toString();
        WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .name("shown")
                .taskTimeout(Duration.ofMinutes(2))
                .start();
        try (pool) {
            WorkerFuture<?> killer = pool.submit(() -> PoolTasks.killThisWorker());
            assertThatThrownBy(() -> killer.get(30, SECONDS)).hasCauseInstanceOf(WorkerCrashedException.class);
            WorkerFuture<String> first = pool.submit(() -> PoolTasks.until(go, false));
            await().atMost(Duration.ofSeconds(30)).until(() -> first.taskState() == TaskState.STARTED);
            List<WorkerFuture<Integer>> more = IntStream.range(0, 9)
                    .mapToObj(i -> pool.submit(PoolTasks.squareOf(i)))
                    .toList();

            String text = pool.inspect();

            long pid = first.workerPid().orElseThrow();
            assertThat(text).startsWith("pool shown, running, started ");
            assertThat(text.lines())
                    .anyMatch(line -> line.matches("  tasks +11 submitted = 0 succeeded \\+ 1 failed"
                            + " \\(0 timed out, 1 crashed\\) \\+ 0 cancelled \\+ 10 pending"))
                    .anyMatch(line -> line.matches(
                            "  shown-worker-1 +" + pid + " +BUSY +\\S+ \\S+ +0 +\\S+ [KM]iB +#" + first.taskId()
                                    + " the lambda in " + getClass().getName() + ", for .*, and \\d behind it"))
                    .anyMatch(line -> line.matches(" +next is #\\d+ .*, here for .*"))
                    .anyMatch(line -> line.contains("task 2 min 0 s, grace 2.0 s, boot 30.0 s, payload 64 MiB"))
                    .anyMatch(line -> line.contains("1 died: 137: killed by SIGKILL"));

            pool.shutdown();
            assertThat(pool.inspect()).startsWith("pool shown, shut down, finishing what it has,");
            Files.createFile(file);
            assertThat(more.get(8).get(30, SECONDS)).isEqualTo(64);
        }
        assertThat(pool.inspect())
                .startsWith("pool shown, terminated,")
                .contains("11 submitted = 10 succeeded + 1 failed")
                .doesNotContain("BUSY");
    }

    @Test
    void showsWhoWaitsForRoom() throws Exception {
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .admission(Admission.block().maxTasks(1))
                .start()) {
            WorkerFuture<?> first = pool.submit(() -> PoolTasks.until("/nowhere/to/be/found", false));
            Thread waits = new Thread(() -> pool.submit(() -> 1));
            waits.start();
            await().atMost(Duration.ofSeconds(30)).until(() -> pool.inspect().contains("1 threads wait for room"));

            first.cancel(true);

            waits.join(20_000);
            assertThat(waits.isAlive()).isFalse();
            assertThatThrownBy(first::get).isInstanceOf(CancellationException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S,0 us",
        "PT0.0000021S,2 us",
        "PT0.12S,120 ms",
        "PT1.25S,1.3 s",
        "PT2M3S,2 min 3 s",
        "PT3H4M5S,3 h 4 min",
        "PT50H,2 d 2 h"
    })
    void writesDurationsForPeople(Duration duration, String text) {
        assertThat(PoolText.of(duration)).isEqualTo(text);
    }
}
