package io.github.threeply.ipc.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a worker does before its first task and after its last, and what its tasks see of it. */
@ExtendWith(NoChildIsLeft.class)
@Timeout(120)
class WorkerStateTest {
    @TempDir
    private Path folder;

    static final class Ledger implements AutoCloseable {
        private final String file;

        Ledger(String file) {
            this.file = file;
        }

        void note(String line) {
            PoolTasks.note(file, line + " in " + Thread.currentThread().getName());
        }

        @Override
        public void close() {
            note("closed itself");
        }
    }

    private List<String> lines(String file) throws Exception {
        return Files.readAllLines(Path.of(file));
    }

    private static void end(WorkerProcessPool pool) throws InterruptedException {
        pool.shutdown();
        assertThat(pool.awaitTermination(30, SECONDS)).isTrue();
    }

    @Test
    void makesAndEndsEverythingInOrderInTheThreadOfTheTasks() throws Exception {
        String file = folder.resolve("order").toString();
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .initializer(() -> new Ledger(file).note("initializer"))
                .state(Ledger.class, () -> {
                    Ledger ledger = new Ledger(file);
                    ledger.note("first state");
                    return ledger;
                })
                .state(
                        AtomicInteger.class,
                        () -> {
                            WorkerContext.current().state(Ledger.class).note("second state");
                            return new AtomicInteger(41);
                        },
                        n -> WorkerContext.current().state(Ledger.class).note("closed " + n))
                .closer(() -> new Ledger(file).note("closer"))
                .start()) {
            int before = pool.submit(() ->
                            WorkerContext.current().state(AtomicInteger.class).getAndIncrement())
                    .get(30, SECONDS);
            pool.submit(() -> WorkerContext.current().state(Ledger.class).note("task"))
                    .get(30, SECONDS);
            assertThat(before).isEqualTo(41);
        }

        assertThat(lines(file))
                .containsExactly(
                        "initializer in threeply-task",
                        "first state in threeply-task",
                        "second state in threeply-task",
                        "task in threeply-task",
                        "closer in threeply-task",
                        "closed 42 in threeply-task",
                        "closed itself in threeply-task");
    }

    @Test
    void tellsTheNameOfTheWorkerAndThatThereIsOne() throws Exception {
        try (WorkerProcessPool pool =
                WorkerProcessPool.builder().workers(1).name("named").start()) {
            assertThat(pool.submit(() -> WorkerContext.isWorker()
                                    + " "
                                    + WorkerContext.current().workerName())
                            .get(30, SECONDS))
                    .isEqualTo("true named-worker-1");
        }
        assertThat(WorkerContext.isWorker()).isFalse();
        assertThatIllegalStateException().isThrownBy(WorkerContext::current).withMessageContaining("isWorker()");
    }

    @Test
    void saysWhichStatesThereAreWhereAnotherIsAskedFor() throws Exception {
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .state(StringBuilder.class, StringBuilder::new)
                .start()) {
            WorkerFuture<?> asks = pool.submit(
                    () -> WorkerContext.current().state(Ledger.class).note("never"));

            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> asks.get(30, SECONDS))
                    .withCauseInstanceOf(IllegalStateException.class)
                    .withMessageContaining("only of java.lang.StringBuilder");
        }
    }

    @Test
    void refusesTwoStatesOfOneTypeAndWhatIsNoObject() {
        WorkerProcessPoolBuilder builder = WorkerProcessPool.builder().state(StringBuilder.class, StringBuilder::new);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.state(StringBuilder.class, StringBuilder::new))
                .withMessageContaining("java.lang.StringBuilder");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.state(int.class, () -> 1));
    }

    static Ledger fail() {
        throw new IllegalStateException("no ledger today");
    }

    @Test
    void closesWhatWasMadeWhereTheNextStateCannotBe() throws Exception {
        String file = folder.resolve("half").toString();
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .state(StringBuilder.class, StringBuilder::new, s -> PoolTasks.note(file, "closed"))
                .state(Ledger.class, WorkerStateTest::fail)
                .closer(() -> PoolTasks.note(file, "closer"))
                .start()) {
            WorkerFuture<Integer> waits = pool.submit(() -> PoolTasks.square(2));

            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> waits.get(30, SECONDS))
                    .withCauseInstanceOf(WorkerInitException.class)
                    .withMessageContaining("no ledger today");
        }
        assertThat(lines(file)).isNotEmpty().containsOnly("closed");
    }

    @Test
    void doesNotStartAWorkerWhoseStateIsNull() throws Exception {
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .state(Ledger.class, () -> null)
                .start()) {
            WorkerFuture<Integer> waits = pool.submit(() -> PoolTasks.square(2));

            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> waits.get(30, SECONDS))
                    .withCauseInstanceOf(WorkerInitException.class)
                    .withMessageContaining("is null");
        }
    }

    @Test
    void runsNoCloserInAWorkerThatIsKilled() throws Exception {
        String file = folder.resolve("killed").toString();
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .closer(() -> PoolTasks.note(file, "closer of " + PoolTasks.pid()))
                .start()) {
            long killed = pool.submit(() -> PoolTasks.pid()).get(30, SECONDS);
            WorkerFuture<?> kills = pool.submit(() -> PoolTasks.killThisWorker());
            assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> kills.get(30, SECONDS));
            long next = pool.submit(() -> PoolTasks.pid()).get(30, SECONDS);

            end(pool);

            assertThat(killed).isNotEqualTo(next);
            assertThat(lines(file)).containsExactly("closer of " + next);
        }
    }

    @Test
    void runsTheCloserInAWorkerThatIsReplacedBecauseItsTaskDidNotHeedAnInterrupt() throws Exception {
        String file = folder.resolve("deaf").toString();
        String gate = folder.resolve("gate").toString();
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .cancelGrace(Duration.ofSeconds(20))
                .closer(() -> PoolTasks.note(file, "closer of " + PoolTasks.pid()))
                .start()) {
            long first = pool.submit(() -> PoolTasks.pid()).get(30, SECONDS);
            WorkerFuture<String> deaf = pool.submit(() -> PoolTasks.until(gate, true));
            await().atMost(Duration.ofSeconds(30)).until(() -> deaf.taskState() == TaskState.STARTED);
            deaf.cancel(true);
            await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(Path.of(gate + ".interrupted")));
            Files.createFile(Path.of(gate));
            long second = pool.submit(() -> PoolTasks.pid()).get(30, SECONDS);

            end(pool);

            // They end side by side.
            assertThat(lines(file)).containsExactlyInAnyOrder("closer of " + first, "closer of " + second);
        }
    }

    @Test
    void killsAWorkerWhoseCloserTakesTooLong() throws Exception {
        String file = folder.resolve("long").toString();
        long start = System.nanoTime();
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .closeLimit(Duration.ofSeconds(2))
                .closer(() -> {
                    PoolTasks.note(file, "begun");
                    PoolTasks.hangDeafly();
                })
                .start()) {
            pool.submit(() -> PoolTasks.square(1)).get(30, SECONDS);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
        assertThat(lines(file)).containsExactly("begun");
    }
}
