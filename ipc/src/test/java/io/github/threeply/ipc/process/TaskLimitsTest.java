package io.github.threeply.ipc.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.BulkResults;
import io.github.threeply.ipc.process.TaskTimeoutException.EndedBy;
import io.github.threeply.ipc.process.TaskTimeoutException.Kind;
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

/** Limits for waiting, running and being silent, and what the end of a task tells. */
@ExtendWith(NoChildIsLeft.class)
class TaskLimitsTest {
    private static final TaskOptions PLAIN = TaskOptions.defaults();

    @TempDir
    private Path folder;

    private static WorkerProcessPoolBuilder pool(int workers) {
        return WorkerProcessPool.builder().workers(workers).name("l").cancelGrace(Duration.ofMillis(50));
    }

    private static TaskTimeoutException timeoutOf(Future<?> future) {
        return (TaskTimeoutException) catchThrowableOfType(ExecutionException.class, () -> future.get(30, SECONDS))
                .getCause();
    }

    private WorkerFuture<String> started(WorkerProcessPool pool, String file) {
        WorkerFuture<String> running = pool.submit(() -> PoolTasks.until(file, false));
        await().atMost(Duration.ofSeconds(30)).until(() -> running.taskState() == TaskState.STARTED);
        return running;
    }

    @Test
    void neverRunsATaskThatHasWaitedTooLong() throws Exception {
        String go = folder.resolve("go").toString();
        String ledger = folder.resolve("ledger").toString();
        try (WorkerProcessPool pool = pool(1).start()) {
            WorkerFuture<String> running = started(pool, go);
            TaskOptions hasty = PLAIN.named("hasty").queueTimeout(Duration.ofMillis(500));
            List<WorkerFuture<?>> waiting = new ArrayList<>();
            for (int i = 0; i < 10; i++) { // the first one waits in the worker, the others here
                waiting.add(pool.submit(() -> PoolTasks.note(ledger, "ran"), hasty));
            }

            for (WorkerFuture<?> future : waiting) {
                TaskTimeoutException e = timeoutOf(future);

                assertThat(e.kind()).isEqualTo(Kind.QUEUE);
                assertThat(e.endedBy()).isEqualTo(EndedBy.DROP);
                assertThat(e.limit()).isEqualTo(Duration.ofMillis(500));
                assertThat(e.workerName()).isNull();
                assertThat(e.pid()).isEmpty();
                assertThat(e).hasMessageContaining("\"hasty\"").hasMessageContaining("PT0.5S");
                assertThat(future.reached()).isIn(TaskState.QUEUED, TaskState.SENT);
            }
            assertThat(waiting.get(0).reached()).isEqualTo(TaskState.SENT);
            assertThat(waiting.get(9).reached()).isEqualTo(TaskState.QUEUED);
            PoolTasks.note(go, "x");
            assertThat(running.get(30, SECONDS)).isEqualTo("saw it");
            assertThat(running.reached()).isEqualTo(TaskState.SUCCEEDED);
        }
        assertThat(Path.of(ledger)).doesNotExist();
    }

    @Test
    void letsATaskRunThatStartsInTime() throws Exception {
        String go = folder.resolve("go").toString();
        try (WorkerProcessPool pool =
                pool(1).queueTimeout(Duration.ofMinutes(1)).start()) {
            WorkerFuture<String> running = started(pool, go);
            WorkerFuture<Integer> next = pool.submit(() -> 1);
            TaskOptions hasty = PLAIN.queueTimeout(Duration.ofMillis(30));
            assertThat(timeoutOf(pool.submit(() -> 2, hasty)).kind()).isEqualTo(Kind.QUEUE);

            PoolTasks.note(go, "x");

            assertThat(running.get(30, SECONDS)).isEqualTo("saw it");
            assertThat(next.get(30, SECONDS)).isEqualTo(1);
        }
    }

