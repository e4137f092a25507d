package io.github.threeply.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.Channel;
import io.github.threeply.ipc.process.TaskOptions;
import io.github.threeply.ipc.process.WorkerProcessPool;
import io.github.threeply.ipc.process.WorkerStatus;
import io.github.threeply.ipc.shared.SharedMemory;
import io.github.threeply.junit.FailOnLeaks;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
@FailOnLeaks(graceMillis = 60_000)
class WorkQueueTest {

    @Test
    void doesEveryItemOnceBetweenThreads() throws Exception {
        try (BulkExecutor pool = BulkExecutor.threads(3)) {
            checkAll(WorkQueue.run(Channel.bounded(4), pool));
        }
    }

    @Test
    void doesEveryItemOnceBetweenProcesses() throws Exception {
        long processes = 0;
        // On a busy machine one of them may have done all before another has a turn; not each time.
        for (int tries = 0; tries < 5 && processes < 2; tries++) {
            processes = processesThatDoEveryItemOnce();
        }
        assertThat(processes).isGreaterThan(1);
    }

    private static long processesThatDoEveryItemOnce() throws Exception {
        try (SharedMemory memory = SharedMemory.anonymous(1 << 16);
                WorkerProcessPool pool = WorkerProcessPool.builder().workers(3).start()) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> pool.workers().stream()
                                    .filter(worker -> worker.state() == WorkerStatus.State.IDLE)
                                    .count()
                            == 3);
            WorkQueue.Result result = WorkQueue.run(WorkQueue.shared(memory), pool);

            checkAll(result);
            assertThat(result.done())
                    .extracting(WorkQueue.Done::pid)
                    .doesNotContain(ProcessHandle.current().pid());
            return result.done().stream().map(WorkQueue.Done::pid).distinct().count();
        }
    }

    @Test
    void doesEveryItemAlsoIfWorkersAreKilled() throws Exception {
        try (SharedMemory memory = SharedMemory.anonymous(1 << 16);
                WorkerProcessPool pool =
                        WorkerProcessPool.builder().noQuarantine().workers(3).start();
                Killer killer = Killer.of(3, 20)) {
            checkAll(WorkQueue.run(
                    WorkQueue.shared(memory), pool.with(TaskOptions.defaults().idempotent(9))));
            await().atMost(Duration.ofSeconds(60)).until(() -> killer.killed() > 0);
        }
    }

    private static void checkAll(WorkQueue.Result result) {
        assertThat(result.done())
                .extracting(WorkQueue.Done::item)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, 20).boxed().toList());
        assertThat(result.done()).allMatch(done -> done.square() == (long) done.item() * done.item());
        assertThat(result.joined()).isEqualTo(10);
    }
}
