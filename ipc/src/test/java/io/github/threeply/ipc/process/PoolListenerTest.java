package io.github.threeply.ipc.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.Task;
import io.github.threeply.ipc.testkit.FaultPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoChildIsLeft.class)
class PoolListenerTest {
    @TempDir
    private Path folder;

    private final RecordingListener told = new RecordingListener();

    private WorkerProcessPool pool() {
        return WorkerProcessPool.builder()
                .workers(1)
                .name("seen")
                .cancelGrace(Duration.ofSeconds(30))
                .listener(told)
                .start();
    }

    @Test
    void tellsEachOutcomeOfATaskInOrderAndOnce() throws Exception {
        Path file = folder.resolve("go");
        String go = file.toString();
        WorkerFuture<Integer> good;
        WorkerFuture<?> bad;
        WorkerFuture<?> hung;
        WorkerFuture<?> killed;
        WorkerFuture<?> cancelled;
        try (WorkerProcessPool pool = pool()) {
            good = pool.submit(() -> 1);
            bad = pool.submit(Task.of(() -> {
                throw new IllegalStateException("bad");
            }));
            good.get(30, SECONDS);
            hung = pool.submit(
                    () -> PoolTasks.until(go, false), TaskOptions.defaults().taskTimeout(Duration.ofSeconds(2)));
            told.awaitEvent("started #" + hung.taskId());
            cancelled = pool.submit(() -> 2);
            cancelled.cancel(true);
            told.awaitEvent("timedOut #" + hung.taskId());
            killed = pool.submit(() -> PoolTasks.killThisWorker());
            told.awaitEvent("failed #" + killed.taskId());
        }
        told.awaitEvent("retired");

        assertThat(told.ofTask(good.taskId())).containsExactly("queued", "sent", "started", "succeeded");
        assertThat(told.ofTask(bad.taskId())).containsExactly("queued", "sent", "started", "failed");
        assertThat(told.ofTask(hung.taskId())).containsExactly("queued", "sent", "started", "timedOut");
        assertThat(told.ofTask(killed.taskId())).containsExactly("queued", "sent", "started", "failed");
        assertThat(told.ofTask(cancelled.taskId()))
                .startsWith("queued")
                .endsWith("cancelled")
                .doesNotContain("started", "succeeded", "failed");
        // The one that was killed is replaced, and its replacement is told to end at the end of the pool.
        assertThat(told.ofWorkers()).startsWith("starting", "ready").contains("died");
        assertThat(told.detail(WorkerExit.class).code()).isEqualTo(137);
    }

    @Test
    void tellsWhatATaskIsAndHowLongItTook() throws Exception {
        Path file = folder.resolve("go");
        String go = file.toString();
        try (WorkerProcessPool pool = pool()) {
            WorkerFuture<String> future = pool.submit(() -> PoolTasks.until(go, false));
            told.awaitEvent("started #" + future.taskId());
            java.nio.file.Files.createFile(file);
            future.get(30, SECONDS);
            told.awaitEvent("succeeded #" + future.taskId());

            TaskInfo end = (TaskInfo) told.details.get(told.all.indexOf("succeeded #" + future.taskId()));
            assertThat(end.id()).isEqualTo(future.taskId());
            assertThat(end.name()).contains("PoolListenerTest");
            assertThat(end.attempts()).isEqualTo(1);
            assertThat(end.worker())
                    .isEqualTo(
                            new WorkerInfo("seen-worker-1", future.workerPid().orElseThrow()));
            assertThat(end.ran()).isPositive();
            assertThat(end.waited()).isPositive();
            TaskInfo begin = (TaskInfo) told.details.get(told.all.indexOf("queued #" + future.taskId()));
            assertThat(begin.worker()).isNull();
            assertThat(begin.attempts()).isZero();
            assertThat(begin.ran()).isZero();
        }
    }

    @Test
    void tellsThatATaskRunsAgainAndThatItIsQuarantined() throws Exception {
        String ledger = folder.resolve("ledger").toString();
        WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .listener(told)
                .quarantine(2, Duration.ofMinutes(1))
                .start();
        try (pool) {
            WorkerFuture<String> again = pool.submit(
                    () -> LimitTasks.dieUntilRun(ledger, 2),
                    TaskOptions.defaults().idempotent());
            assertThat(again.get(30, SECONDS)).isEqualTo("ran 2 times");
            WorkerFuture<?> poison = pool.submit(
                    () -> PoolTasks.killThisWorker(), TaskOptions.defaults().idempotent());
            assertThatThrownBy(() -> poison.get(30, SECONDS)).hasCauseInstanceOf(PoisonTaskException.class);
            told.awaitEvent("failed #" + poison.taskId());

            assertThat(told.ofTask(again.taskId()))
                    .containsExactly("queued", "sent", "started", "retried", "sent", "started", "succeeded");
            assertThat(told.ofTask(poison.taskId()))
                    .containsExactly(
                            "queued", "sent", "started", "retried", "sent", "started", "quarantined", "failed");
            assertThat(pool.metrics().retried()).isEqualTo(2);
            assertThat(pool.metrics().quarantined()).isEqualTo(1);
            assertThat(pool.metrics().pending()).isZero();
        }
    }