    @Test
    void limitsTheRunOfOneTaskAndNotOfAnother() throws Exception {
        String go = folder.resolve("go").toString();
        String never = folder.resolve("never").toString();
        try (WorkerProcessPool pool = pool(2).taskTimeout(Duration.ofMillis(200))
                .cancelGrace(Duration.ofSeconds(30))
                .start()) {
            TaskOptions patient = PLAIN.taskTimeout(Duration.ofSeconds(Long.MAX_VALUE));
            WorkerFuture<String> longOne = pool.submit(() -> PoolTasks.until(go, false), patient);
            WorkerFuture<String> other =
                    pool.submit(() -> PoolTasks.until(never, false), PLAIN.taskTimeout(Duration.ofMillis(80)));
            WorkerFuture<String> third = pool.submit(() -> PoolTasks.until(never, false));

            TaskTimeoutException e = timeoutOf(other);

            assertThat(e.kind()).isEqualTo(Kind.RUN);
            assertThat(e.limit()).isEqualTo(Duration.ofMillis(80));
            assertThat(e.endedBy()).isEqualTo(EndedBy.INTERRUPT);
            assertThat(e.threadDump()).as("it heeded").isNull();
            assertThat(e.getCause()).as("where it was interrupted").isInstanceOf(InterruptedException.class);
            assertThat(other.reached()).isEqualTo(TaskState.STARTED);
            assertThat(timeoutOf(third).limit()).isEqualTo(Duration.ofMillis(200));
            assertThat(longOne.isDone()).isFalse();
            PoolTasks.note(go, "x");
            assertThat(longOne.get(30, SECONDS)).isEqualTo("saw it");
        }
    }

    @Test
    void limitsEachArgumentOfABulk() throws Exception {
        String never = folder.resolve("never").toString();
        try (WorkerProcessPool pool = pool(1).start();
                BulkResults<String> results = pool.submitEach(
                        (String file) -> file.isEmpty() ? "quick" : PoolTasks.until(file, false),
                        List.of("", never, "").iterator(),
                        3,
                        PLAIN.taskTimeout(Duration.ofSeconds(2)))) {
            List<String> outcomes = new ArrayList<>(List.of("", "", ""));
            while (results.next()) {
                Throwable failure = results.failure();
                outcomes.set(
                        (int) results.index(),
                        failure instanceof TaskTimeoutException e ? String.valueOf(e.kind()) : results.value());
            }
            assertThat(outcomes).containsExactly("quick", "RUN", "quick");
        }
    }

