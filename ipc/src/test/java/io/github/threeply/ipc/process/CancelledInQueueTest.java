package io.github.threeply.ipc.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoChildIsLeft.class)
class CancelledInQueueTest {
    @TempDir
    private Path folder;

    @Test
    void tasksThatAreCancelledBehindABusyWorkerDoNotFillTheQueue() throws Exception {
        String go = folder.resolve("go").toString();
        String order = folder.resolve("order").toString();
        try (WorkerProcessPool pool = WorkerProcessPool.builder().workers(1).start()) {
            WorkerFuture<String> busy = pool.submit(() -> PoolTasks.until(go, false));
            List<WorkerFuture<?>> kept = new ArrayList<>();
            for (int i = 0; i < 20_000; i++) {
                if (i % 1000 == 0) {
                    String number = Integer.toString(i);
                    kept.add(pool.submit(() -> PoolTasks.note(order, number)));
                }
                assertThat(pool.submit(PoolTasks.squareOf(i)).cancel(true)).isTrue();
            }

            // Besides: up to a window of them was sent to the worker, and is dropped there.
            assertThat(pool.core().queued()).isLessThan(2 * 1024 + 100);
            Files.createFile(Path.of(go));
            busy.get(30, SECONDS);
            for (WorkerFuture<?> each : kept) {
                each.get(30, SECONDS);
            }
            assertThat(Files.readAllLines(Path.of(order)))
                    .isSortedAccordingTo((a, b) -> Integer.compare(Integer.parseInt(a), Integer.parseInt(b)))
                    .hasSize(kept.size());
        }
    }
}