    @Test
    void tellsHowFarATaskIs() throws Exception {
        Path file = folder.resolve("go");
        String go = file.toString();
        try (WorkerProcessPool pool = pool()) {
            WorkerFuture<Long> future = pool.submit(() -> LimitTasks.reportUntil(go));
            told.awaitEvent("progressed #" + future.taskId());
            java.nio.file.Files.createFile(file);
            future.get(30, SECONDS);
            told.awaitEvent("succeeded #" + future.taskId());

            TaskProgress progress = told.detail(TaskProgress.class);
            assertThat(progress.done()).isPositive().isEqualTo(progress.total());
            assertThat(progress.note()).isEqualTo("step " + progress.done());
            assertThat(told.ofTask(future.taskId()).stream().distinct())
                    .containsExactly("queued", "sent", "started", "progressed", "succeeded");
        }
    }

    @Test
    void tellsThatAWorkerIsGivenUpBeforeItTellsItsDeath() throws Exception {
        FaultPlan plan = FaultPlan.worker(1).afterFrame(1).stop().onlyOnce(folder.resolve("stopped"));
        WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .jvmArguments(plan.jvmArguments())
                .answerLimit(Duration.ofSeconds(2))
                .listener(told)
                .start();
        try (pool) {
            assertThat(pool.submit(() -> 1).get(60, SECONDS)).isEqualTo(1);
            told.awaitEvent("died");

            assertThat(told.ofWorkers()).containsSubsequence("ready", "givenUp", "died", "ready");
            assertThat(told.all.stream().filter("givenUp"::equals)).hasSize(1);
            assertThat(told.detail(String.class)).startsWith("it did not answer for ");
            assertThat(told.detail(WorkerExit.class).meaning()).contains(told.detail(String.class));
        }
    }

    @Test
    void tellsThatNoWorkerCanBeStarted() {
        WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .jvmArguments("-XX:ThereIsNoSuchFlag=1")
                .listener(told)
                .start();
        try (pool) {
            told.awaitEvent("broken");
            assertThatThrownBy(() -> pool.submit(() -> 1)).isInstanceOf(RejectedExecutionException.class);
            told.awaitEvent("rejected");
        }
        assertThat(told.ofWorkers())
                .filteredOn(line -> line.startsWith("startFailed"))
                .containsExactly("startFailed 1", "startFailed 2", "startFailed 3", "startFailed 4", "startFailed 5");
        assertThat(told.ofWorkers()).doesNotContain("ready", "died", "retired");
        assertThat(told.all.stream().filter("broken"::equals)).hasSize(1);
    }

    @Test
    void isNotHarmedByAListenerThatThrows() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        PoolListener hostile = new PoolListener() {
            @Override
            public void taskQueued(TaskInfo task) {
                calls.incrementAndGet();
                throw new IllegalStateException("no");
            }

            @Override
            public void taskStarted(TaskInfo task) {
                calls.incrementAndGet();
                throw new AssertionError("never");
            }
        };
        WorkerProcessPool pool =
                WorkerProcessPool.builder().workers(1).listener(hostile).start();
        try (pool) {
            for (int i = 0; i < 5; i++) {
                assertThat(pool.submit(PoolTasks.squareOf(i)).get(30, SECONDS)).isEqualTo(i * i);
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> calls.get() == 10);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> pool.metrics().listener().failures() == 10);
        }
    }

    @Test
    void neverWaitsForAListenerAndCountsWhatItDidNotTell() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch inside = new CountDownLatch(1);
        RecordingListener slow = new RecordingListener() {
            @Override
            public void taskQueued(TaskInfo task) {
                inside.countDown();
                try {
                    blocked.await(60, SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                super.taskQueued(task);
            }
        };
        WorkerProcessPool pool =
                WorkerProcessPool.builder().workers(1).listener(slow).start();
        try (pool) {
            int tasks = 6_000; // four events each
            List<WorkerFuture<Integer>> all = IntStream.range(0, tasks)
                    .mapToObj(i -> pool.submit(PoolTasks.squareOf(i)))
                    .toList();
            assertThat(inside.await(30, SECONDS)).isTrue();
            for (int i = 0; i < tasks; i++) {
                assertThat(all.get(i).get(30, SECONDS)).isEqualTo(i * i);
            }
            assertThat(pool.metrics().listener().eventsDropped())
                    .isGreaterThan(4L * tasks - ListenerThread.ROOM)
                    .isLessThan(4L * tasks);
        } finally {
            blocked.countDown();
        }
        slow.awaitEvent("retired"); // there was still room for it
    }
}
