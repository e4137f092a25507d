package io.github.threeply.ipc.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.threeply.core.BulkResults;
import io.github.threeply.core.Task;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Workers that die with last words, leave things undone, cannot be started or are no workers at all. */
@ExtendWith(NoChildIsLeft.class)
class BrokenWorkersTest {
    @TempDir
    private Path folder;

    private static WorkerProcessPool pool(int workers) {
        return WorkerProcessPool.builder().workers(workers).name("b").start();
    }

    private static Throwable causeOf(Future<?> future) {
        return catchThrowableOfType(ExecutionException.class, () -> future.get(30, SECONDS))
                .getCause();
    }

    @Test
    void failsOnlyTheTaskThatKilledItsWorkerAndRunsTheOthersElsewhere() throws Exception {
        try (WorkerProcessPool pool = pool(1)) {
            WorkerFuture<?> doomed = pool.submit(() -> PoolTasks.killThisWorker());
            List<WorkerFuture<Integer>> others = IntStream.range(0, 20)
                    .mapToObj(i -> pool.submit(PoolTasks.squareOf(i)))
                    .toList();

            WorkerCrashedException e = (WorkerCrashedException) causeOf(doomed);

            assertThat(e.exit().code()).isEqualTo(137);
            assertThat(e.exit().signal()).isEqualTo("SIGKILL");
            assertThat(e.exit().pid()).isEqualTo(doomed.workerPid().orElseThrow());
            assertThat(e.exit().workerName()).isEqualTo("b-worker-1");
            assertThat(e.started()).isTrue();
            assertThat(e.taskId()).isEqualTo(doomed.taskId());
            assertThat(e).hasMessageContaining("SIGKILL").hasMessageContaining("only that task failed");
            for (int i = 0; i < 20; i++) {
                assertThat(others.get(i).get(30, SECONDS)).isEqualTo(i * i);
            }
        }
    }

    @Test
    void tellsExitCodeAndLastOutputOfATaskThatExits() {
        try (WorkerProcessPool pool = pool(1)) {
            WorkerFuture<?> exits = pool.submit(() -> {
                System.err.println("last words");
                System.exit(42);
            });
            WorkerFuture<?> halts = pool.submit(() -> Runtime.getRuntime().halt(43));

            WorkerCrashedException e = (WorkerCrashedException) causeOf(exits);

            assertThat(e.exit().code()).isEqualTo(42);
            assertThat(e.exit().stderrTail()).contains("last words");
            assertThat(e).hasMessageContaining("last words");
            assertThat(((WorkerCrashedException) causeOf(halts)).exit().code()).isEqualTo(43);
        }
    }

    @Test
    void runsEachTaskOnceInAStormOfCrashes() throws Exception {
        String ledger = folder.resolve("ledger").toString();
        int tasks = 200;
        List<WorkerFuture<Integer>> futures = new ArrayList<>();
        try (WorkerProcessPool pool = pool(2)) {
            for (int i = 0; i < tasks; i++) {
                int n = i;
                futures.add(pool.submit(() -> {
                    PoolTasks.note(ledger, Integer.toString(n));
                    if (n % 20 == 7) {
                        Runtime.getRuntime().halt(9);
                    }
                    return n;
                }));
            }

            for (int i = 0; i < tasks; i++) {
                if (i % 20 == 7) {
                    assertThat(causeOf(futures.get(i))).isInstanceOf(WorkerCrashedException.class);
                } else {
                    assertThat(futures.get(i).get(60, SECONDS)).isEqualTo(i);
                }
            }
        }
        List<String> lines = Files.readAllLines(Path.of(ledger));
        assertThat(lines).hasSize(tasks).doesNotHaveDuplicates();
    }

