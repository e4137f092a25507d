package io.github.threeply.ipc.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.Task;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoChildIsLeft.class)
class AdmissionTest {
    @TempDir
    private Path folder;

    private final RecordingListener told = new RecordingListener();

    private WorkerProcessPool pool(Admission admission) {
        return WorkerProcessPool.builder()
                .workers(1)
                .name("full")
                .admission(admission)
                .listener(told)
                .start();
    }

    private Path file() {
        return folder.resolve("go");
    }

    private Task<String> waits() {
        String go = file().toString();
        return () -> PoolTasks.until(go, false);
    }

    /** A thread that is inside submit, waiting. */
    private static <T> FutureTask<WorkerFuture<T>> submitter(
            WorkerProcessPool pool, Task<T> task, List<Thread> threads) {
        FutureTask<WorkerFuture<T>> submission = new FutureTask<>(() -> pool.submit(task));
        Thread thread = new Thread(submission, "submitter");
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
        return submission;
    }

    private static void awaitWaiting(WorkerProcessPool pool, int submitters) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> pool.core().submissions().gate().waiting() == submitters);
    }

    @Test
    void takesTwentyThousandSmallTasksWithoutWaitingByDefault() throws Exception {
        try (WorkerProcessPool pool = pool(Admission.block())) {
            WorkerFuture<String> first = pool.submit(waits());
            List<WorkerFuture<Integer>> all = IntStream.range(0, 20_000)
                    .mapToObj(i -> pool.submit(PoolTasks.squareOf(i)))
                    .toList();

            assertThat(first.isDone()).isFalse(); // so not one of the others had ended, and yet none had to wait
            assertThat(pool.core().submissions().gate().tasks()).isEqualTo(20_001);
            assertThat(pool.core().submissions().waits()).isZero();
            Files.createFile(file());
            assertThat(all.get(19_999).get(30, SECONDS)).isEqualTo(19_999 * 19_999);
        }
        assertThat(told.all).doesNotContain("pressureBegan");
    }

    @Test
    void refusesAtOnceWhatFindsNoRoom() throws Exception {
        try (WorkerProcessPool pool = pool(Admission.reject().maxTasks(3))) {
            List<WorkerFuture<String>> in = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                in.add(pool.submit(waits()));
            }

            PoolFullException e = catchThrowableOfType(PoolFullException.class, () -> pool.submit(waits()));

            assertThat(e.pendingTasks()).isEqualTo(3);
            assertThat(e.pendingBytes()).isPositive();
            assertThat(e).hasMessageContaining("pool full has no room").hasMessageContaining("at most 3 tasks");
            told.awaitEvent("rejected");
            told.awaitEvent("pressureBegan");
            Files.createFile(file());
            for (WorkerFuture<String> future : in) {
                assertThat(future.get(30, SECONDS)).isEqualTo("saw it");
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> pool.core().submissions().gate().tasks() == 0);
            assertThat(pool.core().submissions().gate().bytes()).isZero();
            assertThat(pool.submit(waits()).get(30, SECONDS)).isEqualTo("saw it");
            told.awaitEvent("pressureEnded");
        }
    }

    @Test
    void countsBytesButLetsOneTaskInThatIsLargerThanTheLimit() throws Exception {
        record Large(byte[] bytes, Task<?> task) implements Task<Integer>, Serializable {
            @Override
            public Integer call() throws Exception {
                task.call();
                return bytes.length;
            }
        }
        try (WorkerProcessPool pool = pool(Admission.reject().maxBytes(100_000))) {
            WorkerFuture<Integer> large = pool.submit(new Large(new byte[200_000], waits()));

            assertThatThrownBy(() -> pool.submit(waits())).isInstanceOf(PoolFullException.class);

            Files.createFile(file());
            assertThat(large.get(30, SECONDS)).isEqualTo(200_000);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> pool.core().submissions().gate().tasks() == 0);
            pool.submit(new Large(new byte[60_000], waits()));
            assertThat(pool.submit(waits()).get(30, SECONDS)).isEqualTo("saw it");
        }
    }

    @Test
    void waitsUntilThereIsRoom() throws Exception {
        List<Thread> threads = new ArrayList<>();
        try (WorkerProcessPool pool = pool(Admission.block().maxTasks(1))) {
            WorkerFuture<String> first = pool.submit(waits());
            List<FutureTask<WorkerFuture<Integer>>> more = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                more.add(submitter(pool, PoolTasks.squareOf(i), threads));
                awaitWaiting(pool, i + 1);
            }

            assertThat(more).noneMatch(Future::isDone);
            Files.createFile(file());

            assertThat(first.get(30, SECONDS)).isEqualTo("saw it");
            for (int i = 0; i < 5; i++) {
                WorkerFuture<Integer> next = more.get(i).get(30, SECONDS);
                assertThat(next.get(30, SECONDS)).isEqualTo(i * i);
                assertThat(next.taskId()).isEqualTo(i + 2); // in the order in which they came
            }
        }
    }

    @Test
    void givesUpWaitingAtTheLimit() {
        try (WorkerProcessPool pool =
                pool(Admission.blockFor(Duration.ofMillis(30)).maxTasks(1))) {
            WorkerFuture<String> first = pool.submit(waits());
            long from = System.nanoTime();

            assertThatThrownBy(() -> pool.submit(() -> 1)).isInstanceOf(PoolFullException.class);

            assertThat(System.nanoTime() - from).isGreaterThanOrEqualTo(30_000_000);
            first.cancel(true);
        }
    }

    @Test
    void keepsTheInterruptOfOneThatWaitsAndDoesNotSubmit() throws Exception {
        List<Thread> threads = new ArrayList<>();
        AtomicBoolean flag = new AtomicBoolean();
        try (WorkerProcessPool pool = pool(Admission.block().maxTasks(1))) {
            WorkerFuture<String> first = pool.submit(waits());
            FutureTask<RejectedExecutionException> refused = new FutureTask<>(() -> {
                RejectedExecutionException e =
                        catchThrowableOfType(RejectedExecutionException.class, () -> pool.submit(() -> 1));
                flag.set(Thread.currentThread().isInterrupted());
                return e;
            });
            Thread thread = new Thread(refused, "submitter");
            thread.start();
            awaitWaiting(pool, 1);
            FutureTask<WorkerFuture<Integer>> behind = submitter(pool, () -> 2, threads);
            awaitWaiting(pool, 2);

            thread.interrupt();

            assertThat(refused.get(30, SECONDS)).hasMessageContaining("interrupted while waiting");
            assertThat(flag).isTrue();
            Files.createFile(file());
            assertThat(behind.get(30, SECONDS).get(20, SECONDS)).isEqualTo(2);
            assertThat(first.get(30, SECONDS)).isEqualTo("saw it");
        }
    }

    @Test
    void refusesAllThatWaitWhenThePoolIsShutDown() throws Exception {
        List<Thread> threads = new ArrayList<>();
        List<FutureTask<WorkerFuture<Integer>>> waiting = new ArrayList<>();
        WorkerProcessPool pool = pool(Admission.block().maxTasks(1));
        try (pool) {
            WorkerFuture<String> first = pool.submit(waits());
            for (int i = 0; i < 4; i++) {
                waiting.add(submitter(pool, PoolTasks.squareOf(i), threads));
            }
            awaitWaiting(pool, 4);

            pool.shutdown();

            for (FutureTask<?> each : waiting) {
                assertThatThrownBy(() -> each.get(30, SECONDS))
                        .hasCauseInstanceOf(RejectedExecutionException.class)
                        .hasMessageContaining("was shut down");
            }
            assertThat(first.isDone()).isFalse();
            pool.shutdownNow();
            assertThatThrownBy(() -> first.get(30, SECONDS)).isInstanceOf(CancellationException.class);
        }
        assertThat(told.all.stream().filter("queued #1"::equals)).hasSize(1);
        assertThat(told.all.stream().filter(line -> line.startsWith("queued"))).hasSize(1);
    }

    @Test
    void refusesAllThatWaitWhenThePoolBreaks() throws Exception {
        List<Thread> threads = new ArrayList<>();
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .admission(Admission.block().maxTasks(1))
                .jvmArguments("-XX:ThereIsNoSuchFlag=1")
                .start()) {
            Future<Integer> first = pool.submit(() -> 1);
            FutureTask<WorkerFuture<Integer>> second = submitter(pool, () -> 2, threads);

            assertThatThrownBy(() -> first.get(30, SECONDS)).hasCauseInstanceOf(WorkerStartException.class);
            // It may just have got in, in the place of the first.
            assertThatThrownBy(() -> second.get(30, SECONDS).get(20, SECONDS))
                    .cause()
                    .isInstanceOfAny(RejectedExecutionException.class, WorkerStartException.class);
        }
    }

    @Test
    void saysWhichLimitsAreAllowed() {
        assertThatThrownBy(() -> Admission.block().maxTasks(0)).hasMessageContaining("but was 0");
        assertThatThrownBy(() -> Admission.block().maxBytes(1L << 40)).hasMessageContaining("but was 1099511627776");
        assertThat(Admission.blockFor(Duration.ofSeconds(Long.MAX_VALUE)))
                .hasToString(Admission.block().toString());
        assertThat(Admission.blockFor(Duration.ofSeconds(-1)).waitNanos()).isZero();
        assertThat(Admission.block().maxTasks()).isEqualTo(1_000_000);
    }
}
