package io.github.threeply.ipc.process;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.Task;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Several tasks at once, as an executor service is asked for them. */
@ExtendWith(NoChildIsLeft.class)
class PoolInvokeTest {
    @TempDir
    private Path folder;

    private WorkerProcessPool pool;

    @BeforeEach
    void start() {
        pool = WorkerProcessPool.builder().workers(2).start();
    }

    @AfterEach
    void end() {
        pool.shutdownNow();
        pool.close();
    }

    @Test
    void invokesAllInOrder() throws Exception {
        List<Task<Integer>> tasks = List.of(PoolTasks.squareOf(1), PoolTasks.squareOf(2), PoolTasks.squareOf(3));

        List<Future<Integer>> futures = pool.invokeAll(tasks);

        assertThat(futures).allMatch(Future::isDone);
        assertThat(futures.get(0).get()).isEqualTo(1);
        assertThat(futures.get(2).get()).isEqualTo(9);
    }

    @Test
    void invokesAllOnlySoLong() throws Exception {
        String never = folder.resolve("never").toString();
        List<Task<String>> tasks = List.of(() -> "quick", () -> PoolTasks.until(never, false));

        await().atMost(Duration.ofSeconds(30)) // the boot is no part of it
                .until(() -> pool.workers().stream()
                                .filter(w -> w.state() == WorkerStatus.State.IDLE)
                                .count()
                        == 2);
        List<Future<String>> futures = pool.invokeAll(tasks, 3, SECONDS);
        assertThat(futures.get(0).get(30, SECONDS)).isEqualTo("quick");
        assertThatThrownBy(() -> futures.get(1).get(30, SECONDS)).isInstanceOf(CancellationException.class);
    }

    @Test
    void invokesAnyAndCancelsTheOthers() throws Exception {
        String never = folder.resolve("never2").toString();
        List<Task<String>> tasks = List.of(
                () -> {
                    throw new IOException("first fails");
                },
                () -> "second",
                () -> PoolTasks.until(never, false));

        assertThat(pool.invokeAny(tasks, 20, SECONDS)).isEqualTo("second");
        List<Task<String>> bad = List.of(() -> {
            throw new IOException("all fail");
        });
        assertThatThrownBy(() -> pool.invokeAny(bad)).hasCauseInstanceOf(IOException.class);
        List<Task<String>> long_ = List.of(() -> PoolTasks.until(never, false));
        assertThatThrownBy(() -> pool.invokeAny(long_, 200, MILLISECONDS)).isInstanceOf(TimeoutException.class);
    }
}
