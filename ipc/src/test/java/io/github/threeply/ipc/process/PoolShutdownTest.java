package io.github.threeply.ipc.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The end of a pool that still has work. */
@ExtendWith(NoChildIsLeft.class)
class PoolShutdownTest {
    @TempDir
    private Path folder;

    private static WorkerProcessPool pool(int workers) {
        return WorkerProcessPool.builder().workers(workers).name("b").start();
    }

    private static Throwable causeOf(Future<?> future) {
        return catchThrowableOfType(ExecutionException.class, () -> future.get(30, SECONDS))
                .getCause();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void finishesWhatItHasWhenShutDownAlthoughAWorkerDies(int workers) throws Exception {
        WorkerProcessPool pool = pool(workers);
        List<WorkerFuture<Integer>> futures = new ArrayList<>();
        WorkerFuture<?> doomed = pool.submit(() -> Runtime.getRuntime().halt(3));
        for (int i = 0; i < 50; i++) {
            futures.add(pool.submit(PoolTasks.squareOf(i)));
        }

        pool.shutdown();

        assertThatThrownBy(() -> pool.submit(() -> 1)).isInstanceOf(RejectedExecutionException.class);
        assertThat(pool.awaitTermination(60, SECONDS)).isTrue();
        assertThat(causeOf(doomed)).isInstanceOf(WorkerCrashedException.class);
        for (int i = 0; i < 50; i++) {
            assertThat(futures.get(i).get(1, SECONDS)).isEqualTo(i * i);
        }
        pool.close();
    }

    @Test
    void stopsEverythingAtShutdownNow() throws Exception {
        WorkerProcessPool pool = pool(1);
        String never = folder.resolve("never").toString();
        String ledger = folder.resolve("ledger").toString();
        WorkerFuture<String> running = pool.submit(() -> PoolTasks.until(never, false));
        await().atMost(Duration.ofSeconds(30)).until(() -> running.taskState() == TaskState.STARTED);
        List<WorkerFuture<?>> waiting = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            waiting.add(pool.submit(() -> PoolTasks.note(ledger, "ran")));
        }

        List<Runnable> neverStarted = pool.shutdownNow();

        assertThat(pool.awaitTermination(30, SECONDS)).isTrue();
        assertThat(running.isCancelled()).isTrue();
        assertThat(waiting).allMatch(Future::isCancelled);
        assertThat(neverStarted).hasSizeGreaterThanOrEqualTo(9).isSubsetOf(castToRunnables(waiting));
        assertThat(Path.of(ledger)).doesNotExist();
        neverStarted.get(0).run();
        assertThat(Path.of(ledger)).hasContent("ran");
    }

    private static List<Runnable> castToRunnables(List<WorkerFuture<?>> futures) {
        return futures.stream().map(future -> (Runnable) future).toList();
    }

    @Test
    void stopsItsWorkAndKeepsTheFlagWhenCloseIsInterrupted() throws Exception {
        WorkerProcessPool pool = pool(1);
        String never = folder.resolve("never").toString();
        WorkerFuture<String> running = pool.submit(() -> PoolTasks.until(never, false));
        await().atMost(Duration.ofSeconds(30)).until(() -> running.taskState() == TaskState.STARTED);
        boolean[] flag = new boolean[1];
        Thread closer = new Thread(() -> {
            pool.close();
            flag[0] = Thread.currentThread().isInterrupted();
        });
        closer.start();
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        closer.getState() == Thread.State.WAITING || closer.getState() == Thread.State.TIMED_WAITING);

        closer.interrupt();
        closer.join(30_000);

        assertThat(closer.isAlive()).isFalse();
        assertThat(flag[0]).isTrue();
        assertThat(running.isCancelled()).isTrue();
        assertThat(pool.isTerminated()).isTrue();
    }
}
