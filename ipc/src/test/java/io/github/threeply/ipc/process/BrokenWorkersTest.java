package io.github.threeply.ipc.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.BulkResults;
import io.github.threeply.core.Task;
import io.github.threeply.ipc.process.TaskTimeoutException.EndedBy;
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
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workers that die, hang, babble or cannot be started. */
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

    private static void kill(long pid) {
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
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
    void replacesAnIdleWorkerThatWasKilled() throws Exception {
        try (WorkerProcessPool pool = pool(1)) {
            long first = pool.submit(() -> PoolTasks.pid()).get(30, SECONDS);

            kill(first);

            await().atMost(Duration.ofSeconds(20))
                    .until(() -> pool.workers().stream()
                            .anyMatch(w -> w.pid() != first && w.state() == WorkerStatus.State.IDLE));
            assertThat(pool.submit(() -> PoolTasks.pid()).get(30, SECONDS)).isNotEqualTo(first);
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
            assertThat(e.exit().outputTail()).contains("last words");
            assertThat(e).hasMessageContaining("last words");
            assertThat(((WorkerCrashedException) causeOf(halts)).exit().code()).isEqualTo(43);
        }
    }

    @Test
    void survivesATaskThatFillsTheHeap() throws Exception {
        try (WorkerProcessPool pool =
                WorkerProcessPool.builder().workers(1).jvmArguments("-Xmx48m").start()) {
            long first = pool.submit(() -> PoolTasks.pid()).get(30, SECONDS);
            WorkerFuture<Integer> greedy = pool.submit(() -> PoolTasks.fillTheHeap());
            WorkerFuture<Long> next = pool.submit(() -> PoolTasks.pid());

            assertThat(causeOf(greedy)).isInstanceOfAny(RemoteTaskException.class, WorkerCrashedException.class);
            assertThat(causeOf(greedy).getMessage()).containsIgnoringCase("memory");
            assertThat(next.get(30, SECONDS)).isNotEqualTo(first);
        }
    }

    @Test
    void failsOnlyTheTaskWhoseWorkerWasKilledInTheMiddleOfAResult() throws Exception {
        try (WorkerProcessPool pool =
                WorkerProcessPool.builder().workers(1).noQuarantine().start()) {
            for (int round = 0; round < 5; round++) {
                long pid = pool.submit(() -> PoolTasks.pid()).get(30, SECONDS);
                // 40 MiB do not fit into the pipe: the worker is writing them when it is killed.
                WorkerFuture<byte[]> large = pool.submit(() -> {
                    Thread killer = new Thread(() -> {
                        try {
                            Thread.sleep(3);
                        } catch (InterruptedException e) {
                            return;
                        }
                        PoolTasks.killThisWorker();
                    });
                    killer.start();
                    return new byte[40 << 20];
                });
                WorkerFuture<Integer> next = pool.submit(() -> 1);

                try {
                    assertThat(large.get(30, SECONDS)).hasSize(40 << 20);
                } catch (ExecutionException e) {
                    assertThat(e.getCause()).isInstanceOf(WorkerCrashedException.class);
                }
                try {
                    assertThat(next.get(30, SECONDS)).isEqualTo(1);
                } catch (ExecutionException e) { // the killer was late, and hit this one
                    assertThat(e.getCause()).isInstanceOf(WorkerCrashedException.class);
                }
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> pool.workers().stream().anyMatch(w -> w.pid() != pid));
            }
            assertThat(pool.submit(() -> 7).get(30, SECONDS)).isEqualTo(7);
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
    void runsEachTaskOnceWhenWorkersAreKilledFromOutside() throws Exception {
        String ledger = folder.resolve("ledger").toString();
        int tasks = 20_000;
        List<WorkerFuture<Integer>> futures = new ArrayList<>();
        Set<Integer> crashed = new HashSet<>();
        int kills = 0;
        try (WorkerProcessPool pool = pool(2)) {
            for (int i = 0; i < tasks; i++) {
                int n = i;
                futures.add(pool.submit(() -> {
                    PoolTasks.note(ledger, Integer.toString(n));
                    return n;
                }));
            }
            for (int i = 0; i < tasks; i++) {
                if (i % 1000 == 500) {
                    for (WorkerStatus worker : pool.workers()) {
                        if (worker.state() == WorkerStatus.State.BUSY) {
                            ProcessHandle.of(worker.pid()).ifPresent(ProcessHandle::destroyForcibly);
                            kills++;
                            break;
                        }
                    }
                }
                try {
                    assertThat(futures.get(i).get(60, SECONDS)).isEqualTo(i);
                } catch (ExecutionException e) {
                    assertThat(e.getCause()).isInstanceOf(WorkerCrashedException.class);
                    crashed.add(i);
                }
            }
        }
        List<Integer> ran = Files.readAllLines(Path.of(ledger)).stream()
                .map(Integer::valueOf)
                .toList();
        assertThat(ran).as("nothing ran twice").doesNotHaveDuplicates();
        assertThat(kills).isPositive();
        assertThat(crashed).hasSizeLessThanOrEqualTo(kills);
        Set<Integer> missing = new HashSet<>(IntStream.range(0, tasks).boxed().toList());
        ran.forEach(missing::remove);
        assertThat(crashed).as("what did not run was reported").containsAll(missing);
    }

    @Test
    void endsATaskThatHeedsItsInterruptAtTheLimit() throws Exception {
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .taskTimeout(Duration.ofMillis(300))
                .start()) {
            long pid = pool.submit(() -> PoolTasks.pid()).get(30, SECONDS);
            String never = folder.resolve("never").toString();
            WorkerFuture<String> hangs = pool.submit(() -> PoolTasks.until(never, false));
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
                .taskTimeout(Duration.ofMillis(300))
                .cancelGrace(Duration.ofMillis(100))
                .start()) {
            WorkerFuture<?> hangs = pool.submit(() -> PoolTasks.hangDeafly());
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
                .taskTimeout(Duration.ofMillis(500))
                .cancelGrace(Duration.ofMillis(100))
                .start()) {
            WorkerFuture<?> hangs = pool.submit(() -> {
                Runtime.getRuntime().addShutdownHook(new Thread(PoolTasks::hangDeafly));
                Process child = new ProcessBuilder("sleep", "300").start();
                PoolTasks.note(file, Long.toString(child.pid()));
                PoolTasks.hangDeafly();
            });

            TaskTimeoutException e = (TaskTimeoutException) causeOf(hangs);

            assertThat(e.endedBy()).isEqualTo(EndedBy.KILL);
            long child = Long.parseLong(Files.readAllLines(Path.of(file)).get(0));
            await().atMost(Duration.ofSeconds(10))
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
                .taskTimeout(Duration.ofMillis(500))
                .cancelGrace(Duration.ofMillis(100))
                .start()) {
            WorkerFuture<?> hangs = pool.submit(() -> {
                Process child = new ProcessBuilder("sleep", "300").start();
                PoolTasks.note(file, Long.toString(child.pid()));
                PoolTasks.hangDeafly();
            });

            assertThat(causeOf(hangs)).isInstanceOf(TaskTimeoutException.class);

            long child = Long.parseLong(Files.readAllLines(Path.of(file)).get(0));
            try {
                await().atMost(Duration.ofSeconds(10))
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
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(1)
                .taskTimeout(Duration.ofSeconds(1))
                .start()) {
            List<WorkerFuture<?>> futures = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                futures.add(pool.submit(() -> Thread.sleep(400))); // two seconds in all
            }
            for (WorkerFuture<?> future : futures) {
                assertThat(future.get(30, SECONDS)).isNull();
            }
        }
    }

    @Test
    void cancelsARunningTaskAndKeepsTheWorkerIfItHeeds() throws Exception {
        try (WorkerProcessPool pool = pool(1)) {
            long pid = pool.submit(() -> PoolTasks.pid()).get(30, SECONDS);
            String never = folder.resolve("never").toString();
            WorkerFuture<String> running = pool.submit(() -> PoolTasks.until(never, false));
            await().until(() -> running.taskState() == TaskState.STARTED);

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
        try (WorkerProcessPool pool = pool(1)) {
            long pid = pool.submit(() -> PoolTasks.pid()).get(30, SECONDS);
            String go = folder.resolve("go").toString();
            WorkerFuture<String> running = pool.submit(() -> PoolTasks.until(go, true));
            await().until(() -> running.taskState() == TaskState.STARTED);
            WorkerFuture<Long> next = pool.submit(() -> PoolTasks.pid());

            running.cancel(true);
            await().until(() -> Files.exists(Path.of(go + ".interrupted"))); // else it might end before that reaches it
            PoolTasks.note(go, "x");

            assertThatThrownBy(() -> running.get(30, SECONDS)).isInstanceOf(CancellationException.class);
            assertThat(next.get(30, SECONDS)).isNotNull();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> pool.submit(() -> PoolTasks.pid()).get(30, SECONDS) != pid);
        }
    }

    @Test
    void cancelsWhatHasNotStarted() throws Exception {
        String ledger = folder.resolve("ledger").toString();
        try (WorkerProcessPool pool = pool(1)) {
            String go = folder.resolve("go").toString();
            WorkerFuture<String> running = pool.submit(() -> PoolTasks.until(go, false));
            await().until(() -> running.taskState() == TaskState.STARTED);
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
                .taskTimeout(Duration.ofSeconds(1))
                .cancelGrace(Duration.ofMillis(100))
                .start()) {
            WorkerFuture<?> stopped = pool.submit(() -> {
                new ProcessBuilder("kill", "-STOP", Long.toString(PoolTasks.pid())).start();
                PoolTasks.hangDeafly();
            });
            await().atMost(Duration.ofSeconds(20)).until(() -> stopped.taskState() == TaskState.STARTED);

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

    /** A worker that answers the handshake and then writes bytes that are not the protocol. */
    static final class Babbler implements WorkerEntry {
        @Override
        public void run(InputStream fromParent, OutputStream toParent, List<String> arguments) throws Exception {
            FrameReader reader = new FrameReader(fromParent, 1 << 20);
            Frames frames = new Frames();
            ByteWriter out = new ByteWriter(64, 1 << 20);
            while (reader.next()) {
                if (reader.type() == FrameType.HELLO) {
                    Hello.writeReady(frames, out, 0);
                } else if (reader.type() == FrameType.TASK) {
                    frames.header(out, FrameType.STARTED, reader.taskId(), 0, 0);
                    byte[] babble =
                            "printf from native code, once more and then again".getBytes(StandardCharsets.US_ASCII);
                    out.write(babble, 0, babble.length);
                } else if (reader.type() == FrameType.BYE) {
                    return;
                }
                out.writeTo(toParent);
                out.truncate(0);
            }
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
    void showsTheBytesThatAreNotTheProtocolAndReplacesThatWorker() {
        try (WorkerProcessPool pool =
                WorkerProcessPool.builder().workers(1).entry(Babbler.class).start()) {
            for (int i = 0; i < 2; i++) {
                int n = i;
                assertThat(causeOf(pool.submit(() -> n))).isInstanceOfSatisfying(WorkerProtocolException.class, e -> {
                    assertThat(new String(e.bytes(), StandardCharsets.US_ASCII)).startsWith("printf from native");
                    assertThat(e).hasMessageContaining("printf from native");
                });
            }
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

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void finishesWhatItHasWhenShutDownAlthoughAWorkerDies(int workers) throws Exception {
        WorkerProcessPool pool = pool(workers);
        List<WorkerFuture<Integer>> futures = new ArrayList<>();
        WorkerFuture<?> doomed = pool.submit(() -> Runtime.getRuntime().halt(3));
        for (int i = 0; i < 50; i++) {
            futures.add(pool.submit(PoolTasks.squareOf(i)));
        }

        pool.shutdown();

        assertThatThrownBy(() -> pool.submit(() -> 1)).isInstanceOf(RejectedExecutionException.class);
        assertThat(pool.awaitTermination(60, SECONDS)).isTrue();
        assertThat(causeOf(doomed)).isInstanceOf(WorkerCrashedException.class);
        for (int i = 0; i < 50; i++) {
            assertThat(futures.get(i).get(1, SECONDS)).isEqualTo(i * i);
        }
        pool.close();
    }

    @Test
    void stopsEverythingAtShutdownNow() throws Exception {
        WorkerProcessPool pool = pool(1);
        String never = folder.resolve("never").toString();
        String ledger = folder.resolve("ledger").toString();
        WorkerFuture<String> running = pool.submit(() -> PoolTasks.until(never, false));
        await().until(() -> running.taskState() == TaskState.STARTED);
        List<WorkerFuture<?>> waiting = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            waiting.add(pool.submit(() -> PoolTasks.note(ledger, "ran")));
        }

        List<Runnable> neverStarted = pool.shutdownNow();

        assertThat(pool.awaitTermination(30, SECONDS)).isTrue();
        assertThat(running.isCancelled()).isTrue();
        assertThat(waiting).allMatch(Future::isCancelled);
        assertThat(neverStarted).hasSizeGreaterThanOrEqualTo(9).isSubsetOf(castToRunnables(waiting));
        assertThat(Path.of(ledger)).doesNotExist();
        neverStarted.get(0).run();
        assertThat(Path.of(ledger)).hasContent("ran");
    }

    private static List<Runnable> castToRunnables(List<WorkerFuture<?>> futures) {
        return futures.stream().map(future -> (Runnable) future).toList();
    }

    @Test
    void stopsItsWorkAndKeepsTheFlagWhenCloseIsInterrupted() throws Exception {
        WorkerProcessPool pool = pool(1);
        String never = folder.resolve("never").toString();
        WorkerFuture<String> running = pool.submit(() -> PoolTasks.until(never, false));
        await().until(() -> running.taskState() == TaskState.STARTED);
        boolean[] flag = new boolean[1];
        Thread closer = new Thread(() -> {
            pool.close();
            flag[0] = Thread.currentThread().isInterrupted();
        });
        closer.start();
        await().until(() ->
                closer.getState() == Thread.State.WAITING || closer.getState() == Thread.State.TIMED_WAITING);

        closer.interrupt();
        closer.join(30_000);

        assertThat(closer.isAlive()).isFalse();
        assertThat(flag[0]).isTrue();
        assertThat(running.isCancelled()).isTrue();
        assertThat(pool.isTerminated()).isTrue();
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
