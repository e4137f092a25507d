package io.github.threeply.ipc.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.BulkResults;
import io.github.threeply.core.Task;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Moments that are too short to be hit by chance, stretched: what happens while a task is between two places. */
@ExtendWith(NoChildIsLeft.class)
@Timeout(120)
class PoolRacesTest {
    @TempDir
    private Path folder;

    private static WorkerProcessPool pool(int workers) {
        return WorkerProcessPool.builder().workers(workers).name("r").start();
    }

    /** A task that stops on its way: taken from the queue, not yet written down as the worker's. */
    private static class Probe extends Job {
        private final PoolCore core;
        private final Runnable onItsWay;
        private final AtomicBoolean passed = new AtomicBoolean();
        final CompletableFuture<Object> outcome = new CompletableFuture<>();

        private Probe(WorkerProcessPool pool, TaskEncoder.Encoded task, Runnable onItsWay) {
            super(pool.nextIds(1), task.function(), task.payload());
            this.core = pool.core();
            this.onItsWay = onItsWay;
        }

        static Probe submit(WorkerProcessPool pool, Task<?> task, Runnable onItsWay) {
            Probe probe = new Probe(pool, pool.encoder().task(task), onItsWay);
            probe.core.admit();
            probe.core.add(probe);
            return probe;
        }

        @Override
        byte[] payload() {
            if (passed.compareAndSet(false, true)) {
                onItsWay.run();
            }
            return super.payload();
        }

        @Override
        void succeed(@Nullable Object value) {
            outcome.complete(String.valueOf(value));
            core.ended();
        }

        @Override
        void fail(Throwable failure) {
            outcome.completeExceptionally(failure);
            core.ended();
        }

        @Override
        void beCancelled(@Nullable Throwable cause) {
            outcome.complete("cancelled");
            core.ended();
        }

        @Override
        String resultPackage() {
            return PoolRacesTest.class.getPackageName();
        }
    }

    private static boolean hasIdleWorkerOtherThan(WorkerProcessPool pool, long pid) {
        return pool.workers().stream().anyMatch(w -> w.state() == WorkerStatus.State.IDLE && w.pid() != pid);
    }

    private static void awaitIdleOtherThan(WorkerProcessPool pool, long pid) {
        await().atMost(Duration.ofSeconds(30)).until(() -> hasIdleWorkerOtherThan(pool, pid));
    }

    @Test
    void cancelsATaskThatWasOnItsWayToAWorkerAtShutdownNow() throws Exception {
        try (WorkerProcessPool pool = pool(1)) {
            long pid = pool.submit(() -> PoolTasks.pid()).get(30, SECONDS);
            awaitIdleOtherThan(pool, -1);
            String never = folder.resolve("never").toString();

            Probe late = Probe.submit(pool, () -> PoolTasks.until(never, false), pool::shutdownNow);

            assertThat(pid).isPositive();
            assertThat(late.outcome.get(30, SECONDS)).isEqualTo("cancelled");
            assertThat(pool.awaitTermination(30, SECONDS)).isTrue();
        }
    }

    @Test
    void runsATaskElsewhereThatWasOnItsWayWhenItsWorkerDiedAndWasReplaced() throws Exception {
        try (WorkerProcessPool pool = pool(1)) {
            long first = pool.submit(() -> PoolTasks.pid()).get(30, SECONDS);
            awaitIdleOtherThan(pool, -1);

            Probe late = Probe.submit(pool, () -> PoolTasks.square(3), () -> {
                ProcessHandle.of(first).orElseThrow().destroyForcibly();
                awaitIdleOtherThan(pool, first);
            });

            assertThat(late.outcome.get(30, SECONDS)).isEqualTo("9");
            assertThat(late.attempts()).isEqualTo(2);
        }
    }

