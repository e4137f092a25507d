package io.github.threeply.ipc.process;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What {@code invokeAll} and {@code invokeAny} do when their time is up. */
@ExtendWith(NoChildIsLeft.class)
class InvocationsTest {
    private static final Task<Integer> QUICK = () -> 1;

    @TempDir
    private Path folder;

    private Task<String> waits() {
        String go = folder.resolve("go").toString();
        return () -> PoolTasks.until(go, false);
    }

    @Test
    void allFuturesOfInvokeAllAreDoneWhenItReturnsAlsoOfTasksThatHeedNothing() throws Exception {
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .cancelGrace(Duration.ofMillis(100))
                .killGrace(Duration.ofMillis(200))
                .start()) {
            assertThat(pool.submit(QUICK).get(30, SECONDS)).isEqualTo(1); // the boot is no part of it
            Task<Integer> deaf = () -> {
                PoolTasks.hangDeafly();
                return 2;
            };

            List<Future<Integer>> futures = pool.invokeAll(List.of(QUICK, deaf, QUICK), 5, SECONDS);

            assertThat(futures).hasSize(3).allMatch(Future::isDone);
            assertThat(futures.get(0).get()).isEqualTo(1);
            assertThat(futures.get(1).isCancelled()).isTrue();
            assertThat(futures.get(2).isCancelled()).isTrue();
        }
    }

    @Test
    void tasksThatFindNoRoomInTimeAreCancelledAndWereNeverSubmitted() throws Exception {
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .admission(Admission.block().maxTasks(1))
                .start()) {
            WorkerFuture<String> first = pool.submit(waits());
            for (BulkExecutor executor : List.of(pool, pool.with(TaskOptions.defaults()))) {
                List<Future<Integer>> futures = executor.invokeAll(List.of(QUICK, QUICK), 200, MILLISECONDS);

                assertThat(futures).hasSize(2).allMatch(Future::isCancelled);
                assertThatThrownBy(() -> executor.invokeAny(List.of(QUICK, QUICK), 200, MILLISECONDS))
                        .isInstanceOf(TimeoutException.class);
            }
            assertThat(pool.metrics().submitted()).isEqualTo(1);
            Files.createFile(folder.resolve("go"));
            first.get(30, SECONDS);
            assertThat(pool.invokeAny(List.of(QUICK, QUICK), 30, SECONDS)).isEqualTo(1);
        }
    }

    @Test
    void aViewLooksAsFarAheadAsItsPool() {
        try (WorkerProcessPool pool = WorkerProcessPool.builder().workers(1).start()) {
            BulkExecutor view = pool.with(TaskOptions.defaults().named("each"));

            assertThat(view.lookAhead()).isEqualTo(pool.lookAhead());
        }
    }
}
