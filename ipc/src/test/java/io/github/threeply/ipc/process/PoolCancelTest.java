package io.github.threeply.ipc.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.github.threeply.ipc.process.TaskTimeoutException.EndedBy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that are ended before their time, by a limit or by the caller, and what becomes of their workers. */
@ExtendWith(NoChildIsLeft.class)
class PoolCancelTest {
    @TempDir
    private Path folder;

    private final RecordingListener told = new RecordingListener();

    private static WorkerProcessPool pool(int workers) {
        return WorkerProcessPool.builder().workers(workers).name("b").start();
    }

    /** For the task that is to be ended. One for all would end those too that only a slow machine makes slow. */
    private static TaskOptions limit(Duration limit) {
        return TaskOptions.defaults().taskTimeout(limit);
    }

    private static Throwable causeOf(Future<?> future) {
        return catchThrowableOfType(ExecutionException.class, () -> future.get(30, SECONDS))
                .getCause();
    }

    @Test
    void endsATaskThatHeedsItsInterruptAtTheLimit() throws Exception {
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .cancelGrace(Duration.ofSeconds(30))
                .start()) {
            long pid = pool.submit(() -> PoolTasks.pid()).get(30, SECONDS);
            String never = folder.resolve("never").toString();
            WorkerFuture<String> hangs =
                    pool.submit(() -> PoolTasks.until(never, false), limit(Duration.ofMillis(300)));
            WorkerFuture<Long> next = pool.submit(() -> PoolTasks.pid());

            TaskTimeoutException e = (TaskTimeoutException) causeOf(hangs);

            assertThat(e.endedBy()).isEqualTo(EndedBy.INTERRUPT);
            assertThat(e.limit()).isEqualTo(Duration.ofMillis(300));
            assertThat(e.pid()).hasValue(pid);
            assertThat(next.get(30, SECONDS)).as("the worker lives on").isEqualTo(pid);
        }
    }

    @Test
    void terminatesTheWorkerOfATaskThatIsDeafToInterrupts() throws Exception {
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .cancelGrace(Duration.ofMillis(100))
                .killGrace(Duration.ofSeconds(30))
                .start()) {
            WorkerFuture<?> hangs = pool.submit(() -> PoolTasks.hangDeafly(), limit(Duration.ofMillis(300)));
            WorkerFuture<Integer> next = pool.submit(() -> 1);

            TaskTimeoutException e = (TaskTimeoutException) causeOf(hangs);

            assertThat(e.endedBy()).isEqualTo(EndedBy.TERMINATE);
            assertThat(next.get(30, SECONDS)).isEqualTo(1);
        }
    }

    @Test
    void killsTheWorkerWhoseShutdownHangsAndTheProcessesThatItStarted() throws Exception {
        String file = folder.resolve("child").toString();
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .cancelGrace(Duration.ofMillis(100))
                .listener(told)
                .start()) {
            WorkerFuture<?> hangs = pool.submit(() -> {
                Runtime.getRuntime().addShutdownHook(new Thread(PoolTasks::hangDeafly));
                Process child = new ProcessBuilder("sleep", "300").start();
                PoolTasks.note(file, Long.toString(child.pid()));
                PoolTasks.hangDeafly();
            });

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> Files.exists(Path.of(file)) && Files.size(Path.of(file)) > 0);
            hangs.cancel(true);

            told.awaitEvent("died");
            assertThat(told.detail(WorkerExit.class).meaning())
                    .startsWith("137: ended by its pool: task 1 was to end, because it was cancelled");
            long child = Long.parseLong(Files.readAllLines(Path.of(file)).get(0));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> ProcessHandle.of(child)
                            .filter(ProcessHandle::isAlive)
                            .isEmpty());
        }
    }

    @Test
    void endsTheProcessesOfATaskWhoseWorkerEndedWhenItWasAskedTo() throws Exception {
        String file = folder.resolve("child").toString();
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .cancelGrace(Duration.ofMillis(100))
                .killGrace(Duration.ofSeconds(30))
                .start()) {
            WorkerFuture<?> hangs = pool.submit(() -> {
                Process child = new ProcessBuilder("sleep", "300").start();
                PoolTasks.note(file, Long.toString(child.pid()));
                PoolTasks.hangDeafly();
            });
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> Files.exists(Path.of(file)) && Files.size(Path.of(file)) > 0);
            hangs.cancel(true);

            assertThatThrownBy(() -> hangs.get(30, SECONDS)).isInstanceOf(CancellationException.class);
            long child = Long.parseLong(Files.readAllLines(Path.of(file)).get(0));
            try {
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> ProcessHandle.of(child)
                                .filter(ProcessHandle::isAlive)
                                .isEmpty());
            } finally {
                ProcessHandle.of(child).ifPresent(ProcessHandle::destroyForcibly);
            }
        }
    }

    @Test
    void countsTheLimitFromTheStartInTheWorker() throws Exception {
        String gate = folder.resolve("gate").toString();
        Duration limit = Duration.ofMillis(1500);
        try (WorkerProcessPool pool = pool(1)) {
            WorkerFuture<String> first = pool.submit(() -> PoolTasks.until(gate, false));
            WorkerFuture<Integer> behind = pool.submit(() -> 1, limit(limit));
            await().atMost(Duration.ofSeconds(30)).until(() -> behind.taskState() == TaskState.SENT);

            await().pollDelay(limit.plusMillis(500))
                    .until(() -> true); // it waits in the worker for longer than its limit
            PoolTasks.note(gate, "open");

            assertThat(first.get(30, SECONDS)).isEqualTo("saw it");
            assertThat(behind.get(30, SECONDS)).isEqualTo(1);
        }
    }

    @Test
    void cancelsARunningTaskAndKeepsTheWorkerIfItHeeds() throws Exception {
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .cancelGrace(Duration.ofSeconds(30))
                .start()) {
            long pid = pool.submit(() -> PoolTasks.pid()).get(30, SECONDS);
            String never = folder.resolve("never").toString();
            WorkerFuture<String> running = pool.submit(() -> PoolTasks.until(never, false));
            await().atMost(Duration.ofSeconds(30)).until(() -> running.taskState() == TaskState.STARTED);

            assertThat(running.cancel(false)).isFalse();
            assertThat(running.cancel(true)).isTrue();

            assertThatThrownBy(() -> running.get(30, SECONDS)).isInstanceOf(CancellationException.class);
            assertThat(running.isCancelled()).isTrue();
            assertThat(pool.submit(() -> Thread.interrupted()).get(30, SECONDS)).isFalse();
            assertThat(pool.submit(() -> PoolTasks.pid()).get(30, SECONDS)).isEqualTo(pid);
        }
    }

    @Test
    void replacesTheWorkerOfACancelledTaskThatSwallowedItsInterrupt() throws Exception {
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .cancelGrace(Duration.ofSeconds(30))
                .start()) {
            long pid = pool.submit(() -> PoolTasks.pid()).get(30, SECONDS);
            String go = folder.resolve("go").toString();
            WorkerFuture<String> running = pool.submit(() -> PoolTasks.until(go, true));
            await().atMost(Duration.ofSeconds(30)).until(() -> running.taskState() == TaskState.STARTED);
            WorkerFuture<Long> next = pool.submit(() -> PoolTasks.pid());

            running.cancel(true);
            await().atMost(Duration.ofSeconds(30))
                    .until(() ->
                            Files.exists(Path.of(go + ".interrupted"))); // else it might end before that reaches it
            PoolTasks.note(go, "x");

            assertThatThrownBy(() -> running.get(30, SECONDS)).isInstanceOf(CancellationException.class);
            assertThat(next.get(30, SECONDS)).isNotNull();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> pool.submit(() -> PoolTasks.pid()).get(30, SECONDS) != pid);
        }
    }

    @Test
    void cancelsWhatHasNotStarted() throws Exception {
        String ledger = folder.resolve("ledger").toString();
        try (WorkerProcessPool pool = pool(1)) {
            String go = folder.resolve("go").toString();
            WorkerFuture<String> running = pool.submit(() -> PoolTasks.until(go, false));
            await().atMost(Duration.ofSeconds(30)).until(() -> running.taskState() == TaskState.STARTED);
            List<WorkerFuture<?>> waiting = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                waiting.add(pool.submit(() -> PoolTasks.note(ledger, "ran")));
            }

            for (WorkerFuture<?> future : waiting) {
                assertThat(future.cancel(false)).isTrue();
            }

            for (WorkerFuture<?> future : waiting) {
                assertThatThrownBy(() -> future.get(30, SECONDS)).isInstanceOf(CancellationException.class);
            }
            PoolTasks.note(go, "x");
            assertThat(running.get(30, SECONDS)).isEqualTo("saw it");
        }
        assertThat(Path.of(ledger)).doesNotExist();
    }

    @Test
    void doesNotLetAStoppedWorkerHoldUpTheOthersOrItsOwnEnd() throws Exception {
        byte[] large = new byte[4 << 20];
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(2)
                .cancelGrace(Duration.ofMillis(100))
                .start()) {
            WorkerFuture<?> stopped = pool.submit(() -> PoolTasks.hangDeafly(), limit(Duration.ofSeconds(3)));
            await().atMost(Duration.ofSeconds(30)).until(() -> stopped.taskState() == TaskState.STARTED);
            ProcessFacts.stop(stopped.workerPid().orElseThrow());
            List<WorkerFuture<Integer>> others = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                others.add(pool.submit(() -> large.length));
            }

            for (WorkerFuture<Integer> other : others) {
                assertThat(other.get(30, SECONDS)).isEqualTo(4 << 20);
            }
            assertThat(((TaskTimeoutException) causeOf(stopped)).endedBy()).isEqualTo(EndedBy.KILL);
        }
    }

    /** Its task ends when the process is asked to, and a shutdown hook keeps the process. */
    @Test
    void replacesAWorkerWhoseProcessDoesNotEndWithItsTask() throws Exception {
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .cancelGrace(Duration.ofMillis(50))
                .start()) {
            String clinging = folder.resolve("clinging").toString();
            WorkerFuture<?> clings = pool.submit(() -> PoolTasks.clingUntilShutdown(clinging));
            await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(Path.of(clinging)));
            assertThat(clings.cancel(true)).isTrue();

            assertThat(pool.submit(() -> 42).get(30, SECONDS)).isEqualTo(42);
        }
    }
}
