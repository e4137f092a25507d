package io.github.threeply.ipc.process;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.BulkResults;
import io.github.threeply.core.TaskFunction;
import io.github.threeply.ipc.shared.SharedArray;
import io.github.threeply.ipc.shared.SharedMemory;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Pipes that change a byte, or are slow, under a real worker. In a worker's first life only: the next one is well. */
@ExtendWith(NoChildIsLeft.class)
class DamagedFramesTest {
    @TempDir
    private Path folder;

    private WorkerProcessPool pool(Class<? extends WorkerEntry> entry) {
        return WorkerProcessPool.builder()
                .workers(1)
                .entry(entry)
                .cancelGrace(Duration.ofSeconds(30)) // so that no worker is ended for being slow
                .jvmArguments("-Dtest.lived=" + folder.resolve("lived"))
                .start();
    }

    private static boolean isFirstLife() throws IOException {
        Path lived = Path.of(System.getProperty("test.lived"));
        boolean first = !Files.exists(lived);
        if (first) {
            Files.createFile(lived);
        }
        return first;
    }

    /** Flips a bit in the first answer that says "damage me". */
    static final class FlipsABitInAResult implements WorkerEntry {
        @Override
        public void run(InputStream fromParent, OutputStream toParent, List<String> arguments) throws Exception {
            boolean first = isFirstLife();
            OutputStream damaging = new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    toParent.write(b);
                }

                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    byte[] copy = java.util.Arrays.copyOfRange(bytes, from, from + length);
                    flip(copy, copy.length, first);
                    toParent.write(copy);
                }
            };
            new PoolWorkerEntry().run(fromParent, damaging, arguments);
        }
    }

    static void flip(byte[] bytes, int length, boolean really) {
        byte[] sign = "damage me".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        for (int at = 0; really && at + sign.length <= length; at++) {
            if (java.util.Arrays.equals(bytes, at, at + sign.length, sign, 0, sign.length)) {
                bytes[at] ^= 1;
            }
        }
    }

    @Test
    void failsTheTaskWhoseResultWasChangedOnItsWayAndReplacesTheWorker() throws Exception {
        try (WorkerProcessPool pool = pool(FlipsABitInAResult.class)) {
            long pid = pool.submit(() -> PoolTasks.pid()).get(30, SECONDS);
            WorkerFuture<String> damaged = pool.submit(() -> "damage".concat(" me"));

            assertThatThrownBy(() -> damaged.get(30, SECONDS))
                    .cause()
                    .isInstanceOf(WorkerProtocolException.class)
                    .hasMessageContaining("sent a frame")
                    .hasMessageContaining("checksum");
            assertThat(pool.submit(() -> PoolTasks.pid()).get(30, SECONDS)).isNotEqualTo(pid);
        }
    }

    /** The word that they have begun may be behind the damage: they must not begin again. */
    @Test
    void runsNoneTwiceOfThoseThatHadBegunBehindADamagedFrame(@TempDir Path folder) throws Exception {
        String ledger = Files.createFile(folder.resolve("ledger")).toString();
        List<String> done = new ArrayList<>();
        try (WorkerProcessPool pool = pool(FlipsABitInAResult.class)) {
            WorkerFuture<String> damaged = pool.submit(() -> "damage".concat(" me"));
            Map<String, WorkerFuture<?>> others = new TreeMap<>();
            for (int i = 0; i < 20; i++) {
                String name = "task " + i;
                others.put(name, pool.submit(() -> PoolTasks.note(ledger, name)));
            }
            assertThatThrownBy(() -> damaged.get(30, SECONDS)).hasCauseInstanceOf(WorkerProtocolException.class);
            for (Map.Entry<String, WorkerFuture<?>> each : others.entrySet()) {
                try {
                    each.getValue().get(30, SECONDS);
                    done.add(each.getKey());
                } catch (ExecutionException e) {
                    assertThat(e).hasCauseInstanceOf(WorkerProtocolException.class);
                }
            }
        }

        List<String> effects = Files.readAllLines(Path.of(ledger));
        assertThat(effects).doesNotHaveDuplicates().containsAll(done);
        assertThat(done).as("those that had not begun ran elsewhere").hasSizeGreaterThan(10);
    }

    private static boolean usesRing(WorkerProcessPool pool) {
        return pool.core().placement().links().stream()
                .anyMatch(link -> link.ring().isInUse());
    }

    @Test
    void failsOfABlockOnlyWhatHadBegunWhereTheWorkerTellsThatByMemory() throws Exception {
        int many = 60_000;
        int damagedAt = 50_000;
        Path go = folder.resolve("go");
        String goes = go.toString();
        List<Long> failed = new ArrayList<>();
        try (SharedMemory memory = SharedMemory.temporary(8L * many + (1 << 20));
                WorkerProcessPool pool = pool(FlipsABitInAResult.class)) {
            SharedArray.OfLong effects = memory.longArray("effects", many);
            TaskFunction<Integer, Object> function = n -> {
                if (n >= 0) {
                    effects.getAndAdd(n, 1);
                }
                if (n == damagedAt) {
                    return "damage".concat(" me").repeat(20_000); // too long for the ring
                }
                return n == damagedAt + 1 ? (Object) PoolTasks.until(goes, false) : n;
            };
            // Numbers below 0 until answers come by the ring, and then those that count.
            Iterator<Integer> arguments = Stream.iterate(-1, n -> n >= 0 || usesRing(pool) ? n + 1 : -1)
                    .takeWhile(n -> n < many)
                    .iterator();
            try (BulkResults<Object> results = pool.submitEach(function, arguments, pool.lookAhead())) {
                long before = 0;
                while (results.next()) {
                    if (results.failure() != null) {
                        assertThat(results.failure()).isInstanceOf(WorkerProtocolException.class);
                        failed.add(results.index());
                        if (failed.size() == 1) {
                            Files.createFile(go); // the one behind it hangs in its first worker, if it has begun there
                        }
                    } else if (results.value() instanceof Integer n && n < 0) {
                        before++;
                    }
                    results.request(1);
                }
                long damaged = before + damagedAt;
                assertThat(failed).contains(damaged).isSubsetOf(damaged, damaged + 1);
            }
            for (int i = 0; i < many; i++) {
                assertThat(effects.get(i)).isEqualTo(1);
            }
        }
    }

    /** Flips a bit in the first argument that says "damage me". */
    static final class FlipsABitInAnArgument implements WorkerEntry {
        @Override
        public void run(InputStream fromParent, OutputStream toParent, List<String> arguments) throws Exception {
            boolean first = isFirstLife();
            new PoolWorkerEntry()
                    .run(
                            new FilterInputStream(fromParent) {
                                @Override
                                public int read(byte[] bytes, int offset, int length) throws IOException {
                                    byte[] some = new byte[length];
                                    int n = super.read(some, 0, length);
                                    flip(some, n, first);
                                    System.arraycopy(some, 0, bytes, offset, Math.max(0, n));
                                    return n;
                                }
                            },
                            toParent,
                            arguments);
        }
    }

    @Test
    void runsATaskElsewhereThatWasChangedOnItsWayThereAndFailsTheOneThatRan() throws Exception {
        String never = folder.resolve("never").toString();
        try (WorkerProcessPool pool = pool(FlipsABitInAnArgument.class)) {
            WorkerFuture<String> running = pool.submit(() -> PoolTasks.until(never, false));
            await().atMost(Duration.ofSeconds(30)).until(() -> running.taskState() == TaskState.STARTED);
            String text = "damage me";
            WorkerFuture<Integer> damaged = pool.submit(() -> text.length());

            assertThatThrownBy(() -> running.get(30, SECONDS))
                    .cause()
                    .isInstanceOf(WorkerProtocolException.class)
                    .hasMessageContaining("received a frame")
                    .hasMessageContaining("checksum");
            assertThat(damaged.get(30, SECONDS)).isEqualTo(9);
        }
    }

    /** Reads the first 3 MiB at full speed, and then 64 KiB in 30 ms: what is behind 60 MiB would wait half a minute. */
    static final class ReadsSlowly implements WorkerEntry {
        @Override
        public void run(InputStream fromParent, OutputStream toParent, List<String> arguments) throws Exception {
            boolean first = isFirstLife();
            InputStream slow = new FilterInputStream(fromParent) {
                private long bytes;

                @Override
                public int read(byte[] to, int offset, int length) throws IOException {
                    if (first && bytes > 3 << 20) {
                        java.util.concurrent.locks.LockSupport.parkNanos(100_000_000); // a minute and more for all
                    }
                    int n = super.read(to, offset, length);
                    bytes += n;
                    return n;
                }
            };
            new PoolWorkerEntry().run(slow, toParent, arguments);
        }
    }

    @Test
    void cancelsARunningTaskAlthoughALargeArgumentIsOnItsWayToTheSameWorker() throws Exception {
        String never = folder.resolve("never").toString();
        byte[] large = new byte[60 << 20];
        try (WorkerProcessPool pool = pool(ReadsSlowly.class)) {
            long pid = pool.submit(() -> PoolTasks.pid()).get(30, SECONDS);
            WorkerFuture<String> running = pool.submit(() -> PoolTasks.until(never, false));
            await().atMost(Duration.ofSeconds(30)).until(() -> running.taskState() == TaskState.STARTED);
            WorkerFuture<Integer> next = pool.submit(() -> large.length);
            await().atMost(Duration.ofSeconds(30)).until(() -> next.taskState() == TaskState.SENT);

            running.cancel(true);
            assertThatThrownBy(() -> running.get(30, SECONDS)).isInstanceOf(CancellationException.class);
            assertThat(next.taskState()).isNotEqualTo(TaskState.SUCCEEDED);
            next.cancel(false);
            assertThatThrownBy(() -> next.get(30, SECONDS)).isInstanceOf(CancellationException.class);

            assertThat(pool.submit(() -> PoolTasks.pid()).get(30, SECONDS))
                    .as("the worker forgets what it got of the cancelled one")
                    .isEqualTo(pid);
        }
    }

    @Test
    void runsATaskElsewhereWhoseWorkerDiedWhileItsArgumentWasOnItsWay() throws Exception {
        byte[] large = new byte[60 << 20];
        large[large.length - 1] = 5;
        try (WorkerProcessPool pool = pool(ReadsSlowly.class)) {
            long pid = pool.submit(() -> PoolTasks.pid()).get(30, SECONDS);
            WorkerFuture<Integer> task = pool.submit(() -> large[large.length - 1] + large.length);
            await().atMost(Duration.ofSeconds(30)).until(() -> task.taskState() == TaskState.SENT);

            ProcessHandle.of(pid).orElseThrow().destroyForcibly();

            assertThat(task.get(30, SECONDS)).isEqualTo(5 + large.length);
            assertThat(task.attempts()).isEqualTo(2);
        }
    }
}
