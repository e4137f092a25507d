package io.github.threeply.ipc.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.Task;
import io.github.threeply.core.TaskFunction;
import java.io.IOException;
import java.io.Serializable;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Work that goes well, and work that fails by itself. One pool for all: no test here may harm it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkerProcessPoolTest {
    @TempDir
    private Path folder;

    private WorkerProcessPool pool;

    @BeforeAll
    void start() {
        pool = WorkerProcessPool.builder()
                .workers(2)
                .name("good")
                .maxPayload(40 << 20)
                .start();
    }

    @AfterAll
    void end() {
        List<Long> pids = pool.workers().stream().map(WorkerStatus::pid).toList();
        pool.close();
        assertThat(pool.isTerminated()).isTrue();
        assertThat(pool.workers()).isEmpty();
        assertThat(NoChildIsLeft.workers()).doesNotContainAnyElementsOf(pids);
    }

    @Test
    void runsATaskInAnotherProcess() throws Exception {
        WorkerFuture<Long> pid = pool.submit(() -> PoolTasks.pid());

        assertThat(pid.get(30, SECONDS)).isNotEqualTo(ProcessHandle.current().pid());
        assertThat(pid.workerPid()).hasValue(pid.get());
        assertThat(pid.workerName()).startsWith("good-worker-");
        assertThat(pid.taskState()).isEqualTo(TaskState.SUCCEEDED);
        assertThat(pid.attempts()).isPositive();
    }

    @Test
    void runsLambdasThatCaptureMethodReferencesAndNamedClasses() throws Exception {
        int n = 12;
        String text = "x";
        record Named(int n) implements Task<Integer> {
            @Override
            public Integer call() {
                return PoolTasks.square(n);
            }
        }

        assertThat(pool.submit(() -> PoolTasks.square(n) + text).get(30, SECONDS))
                .isEqualTo("144x");
        assertThat(pool.submit(Task.of(PoolTasks::pid)).get(30, SECONDS)).isPositive();
        assertThat(pool.submit(new Named(5)).get(30, SECONDS)).isEqualTo(25);
        assertThat(pool.submit((Callable<Integer>) PoolTasks.squareOf(6)).get(30, SECONDS))
                .isEqualTo(36);
    }

    @Test
    void givesTheFixedResultOfARunnable() throws Exception {
        Object result = new Object();
        Task.Action action = () -> PoolTasks.square(1);

        assertThat(pool.submit(action, result).get(30, SECONDS)).isSameAs(result);
        assertThat(pool.submit(action).get(30, SECONDS)).isNull();
        assertThat(pool.submit((Runnable) action).get(30, SECONDS)).isNull();
    }

    @Test
    void giveBackResultsOfManyKinds() throws Exception {
        assertThat(pool.submit(() -> new PoolTasks.Point(1, 2)).get(30, SECONDS))
                .isEqualTo(new PoolTasks.Point(1, 2));
        assertThat(pool.submit(() -> List.of("a", 1)).get(30, SECONDS)).isEqualTo(List.of("a", 1));
        assertThat(pool.submit(() -> Map.of("k", Duration.ofDays(1))).get(30, SECONDS))
                .isEqualTo(Map.of("k", Duration.ofDays(1)));
        assertThat(pool.submit(() -> (Object) null).get(30, SECONDS)).isNull();
    }

    @Test
    void rebuildsTheExceptionOfATaskWithTheWorkersStack() {
        Future<?> future = pool.submit(Task.of(() -> {
            throw new PoolTasks.OwnException("own", 7);
        }));

        ExecutionException e = catchThrowableOfType(ExecutionException.class, () -> future.get(30, SECONDS));

        assertThat(e.getCause()).isInstanceOfSatisfying(PoolTasks.OwnException.class, own -> {
            assertThat(own.code()).isEqualTo(7);
            assertThat(own).hasMessage("own");
            assertThat(own.getStackTrace()[0].getClassName()).contains("WorkerProcessPoolTest");
        });
    }

    @Test
    void describesAnExceptionThatCannotTravel() {
        Future<?> future = pool.submit(Task.of(() -> {
            throw new PoolTasks.WithThread("holds a thread");
        }));

        assertThatThrownBy(() -> future.get(30, SECONDS))
                .cause()
                .isInstanceOfSatisfying(RemoteTaskException.class, e -> {
                    assertThat(e.remoteClassName()).isEqualTo(PoolTasks.WithThread.class.getName());
                    assertThat(e.remoteMessage()).isEqualTo("holds a thread");
                    assertThat(e.getStackTrace()[0].getClassName()).contains("WorkerProcessPoolTest");
                    assertThat(e.workerName()).startsWith("good-worker-");
                });
    }

    @Test
    void doesNotThrowAWorkersErrorAsItsOwn() {
        Future<?> future = pool.submit(Task.of(() -> {
            throw new AssertionError("theirs");
        }));

        assertThatThrownBy(() -> future.get(30, SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        RemoteTaskException.class,
                        e -> assertThat(e.remoteClassName()).isEqualTo("java.lang.AssertionError"));
    }

    @Test
    void refusesInSubmitATaskThatCannotTravelAndNamesTheField() throws Exception {
        class Holder implements Task<String>, Serializable {
            private static final long serialVersionUID = 1L;

            @SuppressWarnings({"serial", "unused"})
            private final Object connection = new Socket();

            @Override
            public String call() {
                return "never";
            }
        }

        assertThatThrownBy(() -> pool.submit(new Holder()))
                .isInstanceOfSatisfying(TaskNotSerializableException.class, e -> {
                    assertThat(e.className()).isIn("java.net.Socket", WorkerProcessPoolTest.class.getName());
                    assertThat(e.path()).contains("Holder.");
                });
        assertThat(pool.submit(() -> 1).get(30, SECONDS)).isEqualTo(1);
    }

    @Test
    void refusesAPlainCallableAndSaysTaskOf() {
        ExecutorService plain = pool;

        assertThatThrownBy(() -> plain.submit(() -> 1))
                .isInstanceOf(TaskNotSerializableException.class)
                .hasMessageContaining("Task.of(");
        assertThatThrownBy(() -> CompletableFuture.supplyAsync(() -> 1, plain))
                .isInstanceOf(TaskNotSerializableException.class);
    }

    @Test
    void failsOnlyTheTaskWhoseResultCannotTravelAndNamesTheField() throws Exception {
        WorkerFuture<Object> bad = pool.submit(() -> new ArrayList<Object>(List.of(1, new Object())));
        WorkerFuture<Integer> good = pool.submit(() -> 2);

        assertThatThrownBy(() -> bad.get(30, SECONDS))
                .cause()
                .isInstanceOfSatisfying(TaskNotSerializableException.class, e -> {
                    assertThat(e.path()).isEqualTo("the result[1]");
                    assertThat(e.className()).isEqualTo("java.lang.Object");
                });
        assertThat(good.get(30, SECONDS)).isEqualTo(2);
    }

    @Test
    void refusesAResultWhoseClassIsNotAllowedAndSaysWhatToSet() {
        WorkerFuture<Object> future = pool.submit(() -> new java.util.SimpleTimeZone(0, "x"));

        assertThatThrownBy(() -> future.get(30, SECONDS))
                .cause()
                .isInstanceOf(ValueNotRebuiltException.class)
                .hasMessageContaining("allow(\"java.util.SimpleTimeZone\")");
    }

    @Test
    void failsOnlyTheTaskThatIsTooLarge() throws Exception {
        byte[] large = new byte[41 << 20];

        assertThatThrownBy(() -> pool.submit(() -> large.length)).isInstanceOf(PayloadTooLargeException.class);
        WorkerFuture<byte[]> result = pool.submit(() -> new byte[41 << 20]);
        assertThatThrownBy(() -> result.get(30, SECONDS))
                .cause()
                .isInstanceOfSatisfying(
                        PayloadTooLargeException.class,
                        e -> assertThat(e.limit()).isEqualTo(40 << 20));
        assertThat(pool.submit(() -> 3).get(30, SECONDS)).isEqualTo(3);
    }

    @Test
    void carriesSixteenMebibytesBothWaysSeveralAtOnce() throws Exception {
        byte[] large = new byte[16 << 20];
        large[large.length - 1] = 7;
        List<WorkerFuture<byte[]>> futures = new ArrayList<>();

        for (int i = 0; i < 8; i++) {
            int n = i;
            futures.add(pool.submit(() -> {
                large[0] = (byte) n;
                return large;
            }));
        }

        for (int i = 0; i < 8; i++) {
            byte[] back = futures.get(i).get(60, SECONDS);
            assertThat(back).hasSize(16 << 20);
            assertThat(back[0]).isEqualTo((byte) i);
            assertThat(back[back.length - 1]).isEqualTo((byte) 7);
        }
    }

    @Test
    void runsTwentyThousandSmallTasksInFlight() throws Exception {
        List<WorkerFuture<Integer>> futures = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            futures.add(pool.submit(PoolTasks.squareOf(i % 1000)));
        }

        for (int i = 0; i < 20_000; i++) {
            assertThat(futures.get(i).get(60, SECONDS)).isEqualTo((i % 1000) * (i % 1000));
        }
    }

    @Test
    void isNotHarmedByNoiseOnStandardOutput() throws Exception {
        WorkerFuture<Integer> noisy = pool.submit(() -> {
            for (int i = 0; i < 20; i++) {
                System.out.println("noise " + i);
            }
            System.out.write(new byte[100_000]);
            System.out.flush();
            new ProcessBuilder("sh", "-c", "echo from a child; cat >/dev/null")
                    .inheritIO()
                    .start()
                    .waitFor();
            return 5;
        });

        assertThat(noisy.get(30, SECONDS)).isEqualTo(5);
        assertThat(pool.submit(() -> 6).get(30, SECONDS)).isEqualTo(6);
    }

    @Test
    void startsATaskWhileAnotherWorkerIsBusyAndNotBehindIt() throws Exception {
        String file = folder.resolve("go").toString();
        WorkerFuture<String> first = pool.submit(() -> PoolTasks.until(file, false));
        WorkerFuture<String> last = pool.submit(() -> {
            PoolTasks.note(file, "x");
            return "done";
        });

        assertThat(last.get(30, SECONDS)).isEqualTo("done");
        assertThat(first.get(30, SECONDS)).isEqualTo("saw it");
    }

    @Test
    void takesBackATaskThatWaitsBehindALongOneWhenAnotherWorkerIsIdleAndRunsItOnce() throws Exception {
        String ledger = folder.resolve("ledger").toString();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> pool.workers().stream()
                                .filter(w -> w.state() == WorkerStatus.State.IDLE)
                                .count()
                        == 2);
        List<Long> pids = pool.workers().stream().map(WorkerStatus::pid).toList();
        for (int round = 0; round < 20; round++) {
            int r = round;
            String file = folder.resolve("round" + round).toString();
            // One of the short ones is sent behind the long one, and would wait for ever if it stayed there.
            List<WorkerFuture<?>> all = new ArrayList<>();
            all.add(pool.submit(Task.of(() -> PoolTasks.until(file, false))));
            for (int i = 0; i < 6; i++) {
                int n = i;
                all.add(pool.submit(() -> PoolTasks.note(ledger, r + "." + n)));
            }
            for (WorkerFuture<?> future : all.subList(1, all.size())) {
                future.get(30, SECONDS);
            }
            PoolTasks.note(file, "x");
            assertThat(all.get(0).get(30, SECONDS)).isEqualTo("saw it");
        }
        assertThat(Files.readAllLines(Path.of(ledger))).hasSize(120).doesNotHaveDuplicates();
        assertThat(pool.workers()).extracting(WorkerStatus::pid).isEqualTo(pids);
    }

    @Test
    void isACompletionStageWhoseActionsMayBlock() throws Exception {
        CompletableFuture<Integer> sum = pool.submit(() -> 4)
                .thenCombine(pool.submit(() -> 5), Integer::sum)
                .thenApply(n -> {
                    try {
                        return n + pool.submit(() -> 1).get();
                    } catch (InterruptedException | ExecutionException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toCompletableFuture();

        assertThat(sum.get(30, SECONDS)).isEqualTo(10);
        CompletableFuture<Object> failed = pool.submit(Task.of(() -> {
                    throw new IOException("x");
                }))
                .toCompletableFuture();
        assertThatThrownBy(() -> failed.get(30, SECONDS)).hasCauseInstanceOf(IOException.class);
    }

    @Test
    void isTheSameProgramOverThreadsAndOverProcesses() throws Exception {
        try (BulkExecutor threads = BulkExecutor.threads(2)) {
            for (BulkExecutor executor : List.of(threads, pool)) {
                TaskFunction<Integer, Integer> square = PoolTasks::square;
                try (var results =
                        executor.submitEach(square, List.of(1, 2, 3, 4).iterator(), 8)) {
                    long sum = 0;
                    while (results.next()) {
                        sum += results.value();
                    }
                    assertThat(sum).isEqualTo(30);
                    assertThat(results.isDrained()).isTrue();
                }
            }
        }
    }
}