    @Test
    void leavesNoTaskBehindALongOneWhenAWorkerBecameIdleWhileTheTaskWasOnItsWay() throws Exception {
        Path[] gates = {folder.resolve("gate-0"), folder.resolve("gate-1")};
        String first = gates[0].toString();
        String second = gates[1].toString();
        try (WorkerProcessPool pool = pool(2)) {
            List<WorkerFuture<String>> both = List.of(
                    pool.submit(() -> PoolTasks.until(first, true)), pool.submit(() -> PoolTasks.until(second, true)));
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> both.stream().allMatch(f -> f.taskState() == TaskState.STARTED));
            // The next task goes to the worker that is first in the list, behind what runs there.
            int ends = "r-worker-1".equals(both.get(0).workerName()) ? 1 : 0;
            try {
                Probe next = Probe.submit(pool, () -> PoolTasks.square(4), () -> {
                    PoolTasks.note(gates[ends].toString(), "open");
                    awaitIdleOtherThan(pool, -1);
                    // It looked for work when it became idle, a moment before or after this sees it.
                    await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
                });

                assertThat(next.outcome.get(30, SECONDS)).isEqualTo("16");
                assertThat(both.get(1 - ends).isDone()).isFalse();
            } finally {
                PoolTasks.note(gates[1 - ends].toString(), "open");
            }
        }
    }

    @Test
    void interruptsNoOtherTaskThatHasTheNumberWhichACancelledOneHadElsewhere() throws Exception {
        Path gate = folder.resolve("gate");
        String file = gate.toString();
        try (WorkerProcessPool pool = pool(1)) {
            WorkerFuture<String> innocent = pool.submit(() -> PoolTasks.until(file, false));
            await().atMost(Duration.ofSeconds(30)).until(() -> innocent.taskState() == TaskState.STARTED);
            Job running = (PoolFuture<String>) innocent;
            // What a thread sees that looks while the task moves: the new worker, and still the old number.
            Job moving = new Probe(pool, pool.encoder().task((Task<Integer>) () -> 1), () -> {}) {
                @Override
                int stateNow() {
                    return SENT;
                }

                @Override
                @Nullable
                WorkerLink link() {
                    return running.link();
                }

                @Override
                long sequence() {
                    return running.sequence();
                }
            };

            pool.core().cancelling().cancel(moving, true);
            pool.core().cancelling().cancel(moving, false);
            await().pollDelay(Duration.ofMillis(300)).until(() -> true);
            Files.createFile(gate);

            assertThat(innocent.get(30, SECONDS)).isEqualTo("saw it");
        }
    }

    static final class SlowToRead implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object readResolve() {
            LockSupport.parkNanos(SECONDS.toNanos(4)); // longer than the pipe of a dead worker is waited for
            return this;
        }
    }

    /** Its first life: answers the first task with what is slow to read, and dies before it starts the second. */
    static final class DiesAfterASlowResult implements WorkerEntry {
        @Override
        public void run(InputStream fromParent, OutputStream toParent, List<String> arguments) throws Exception {
            Path lived = Path.of(System.getProperty("test.lived"));
            if (Files.exists(lived)) {
                new PoolWorkerEntry().run(fromParent, toParent, arguments);
                return;
            }
            Files.createFile(lived);
            FrameReader reader = new FrameReader(fromParent, 1 << 20);
            Frames frames = new Frames();
            ByteWriter out = new ByteWriter(64, 1 << 20);
            int tasks = 0;
            while (tasks < 2 && reader.next()) {
                if (reader.type() == FrameType.HELLO) {
                    Hello.writeReady(frames, out, 0);
                    out.writeTo(toParent);
                    out.truncate(0);
                } else if (reader.type() == FrameType.TASK) {
                    tasks++;
                }
            }
            frames.header(out, FrameType.STARTED, 0, 0, 0);
            int at = out.size();
            frames.header(out, FrameType.RESULT, 0, 0, 0);
            new ValueCodec(getClass().getClassLoader(), ClassGate.everything(), false)
                    .write(new SlowToRead(), out, "it");
            frames.patchLength(out, at);
            out.writeTo(toParent);
            Runtime.getRuntime().halt(9);
        }
    }

    @Test
    void runsATaskElsewhereThatNeverStartedHoweverLongTheLastResultTakesToRead() throws Exception {
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .entry(DiesAfterASlowResult.class)
                .jvmArguments("-Dtest.lived=" + folder.resolve("lived"))
                .start()) {
            WorkerFuture<SlowToRead> slow = pool.submit(() -> new SlowToRead());
            WorkerFuture<Integer> waits = pool.submit(() -> PoolTasks.square(5));

            assertThat(slow.get(30, SECONDS)).isNotNull();
            assertThat(waits.get(30, SECONDS)).isEqualTo(25);
        }
    }

    @Test
    void keepsNoOrdersForAWorkerThatHasNothingToDo() throws Exception {
        try (WorkerProcessPool pool = pool(2)) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> pool.workers().stream()
                                    .filter(w -> w.state() == WorkerStatus.State.IDLE)
                                    .count()
                            == 2);
            for (int i = 0; i < 100; i++) {
                try (BulkResults<Integer> one =
                        pool.submitEach(PoolTasks::square, List.of(i).iterator(), 1)) {
                    assertThat(one.next()).isTrue();
                }
            }

            for (WorkerLink link : pool.core().placement().links()) {
                await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> assertThat(link.ordersWaiting())
                                .as("orders for %s", link)
                                .isLessThan(10));
            }
        }
    }

    @Test
    void needsFewThreadsToCancelMuch() throws Exception {
        Path gate = folder.resolve("gate");
        String file = gate.toString();
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .name("few")
                .cancelGrace(Duration.ofMillis(100))
                .start()) {
            WorkerFuture<?> first = pool.submit(() -> PoolTasks.until(file, true));
            await().atMost(Duration.ofSeconds(30)).until(() -> first.taskState() == TaskState.STARTED);
            WorkerLink link = pool.core().placement().links().get(0);

            for (int i = 0; i < 500; i++) {
                link.postLater(FrameType.RECALL, 0);
            }

            assertThat(Thread.getAllStackTraces().keySet().stream()
                            .filter(t -> t.getName().startsWith("few-helper-"))
                            .count())
                    .isLessThan(6);
            Files.createFile(gate);
            first.get(30, SECONDS);
        }
    }

    /** It is the user's object: the pool must not need its monitor, or the clock and the readers would wait for the user. */
    @Test
    void leavesTheMonitorOfAFutureToTheUser() throws Exception {
        byte[] large = new byte[200_000];
        try (WorkerProcessPool pool =
                WorkerProcessPool.builder().workers(1).name("monitor").start()) {
            WorkerFuture<Integer> task = pool.submit(() -> large.length);
            synchronized (task) {
                assertThat(task.get(30, SECONDS)).isEqualTo(200_000);
            }
            WorkerFuture<?> late = pool.submit(
                    () -> Thread.sleep(300_000), TaskOptions.defaults().taskTimeout(Duration.ofSeconds(1)));
            synchronized (late) {
                assertThatThrownBy(() -> late.get(30, SECONDS)).hasCauseInstanceOf(TaskTimeoutException.class);
            }
        }
    }
}