    @Test
    void endsATaskThatIsSilentAndNotOneThatReports() throws Exception {
        String go = folder.resolve("go").toString();
        TaskOptions talkative = PLAIN.progressTimeout(Duration.ofSeconds(2));
        try (WorkerProcessPool pool = pool(2).start()) {
            WorkerFuture<Long> reports = pool.submit(() -> LimitTasks.reportUntil(go), talkative);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> reports.progress().isPresent());
            WorkerFuture<?> silent = pool.submit(() -> LimitTasks.reportAndHang(), talkative);
            TaskTimeoutException e = timeoutOf(silent);

            assertThat(e.kind()).isEqualTo(Kind.PROGRESS);
            assertThat(e).hasMessageContaining("no progress");
            assertThat(silent.progress()).contains(new TaskProgress(1, 2, null));
            assertThat(reports.isDone()).as("it has run for longer").isFalse();
            PoolTasks.note(go, "x");
            long last = reports.get(30, SECONDS);
            assertThat(reports.progress()).contains(new TaskProgress(last, last, "step " + last));
        }
    }

    @Test
    void showsProgressWhileTheTaskRuns() throws Exception {
        String go = folder.resolve("go").toString();
        try (WorkerProcessPool pool = pool(1).start()) {
            WorkerFuture<String> future = pool.submit(() -> {
                TaskContext.current().progress(3, 10, "reading");
                return PoolTasks.until(go, false);
            });

            await().atMost(Duration.ofSeconds(30)).until(() -> future.progress().isPresent());

            assertThat(future.progress()).contains(new TaskProgress(3, 10, "reading"));
            PoolTasks.note(go, "x");
            assertThat(future.get(30, SECONDS)).isEqualTo("saw it");
            assertThat(pool.submit(() -> 1).get(30, SECONDS)).isEqualTo(1);
        }
    }

    @Test
    void tellsTheTaskItselfThatItIsCancelled() throws Exception {
        try (WorkerProcessPool pool =
                pool(1).cancelGrace(Duration.ofSeconds(30)).start()) {
            WorkerFuture<String> future = pool.submit(() -> LimitTasks.untilTheContextSaysSo());
            await().atMost(Duration.ofSeconds(30)).until(() -> future.taskState() == TaskState.STARTED);

            future.cancel(true);

            assertThatThrownBy(() -> future.get(30, SECONDS)).isInstanceOf(CancellationException.class);
            assertThat(pool.submit(() -> TaskContext.current().isCancelled()).get(30, SECONDS))
                    .isFalse();
        }
    }

    @Test
    void hasAContextOutsideOfWorkersThatTellsNobody() {
        TaskContext here = TaskContext.current();
        here.progress(1, 2);

        assertThat(here.isCancelled()).isFalse();
        Thread.currentThread().interrupt();
        assertThat(here.isCancelled()).isTrue();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void attachesTheThreadsOfAWorkerWhoseTaskIsInADeafLoop() throws Exception {
        try (WorkerProcessPool pool = pool(1).start()) {
            String nothing = folder.resolve("x").toString();
            pool.submit(() -> PoolTasks.note(nothing, "the classes are there now"))
                    .get(30, SECONDS);
            WorkerFuture<?> spins = pool.submit(
                    () -> LimitTasks.spinDeafly(), PLAIN.named("spinner").taskTimeout(Duration.ofSeconds(1)));
            WorkerFuture<Integer> next = pool.submit(() -> 1);

            TaskTimeoutException e = timeoutOf(spins);

            assertThat(e.endedBy()).isIn(EndedBy.TERMINATE, EndedBy.KILL);
            assertThat(e.threadDump()).isNotNull();
            assertThat(e.threadDump().lines().findFirst())
                    .hasValueSatisfying(line -> assertThat(line).contains("threeply-task"));
            assertThat(e.threadDump()).contains("LimitTasks.spinDeafly").contains("\"main\"");
            assertThat(e).hasMessageContaining("spinDeafly").hasMessageContaining("\"spinner\"");
            assertThat(spins.threadDump()).isEqualTo(e.threadDump());
            assertThat(next.get(30, SECONDS)).isEqualTo(1);
        }
    }

    @Test
    void keepsTheThreadsOfACancelledTaskThatDidNotHeed() throws Exception {
        try (WorkerProcessPool pool = pool(1).start()) {
            Path ledger = folder.resolve("ledger");
            String file = ledger.toString();
            WorkerFuture<?> hangs = pool.submit(() -> {
                PoolTasks.note(file, "about to hang");
                PoolTasks.hangDeafly();
            });
            await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(ledger));
            assertThat(hangs.threadDump()).isNull();

            hangs.cancel(true);

            assertThatThrownBy(() -> hangs.get(30, SECONDS)).isInstanceOf(CancellationException.class);
            assertThat(hangs.threadDump()).contains("PoolTasks.hangDeafly").contains("TIMED_WAITING");
        }
    }

    @Test
    void saysThatAStoppedWorkerGaveNoThreads() throws Exception {
        try (WorkerProcessPool pool = pool(1).start()) {
            WorkerFuture<?> stopped =
                    pool.submit(() -> PoolTasks.hangDeafly(), PLAIN.taskTimeout(Duration.ofSeconds(2)));
            await().atMost(Duration.ofSeconds(30)).until(() -> stopped.taskState() == TaskState.STARTED);
            ProcessFacts.stop(stopped.workerPid().orElseThrow());

            TaskTimeoutException e = timeoutOf(stopped);

            assertThat(e.endedBy()).isEqualTo(EndedBy.KILL);
            assertThat(e.threadDump()).startsWith("(no thread dump").contains("did not answer");
            assertThat(e).hasMessageContaining("no thread dump");
            assertThat(pool.submit(() -> 1).get(30, SECONDS)).isEqualTo(1);
        }
    }

    @Test
    void runsElsewhereWhatAStoppedWorkerWasSent() throws Exception {
        try (WorkerProcessPool pool = pool(1).answerLimit(Duration.ofSeconds(2)).start()) {
            long stopped = pool.submit(() -> PoolTasks.pid()).get(30, SECONDS);
            ProcessFacts.stop(stopped);

            List<WorkerFuture<Long>> sent = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                sent.add(pool.submit(() -> PoolTasks.pid()));
            }

            for (WorkerFuture<Long> future : sent) {
                assertThat(future.get(30, SECONDS)).isNotEqualTo(stopped);
                assertThat(future.lostRuns()).isEmpty();
            }
            assertThat(sent.get(0).attempts()).isEqualTo(2);
        }
    }

    @Test
    void endsTheWaitBehindATaskWhoseWorkerWasStopped() throws Exception {
        try (WorkerProcessPool pool = pool(1).answerLimit(Duration.ofSeconds(1)).start()) {
            WorkerFuture<String> first = started(pool, folder.resolve("never").toString());
            WorkerFuture<Integer> behind = pool.submit(() -> 1, PLAIN.queueTimeout(Duration.ofSeconds(2)));
            await().atMost(Duration.ofSeconds(30)).until(() -> behind.taskState() == TaskState.SENT);
            ProcessFacts.stop(first.workerPid().orElseThrow());

            assertThat(timeoutOf(behind).kind()).isEqualTo(Kind.QUEUE);
            assertThatThrownBy(() -> first.get(30, SECONDS))
                    .hasCauseInstanceOf(WorkerCrashedException.class)
                    .hasMessageContaining("did not answer");
        }
    }

    /** A task runs there, so it owes nothing but the answer to the order to give back what waits. */
    @Test
    void runsElsewhereWhatAStoppedWorkerWasToGiveBackWhenItWasRetired() throws Exception {
        try (WorkerProcessPool pool = pool(1).answerLimit(Duration.ofSeconds(1)).start()) {
            WorkerFuture<String> first = started(pool, folder.resolve("never").toString());
            WorkerFuture<Long> behind = pool.submit(() -> PoolTasks.pid());
            await().atMost(Duration.ofSeconds(30)).until(() -> behind.taskState() == TaskState.SENT);
            long stopped = first.workerPid().orElseThrow();
            ProcessFacts.stop(stopped);

            pool.core().placement().links().get(0).retire("a test says so");

            assertThat(behind.get(30, SECONDS)).isNotEqualTo(stopped);
            assertThatThrownBy(() -> first.get(30, SECONDS))
                    .hasCauseInstanceOf(WorkerCrashedException.class)
                    .hasMessageContaining("did not answer");
        }
    }

    @Test
    void doesNotSuspectABusyWorker() throws Exception {
        // A busy machine may let it answer nobody for a second; for eight of them, hardly.
        if (!survivesBeingBusy(Duration.ofSeconds(1))) {
            assertThat(survivesBeingBusy(Duration.ofSeconds(8))).isTrue();
        }
    }

    private boolean survivesBeingBusy(Duration answerLimit) throws Exception {
        String go = folder.resolve("go" + answerLimit).toString();
        try (WorkerProcessPool pool = pool(1).answerLimit(answerLimit).start()) {
            WorkerFuture<String> running = started(pool, go);
            long pid = running.workerPid().orElseThrow();
            WorkerFuture<Integer> behind = pool.submit(() -> 1, PLAIN.queueTimeout(Duration.ofMillis(300)));
            assertThat(timeoutOf(behind).kind()).isEqualTo(Kind.QUEUE); // so that it was asked for something
            await().pollDelay(answerLimit.multipliedBy(2)) // twice what a silent one would get
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> true);
            PoolTasks.note(go, "x");
            try {
                assertThat(running.get(30, SECONDS)).isEqualTo("saw it");
                return pool.submit(() -> PoolTasks.pid()).get(30, SECONDS) == pid;
            } catch (ExecutionException e) {
                assertThat(e).hasCauseInstanceOf(WorkerCrashedException.class).hasMessageContaining("did not answer");
                return false;
            }
        }
    }
}
