package io.github.threeply.ipc.process;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.BulkResults;
import io.github.threeply.core.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pool seen as an executor whose tasks all have the same options. */
class PoolViewTest {
    private static final TaskOptions BRIEF = TaskOptions.defaults().taskTimeout(Duration.ofMillis(150));

    private static final TaskOptions PATIENT = TaskOptions.defaults().taskTimeout(Duration.ofMinutes(1));
    private static WorkerProcessPool pool;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        pool = WorkerProcessPool.builder().workers(2).name("v").start();
    }

    @AfterAll
    static void stop() {
        pool.close();
    }

    private static Callable<Integer> square(int n) {
        return PoolTasks.squareOf(n);
    }

    @Test
    void givesItsOptionsToWhateverComesThroughIt() throws Exception {
        String never = folder.resolve("never").toString();
        BulkExecutor view = pool.with(BRIEF);

        List<Future<?>> hang = new ArrayList<>();
        hang.add(view.submit(() -> PoolTasks.until(never, false)));
        hang.add(view.submit((Callable<String>) Task.of(() -> PoolTasks.until(never, false))));
        hang.add(view.submit(() -> {
            PoolTasks.until(never, false);
        }));
        hang.addAll(view.invokeAll(List.of(Task.of(() -> PoolTasks.until(never, false)))));

        for (Future<?> each : hang) {
            assertThatThrownBy(() -> each.get(30, SECONDS)).hasCauseInstanceOf(TaskTimeoutException.class);
            assertThat(each).isInstanceOf(WorkerFuture.class);
        }
        try (BulkResults<String> results = view.submitEach(
                (String file) -> PoolTasks.until(file, false), List.of(never).iterator(), 1)) {
            assertThat(results.next()).isTrue();
            assertThat(results.failure()).isInstanceOf(TaskTimeoutException.class);
        }
        assertThat(pool.with(PATIENT).invokeAny(List.of(square(3)))).isEqualTo(9);
        assertThat(view.parallelism()).isEqualTo(2);
        assertThat(view.runsInPlace()).isFalse();
    }

    @Test
    void doesNotEndThePoolWhenItIsClosed() throws Exception {
        String go = folder.resolve("go").toString();
        BulkExecutor view = pool.with(TaskOptions.defaults());
        Future<String> last = view.submit(() -> PoolTasks.until(go, false));

        view.shutdown();

        assertThat(view.isShutdown()).isTrue();
        assertThat(view.isTerminated()).isFalse();
        assertThat(view.awaitTermination(20, MILLISECONDS)).isFalse();
        assertThatThrownBy(() -> view.submit(() -> 1)).isInstanceOf(RejectedExecutionException.class);
        assertThatThrownBy(() -> view.submitEach((Integer n) -> n, List.of(1).iterator(), 1))
                .isInstanceOf(RejectedExecutionException.class);
        PoolTasks.note(go, "x");
        view.close();
        assertThat(last.get(1, SECONDS)).isEqualTo("saw it");
        assertThat(view.isTerminated()).isTrue();
        assertThat(pool.isShutdown()).isFalse();
        assertThat(pool.submit(square(4)).get(30, SECONDS)).isEqualTo(16);
        view.close();
    }

    @Test
    void cancelsOnlyItsOwnTasks() throws Exception {
        String go = folder.resolve("go").toString();
        String ledger = folder.resolve("ledger").toString();
        BulkExecutor view = pool.with(TaskOptions.defaults());
        WorkerFuture<String> notItsOwn = pool.submit(() -> PoolTasks.until(go, false));
        await().atMost(Duration.ofSeconds(30)).until(() -> notItsOwn.taskState() == TaskState.STARTED);
        WorkerFuture<String> running = (WorkerFuture<String>) view.submit(() -> PoolTasks.until(go, false));
        await().atMost(Duration.ofSeconds(30)).until(() -> running.taskState() == TaskState.STARTED);
        List<Future<?>> waiting = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            waiting.add(view.submit(() -> PoolTasks.note(ledger, "ran")));
        }
        WorkerFuture<Integer> alsoNotItsOwn = pool.submit(PoolTasks.squareOf(5));

        List<Runnable> neverStarted = view.shutdownNow();

        assertThat(view.awaitTermination(30, SECONDS)).isTrue();
        assertThatThrownBy(() -> running.get(30, SECONDS)).isInstanceOf(CancellationException.class);
        for (Future<?> each : waiting) {
            assertThatThrownBy(() -> each.get(30, SECONDS)).isInstanceOf(CancellationException.class);
        }
        assertThat(neverStarted).hasSizeBetween(4, 8).allMatch(waiting::contains);
        PoolTasks.note(go, "x");
        assertThat(notItsOwn.get(30, SECONDS)).isEqualTo("saw it");
        assertThat(alsoNotItsOwn.get(30, SECONDS)).isEqualTo(25);
        assertThat(Files.exists(Path.of(ledger))).isFalse();
    }

    @Test
    void endsWithThePool() throws Exception {
        WorkerProcessPool other =
                WorkerProcessPool.builder().workers(1).name("v2").start();
        BulkExecutor view = other.with(TaskOptions.defaults().named("x"));
        Future<Integer> future = view.submit(square(2));

        other.close();

        assertThat(future.get(1, SECONDS)).isEqualTo(4);
        assertThat(view.isShutdown()).isTrue();
        assertThat(view.awaitTermination(1, SECONDS)).isTrue();
        assertThat(view.isTerminated()).isTrue();
        assertThatThrownBy(() -> view.submit(() -> 1)).isInstanceOf(RejectedExecutionException.class);
        view.close();
    }

    @Test
    void choosesTheOptionsWhateverTheTaskIs() throws Exception {
        String never = folder.resolve("never").toString();
        List<Future<?>> hang = List.of(
                pool.submit(() -> PoolTasks.until(never, false), BRIEF),
                pool.submit((Callable<String>) Task.of(() -> PoolTasks.until(never, false)), BRIEF),
                pool.submit(
                        () -> {
                            PoolTasks.until(never, false);
                        },
                        BRIEF),
                pool.submit((Runnable) Task.Action.of(() -> PoolTasks.until(never, false)), BRIEF));

        for (Future<?> each : hang) {
            assertThatThrownBy(() -> each.get(30, SECONDS)).hasCauseInstanceOf(TaskTimeoutException.class);
        }
        assertThat(pool.submit(() -> PoolTasks.note(never, "void"), PATIENT).get(30, SECONDS))
                .isNull();
    }
}