    @Test
    void failsOnlyTheTaskWhoseClassTheWorkerLacks() throws Exception {
        List<Path> onlyUs = List.of(
                Path.of(WorkerProcessPool.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI()),
                Path.of(Task.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI()));
        try (WorkerProcessPool pool =
                WorkerProcessPool.builder().workers(1).classPath(onlyUs).start()) {
            WorkerFuture<Integer> future = pool.submit(() -> PoolTasks.square(2));

            assertThat(causeOf(future))
                    .isInstanceOf(ValueNotRebuiltException.class)
                    .hasMessageContaining(BrokenWorkersTest.class.getName())
                    .hasMessageContaining("classPath(");
            assertThat(pool.workers().get(0).state()).isNotEqualTo(WorkerStatus.State.ENDING);
        }
    }

    @Test
    void givesUpWithTheFirstCauseWhenWorkersCannotStart() {
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(2)
                .jvmArguments("-XX:+NoSuchOption")
                .start()) {
            WorkerFuture<Integer> waiting = pool.submit(() -> 1);

            assertThat(causeOf(waiting))
                    .isInstanceOf(WorkerStartException.class)
                    .hasMessageContaining("NoSuchOption");
            assertThatThrownBy(() -> pool.submit(() -> 1))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasCauseInstanceOf(WorkerStartException.class);
        }
    }

    @Test
    void tellsWhyTheInitializerFailed() {
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .initializer(() -> {
                    throw new IllegalStateException("no database");
                })
                .start()) {
            WorkerFuture<Integer> waiting = pool.submit(() -> 1);

            assertThat(causeOf(waiting))
                    .isInstanceOf(WorkerInitException.class)
                    .hasMessageContaining("no database")
                    .hasCauseInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void runsTheInitializerOnceInEachWorker() throws Exception {
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .initializer(() -> PoolTasks.initialized += " but now")
                .start()) {
            assertThat(pool.submit(() -> PoolTasks.initialized).get(30, SECONDS))
                    .isEqualTo("no but now");
            assertThat(pool.submit(() -> PoolTasks.initialized).get(30, SECONDS))
                    .isEqualTo("no but now");
        }
    }

    @Test
    void givesUpAWorkerThatIsNotReadyInTime() {
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .bootLimit(Duration.ofMillis(700))
                .initializer(() -> PoolTasks.hangDeafly())
                .start()) {
            assertThat(causeOf(pool.submit(() -> 1)))
                    .isInstanceOf(WorkerStartException.class)
                    .hasMessageContaining("PT0.7S");
        }
    }

    /** A worker that says nothing of the protocol at all. */
    static final class Stranger implements WorkerEntry {
        @Override
        public void run(InputStream fromParent, OutputStream toParent, List<String> arguments) throws Exception {
            toParent.write("HTTP/1.1 200 OK, and so on and so on".getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void showsTheBytesOfAProcessThatIsNoWorker() {
        try (WorkerProcessPool pool =
                WorkerProcessPool.builder().workers(1).entry(Stranger.class).start()) {
            assertThat(causeOf(pool.submit(() -> 1)))
                    .isInstanceOf(WorkerStartException.class)
                    .hasMessageContaining("HTTP/1.1 200 OK");
        }
    }

    @Test
    void failsOnlyTheArgumentThatADeadWorkerHadBegun() throws Exception {
        try (WorkerProcessPool pool = pool(2);
                BulkResults<Integer> results = pool.submitEach(
                        (Integer n) -> {
                            if (n % 100 == 50) {
                                Runtime.getRuntime().halt(5);
                            }
                            return n * 2;
                        },
                        IntStream.range(0, 400).iterator(),
                        64)) {
            Set<Long> crashed = new HashSet<>();
            Set<Long> done = new HashSet<>();
            while (results.next()) {
                if (results.failure() != null) {
                    assertThat(results.failure()).isInstanceOf(WorkerCrashedException.class);
                    assertThat(crashed.add(results.index())).isTrue();
                } else {
                    assertThat((long) results.value()).isEqualTo(results.index() * 2);
                    assertThat(done.add(results.index())).isTrue();
                }
                results.request(1);
            }
            assertThat(results.isDrained()).isTrue();
            assertThat(crashed).containsExactlyInAnyOrder(50L, 150L, 250L, 350L);
            assertThat(done).hasSize(396);
        }
    }
}
