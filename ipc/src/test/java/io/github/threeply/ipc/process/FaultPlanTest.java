package io.github.threeply.ipc.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.threeply.ipc.testkit.FaultPlan;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a plan says happens, there and nowhere else. */
@EnabledOnOs(OS.LINUX)
@ExtendWith({NoChildIsLeft.class, HoldsNoMore.class})
class FaultPlanTest {
    @TempDir
    private Path folder;

    private static WorkerProcessPoolBuilder pool(int workers, FaultPlan plan) {
        return WorkerProcessPool.builder().workers(workers).name("planned").jvmArguments(plan.jvmArguments());
    }

    private static Throwable causeOf(Future<?> future) {
        return catchThrowableOfType(ExecutionException.class, () -> future.get(30, SECONDS))
                .getCause();
    }

    @Test
    void breaksAfterTheFrameThatItNames() throws Exception {
        // Ready; started, result; started, result: the fifth frame is the second result.
        FaultPlan plan = FaultPlan.worker(1).afterFrame(5).exit(42).onlyOnce(folder.resolve("once"));
        try (WorkerProcessPool pool = pool(1, plan).start()) {
            List<Long> pids = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                pids.add(pool.submit(() -> PoolTasks.pid()).get(30, SECONDS));
            }

            assertThat(pids.get(1)).isEqualTo(pids.get(0));
            assertThat(pids.get(2)).isNotEqualTo(pids.get(1)).isEqualTo(pids.get(3));
        }
    }

    @Test
    void leavesTheWorkersAloneThatItDoesNotName() throws Exception {
        try (WorkerProcessPool pool =
                pool(1, FaultPlan.worker(2).atBoot().exit(3)).start()) {
            long pid = pool.submit(() -> PoolTasks.pid()).get(30, SECONDS);
            for (int i = 0; i < 50; i++) {
                assertThat(pool.submit(() -> PoolTasks.pid()).get(30, SECONDS)).isEqualTo(pid);
            }
        }
    }

    @Test
    void exitsBetweenTheWordThatATaskStartsAndTheTask() {
        try (WorkerProcessPool pool =
                pool(1, FaultPlan.everyWorker().beforeTask(1).exit(7)).start()) {
            String never = folder.resolve("never").toString();

            WorkerCrashedException e =
                    (WorkerCrashedException) causeOf(pool.submit(() -> PoolTasks.note(never, "ran")));

            assertThat(e.exit().code()).isEqualTo(7);
            assertThat(e.started()).isTrue();
            assertThat(Path.of(never)).doesNotExist();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 23, 25, 1_000_000})
    void cutsAResult(int bytes) throws Exception {
        FaultPlan plan = FaultPlan.worker(1).inResult(2).cutAt(bytes).onlyOnce(folder.resolve("once"));
        try (WorkerProcessPool pool = pool(1, plan).start()) {
            assertThat(pool.submit(() -> 1).get(30, SECONDS)).isEqualTo(1);

            WorkerFuture<Integer> cut = pool.submit(() -> 2);

            if (bytes < 1_000_000) {
                assertThat(causeOf(cut))
                        .isInstanceOfSatisfying(
                                WorkerCrashedException.class,
                                e -> assertThat(e.exit().signal()).isEqualTo("SIGKILL"));
            } else {
                assertThat(cut.get(30, SECONDS)).as("all of it was written").isEqualTo(2);
            }
            assertThat(pool.submit(() -> 3).get(30, SECONDS)).isEqualTo(3);
        }
    }

    @Test
    void cutsALargeResultOfManyFrames() throws Exception {
        FaultPlan plan = FaultPlan.worker(1).inFrame(20).cutAt(100_000).onlyOnce(folder.resolve("once"));
        try (WorkerProcessPool pool = pool(1, plan).start()) {
            WorkerFuture<byte[]> large = pool.submit(() -> new byte[40 << 20]);
            WorkerFuture<Integer> next = pool.submit(() -> 1);

            assertThat(causeOf(large)).isInstanceOf(WorkerCrashedException.class);
            assertThat(next.get(30, SECONDS)).isEqualTo(1);
        }
    }

    @Test
    void tellsOfACrashWithTheHeadOfItsLog() {
        FaultPlan plan = FaultPlan.worker(1).beforeTask(1).crash();
        try (WorkerProcessPool pool = pool(1, plan).start()) {
            WorkerCrashedException e = (WorkerCrashedException) causeOf(pool.submit(() -> 1));

            assertThat(e.exit().signal()).isEqualTo("SIGABRT");
            assertThat(e.exit().crashLog()).contains("SIGSEGV");
        }
    }

    @Test
    void anyBitThatIsFlippedFailsThatTaskOrNone() throws Exception {
        for (int seed = 0; seed < 8; seed++) {
            FaultPlan plan = FaultPlan.worker(1).inResult(2).mutate(seed).onlyOnce(folder.resolve("once-" + seed));
            try (WorkerProcessPool pool =
                    pool(1, plan).taskTimeout(Duration.ofSeconds(15)).start()) {
                assertThat(pool.submit(() -> "one").get(30, SECONDS)).isEqualTo("one");
                WorkerFuture<String> damaged = pool.submit(() -> "two");

                try {
                    damaged.get(30, SECONDS);
                } catch (ExecutionException e) {
                    assertThat(e.getCause())
                            .isInstanceOfAny(
                                    WorkerProtocolException.class,
                                    WorkerCrashedException.class,
                                    ValueNotRebuiltException.class,
                                    TaskTimeoutException.class);
                }
                assertThat(pool.submit(() -> "three").get(30, SECONDS)).isEqualTo("three");
            }
        }
    }

    @Test
    void stopsAWorkerThatOnlyItsTimeLimitEnds() throws Exception {
        FaultPlan plan = FaultPlan.worker(1).beforeTask(1).stop().onlyOnce(folder.resolve("once"));
        try (WorkerProcessPool pool =
                pool(1, plan).cancelGrace(Duration.ofMillis(50)).start()) {
            WorkerFuture<Integer> stopped =
                    pool.submit(() -> 1, TaskOptions.defaults().taskTimeout(Duration.ofSeconds(2)));
            WorkerFuture<Integer> next = pool.submit(() -> 2);

            assertThat(causeOf(stopped))
                    .isInstanceOfSatisfying(
                            TaskTimeoutException.class,
                            e -> assertThat(e.endedBy()).isEqualTo(TaskTimeoutException.EndedBy.KILL));
            assertThat(next.get(30, SECONDS)).isEqualTo(2);
        }
    }

    @Test
    void nativeOutputDoesNotReachTheChannel() throws Exception {
        byte[] noise = "%d%s\0noise without a line end".repeat(1000).getBytes(StandardCharsets.US_ASCII);
        FaultPlan plan = FaultPlan.worker(1)
                .afterFrame(1)
                .writeToFd1Natively(noise)
                .and(FaultPlan.worker(1).afterFrame(2).writeToFd1Natively(noise))
                .and(FaultPlan.worker(1).inFrame(3).at(5).writeToFd1Natively(noise));
        try (WorkerProcessPool pool = pool(1, plan).start()) {
            for (int i = 0; i < 10; i++) {
                assertThat(pool.submit(PoolTasks.squareOf(i)).get(30, SECONDS)).isEqualTo(i * i);
            }
        }
    }

    @Test
    void bytesThatAreNotTheProtocolFailTheTaskThatRuns() throws Exception {
        FaultPlan plan = FaultPlan.worker(1)
                .beforeTask(2)
                .babble("once upon a time".repeat(5).getBytes(StandardCharsets.US_ASCII))
                .onlyOnce(folder.resolve("once"));
        try (WorkerProcessPool pool = pool(1, plan).start()) {
            assertThat(pool.submit(() -> 1).get(30, SECONDS)).isEqualTo(1);
            assertThat(causeOf(pool.submit(() -> 2)))
                    .isInstanceOf(WorkerProtocolException.class)
                    .hasMessageContaining("once upon");
            assertThat(pool.submit(() -> 3).get(30, SECONDS)).isEqualTo(3);
        }
    }

    @Test
    void aWorkerThatHangsAtItsBootIsReplaced() throws Exception {
        FaultPlan plan = FaultPlan.worker(1).atBoot().hang().onlyOnce(folder.resolve("once"));
        try (WorkerProcessPool pool =
                pool(1, plan).bootLimit(Duration.ofSeconds(3)).start()) {
            assertThat(pool.submit(() -> 1).get(60, SECONDS)).isEqualTo(1);
        }
        assertThat(folder.resolve("once")).exists();
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> FaultPlan.worker(0)).hasMessageContaining("worker 0");
        assertThatThrownBy(() -> FaultPlan.worker(1).afterFrame(0)).hasMessageContaining("0");
        assertThatThrownBy(() -> FaultPlan.worker(1).atBoot().exit(256)).hasMessageContaining("256");
        assertThatThrownBy(() -> FaultPlan.worker(1).inFrame(1).at(-1)).hasMessageContaining("-1");
    }
}
