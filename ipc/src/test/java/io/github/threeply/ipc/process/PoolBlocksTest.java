package io.github.threeply.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.github.threeply.core.BulkResults;
import io.github.threeply.core.TaskFunction;
import io.github.threeply.ipc.process.BlockTasks.Numbers;
import io.github.threeply.ipc.testkit.FaultPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bulk results where the arguments travel in blocks: many trivial ones, and others among them. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PoolBlocksTest {
    private static final int WORKERS = 2;
    private static final int MANY = 20_000;
    private static final int SLOW = 200;

    @TempDir
    private Path folder;

    private WorkerProcessPool pool;
    private Set<Long> pids;

    @BeforeAll
    void start() {
        pool = WorkerProcessPool.builder()
                .workers(WORKERS)
                .name("blocks")
                .cancelGrace(Duration.ofSeconds(30)) // so that none is ended for being slow
                .start();
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        pool.workers().stream().filter(PoolBlocksTest::isUp).count() == WORKERS);
        pids = pids();
    }

    private static boolean isUp(WorkerStatus worker) {
        return worker.state() == WorkerStatus.State.IDLE;
    }

    private Set<Long> pids() {
        return pool.workers().stream().map(WorkerStatus::pid).collect(Collectors.toSet());
    }

    @AfterAll
    void end() {
        Set<Long> left = pids();
        pool.close();
        assertThat(left).as("none of this costs a worker").isEqualTo(pids);
    }

    @Test
    void givesEachArgumentOneOutcomeWithFiveWorkers() throws Exception {
        BitSet seen = new BitSet();
        try (WorkerProcessPool five = WorkerProcessPool.builder().workers(5).start();
                BulkResults<Integer> results = five.submitEach(
                        (Integer n) -> n + 1, IntStream.range(0, 200_000).iterator(), five.lookAhead())) {
            while (results.next()) {
                int index = (int) results.index();
                assertThat(seen.get(index)).isFalse();
                seen.set(index);
                assertThat(results.value()).isEqualTo(index + 1);
                results.request(1);
            }
            assertThat(results.isDrained()).isTrue();
        }
        assertThat(seen.cardinality()).isEqualTo(200_000);
    }

    @Test
    void carriesNumbersAmongValuesOfOtherLengthsBothWays() throws Exception {
        TaskFunction<Object, Object> changing = value -> {
            if (value instanceof String text) {
                return Long.parseLong(text);
            }
            long number = ((Number) value).longValue();
            int kind = (int) (number / 2_500) % 6; // runs of one kind, longer than a block and shorter
            return switch (kind) {
                case 1 -> (int) number;
                case 2 -> number % 100 == 7 ? null : (Object) number;
                case 3 -> number % 1000 == 9 ? Long.toString(number) : (Object) number;
                case 4 -> (double) number;
                default -> number;
            };
        };
        Iterator<Object> arguments = IntStream.range(0, 60_000)
                .<Object>mapToObj(n -> {
                    if (n < 20_000) {
                        return (long) n;
                    }
                    return n % 3_000 == 5 ? Integer.toString(n) : n % 2 == 0 ? (Object) n : (Object) (long) n;
                })
                .iterator();
        BitSet seen = new BitSet();
        try (BulkResults<Object> results = pool.submitEach(changing, arguments, pool.lookAhead())) {
            while (results.next()) {
                int n = (int) results.index();
                Object value = results.value();
                int kind = n / 2_500 % 6;
                if (n >= 20_000 && n % 3_000 == 5) {
                    assertThat(value).isEqualTo((long) n);
                } else if (kind == 2 && n % 100 == 7) {
                    assertThat(value).isNull();
                } else if (kind == 3 && n % 1000 == 9) {
                    assertThat(value).isEqualTo(Integer.toString(n));
                } else {
                    assertThat(value).isEqualTo(kind == 1 ? (Object) n : kind == 4 ? (Object) (double) n : (long) n);
                }
                assertThat(seen.get(n)).isFalse();
                seen.set(n);
                results.request(1);
            }
        }
        assertThat(seen.cardinality()).isEqualTo(60_000);
    }

    @Test
    void failsAloneWhatCannotTravelThereOrBackOrThrows() throws Exception {
        TaskFunction<Object, Object> odd = argument -> {
            int n = argument instanceof Integer number ? number : -1;
            switch (n % 1_000) {
                case 1:
                    throw new IllegalArgumentException("no " + n);
                case 2:
                    return Thread.currentThread(); // cannot be serialized
                case 3:
                    return new WorkerExitedNote(n); // not let in
                default:
                    return n;
            }
        };
        Iterator<Object> arguments = IntStream.range(0, MANY)
                .mapToObj(n -> n % 1_000 == 0 ? (Object) Thread.currentThread() : n)
                .iterator();
        Map<Class<?>, Integer> failures = new HashMap<>();
        int good = 0;
        try (BulkResults<Object> results = pool.submitEach(odd, arguments, 8192)) {
            while (results.next()) {
                Throwable failure = results.failure();
                if (failure == null) {
                    assertThat(results.value()).isEqualTo((int) results.index());
                    good++;
                } else {
                    assertThat(results.index() % 1_000).isLessThan(4);
                    failures.merge(failure.getClass(), 1, Integer::sum);
                    if (results.index() % 1_000 == 0) {
                        assertThat(failure).hasMessageContaining("argument " + results.index() + " (java.lang.Thread)");
                    }
                }
                results.request(1);
            }
        }
        int each = MANY / 1_000;
        assertThat(failures)
                .containsEntry(IllegalArgumentException.class, each)
                .containsEntry(TaskNotSerializableException.class, 2 * each)
                .containsEntry(ValueNotRebuiltException.class, each);
        assertThat(good).isEqualTo(MANY - 4 * each);
    }

    /** A class of another package than the function's would do; this one says that it may not come. */
    private static final class WorkerExitedNote implements java.io.Serializable {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings({"serial", "unused"})
        private final Object content;

        WorkerExitedNote(int n) {
            content = new java.text.SimpleDateFormat("yyyy " + n, java.util.Locale.ROOT);
        }
    }

    @Test
    void takesHugeArgumentsBesideTinyOnes() throws Exception {
        Iterator<byte[]> arguments = IntStream.range(0, 6_000)
                .mapToObj(n -> new byte[n % 300 == 299 ? 300_000 : n % 7])
                .iterator();
        try (BulkResults<byte[]> results = pool.submitEach((byte[] bytes) -> bytes, arguments, 8192)) {
            int read = 0;
            while (results.next()) {
                long n = results.index();
                assertThat(results.value()).hasSize((int) (n % 300 == 299 ? 300_000 : n % 7));
                results.request(1);
                read++;
            }
            assertThat(read).isEqualTo(6_000);
        }
    }

    /** What has to be told of others in between does not wait for all of it. */
    @Test
    void sendsALargeOutcomeInPieces() throws Exception {
        FaultPlan plan =
                FaultPlan.worker(1).afterFrame(5).exit(7); // ready, started, and the outcome as a whole would be 3
        try (WorkerProcessPool one = WorkerProcessPool.builder()
                        .workers(1)
                        .jvmArguments(plan.jvmArguments())
                        .start();
                BulkResults<byte[]> results = one.submitEach(
                        (Integer n) -> new byte[n], List.of(2 << 20).iterator(), 1)) {
            assertThat(results.next()).isTrue();
            assertThat(results.failure()).isInstanceOf(WorkerCrashedException.class);
        }
    }

    @Test
    void givesLargeOutcomesOfAllKindsBesideSmallOnes() throws Exception {
        List<Integer> sizes = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            sizes.add(i % 100 == 99 ? 300_000 + i : i % 7);
        }
        try (BulkResults<Object> results = pool.submitEach(BlockTasks::filled, sizes.iterator(), 2_000)) {
            int read = 0;
            while (results.next()) {
                int size = sizes.get((int) results.index());
                if (size % 3 == 0) {
                    assertThat((byte[]) results.value()).isEqualTo(BlockTasks.bytes(size));
                } else if (size % 3 == 1) {
                    assertThat(results.value()).isEqualTo("x".repeat(size));
                } else {
                    assertThat(results.failure()).isInstanceOf(IllegalStateException.class);
                }
                read++;
            }
            assertThat(read).isEqualTo(2_000);
        }
    }

    @Test
    void readsASourceOfSlowArgumentsOnlyAFewAhead() throws Exception {
        Numbers source = new Numbers(Long.MAX_VALUE);
        int read = 0;
        try (BulkResults<Integer> results = pool.submitEach(
                (Integer n) -> {
                    BlockTasks.sleep(Duration.ofMillis(4));
                    return n;
                },
                source,
                pool.lookAhead())) {
            while (read < 150 && results.next()) {
                read++;
                results.request(1);
                assertThat(source.taken.get() - read).isLessThanOrEqualTo(BlockFeed.SLOW_AHEAD * WORKERS);
            }
        }
        assertThat(read).isEqualTo(150);
    }

    @Test
    void readsASourceOfTrivialArgumentsNoFurtherAheadThanItSays() throws Exception {
        Numbers source = new Numbers(Long.MAX_VALUE);
        long most = 0;
        try (BulkResults<Integer> results =
                pool.submitEach((Integer n) -> n, source, Integer.MAX_VALUE)) { // credits are no limit here
            for (int read = 1; read < 300_000 && results.next(); read++) {
                most = Math.max(most, source.taken.get() - read);
            }
        }
        assertThat(most).isLessThanOrEqualTo(pool.lookAhead()).isGreaterThan(BlockFeed.SLOW_AHEAD * WORKERS);
        assertThat(pool.lookAhead()).isEqualTo(BlockFeed.MOST_AHEAD * WORKERS);
    }

    @Test
    void givesAWorkerThatIsIdleAPartOfABlockThatTurnsOutLong() throws Exception {
        int least = 0;
        // About a half, but for one that the system does not let run; not each time.
        for (int tries = 0; tries < 5 && least <= SLOW / 10; tries++) {
            Map<Long, Integer> slowByWorker = slowOnesByWorker();
            least = slowByWorker.size() == 2 ? Collections.min(slowByWorker.values()) : 0;
        }
        assertThat(least).isGreaterThan(SLOW / 10);
    }

    /** How many of some slow arguments behind many trivial ones were done by which worker. */
    private Map<Long, Integer> slowOnesByWorker() throws Exception {
        int trivial = 30_000;
        Map<Long, Integer> slowByWorker = new HashMap<>();
        try (BulkResults<Long> results = pool.submitEach(
                (Integer n) -> {
                    if (n >= trivial) {
                        BlockTasks.sleep(Duration.ofMillis(10));
                    }
                    return PoolTasks.pid();
                },
                IntStream.range(0, trivial + SLOW).iterator(),
                pool.lookAhead())) {
            while (results.next()) {
                if (results.index() >= trivial) {
                    slowByWorker.merge(results.value(), 1, Integer::sum);
                }
                results.request(1);
            }
        }
        return slowByWorker;
    }

    @Test
    void deliversResultsFromTheMiddleOfABlockThatGoesOn() throws Exception {
        String gate = folder.resolve("gate").toString();
        int hangs = 30_000;
        BitSet before = new BitSet();
        try (BulkResults<Integer> results = pool.submitEach(
                (Integer n) -> {
                    if (n == hangs) {
                        PoolTasks.until(gate, false);
                    }
                    return n;
                },
                IntStream.range(0, hangs + 500).iterator(),
                pool.lookAhead())) {
            // All that was before it in its block, and what is behind it, which the other worker got.
            while (before.cardinality() < hangs + 499) {
                assertThat(results.tryNext(Duration.ofSeconds(30)))
                        .as(() -> "only " + before.cardinality() + " came, not " + before.nextClearBit(0) + "; "
                                + pool.inspect())
                        .isTrue();
                before.set((int) results.index());
                results.request(1);
            }
            assertThat(before.get(hangs)).isFalse();

            Files.createFile(Path.of(gate));
            assertThat(results.next()).isTrue();
            assertThat(results.index()).isEqualTo(hangs);
        }
    }

    @Test
    void cancelsInTheMiddleAndGivesAllThatWasTakenAnOutcome() throws Exception {
        Numbers source = new Numbers(Long.MAX_VALUE);
        try (BulkResults<Integer> results = pool.submitEach(
                (Integer n) -> {
                    BlockTasks.spin(2_000);
                    return n;
                },
                source,
                pool.lookAhead())) {
            BitSet seen = new BitSet();
            for (int read = 0; read < 20_000 && results.next(); read++) {
                seen.set((int) results.index());
                results.request(1);
            }
            results.cancel();
            long taken = source.taken.get();
            while (results.next()) {
                assertThat(seen.get((int) results.index())).isFalse();
                seen.set((int) results.index());
                if (results.failure() != null) {
                    assertThat(results.failure()).isInstanceOf(CancellationException.class);
                }
            }
            assertThat(results.isDrained()).isTrue();
            assertThat(source.taken).hasValue(taken);
            assertThat(seen.cardinality()).isEqualTo((int) taken);
        }
    }

    @Test
    void isFreeOfABulkThatWasClosedInTheMiddle() throws Exception {
        try (WorkerProcessPool other = WorkerProcessPool.builder().workers(2).start()) {
            BulkResults<Integer> results =
                    other.submitEach((Integer n) -> n, new Numbers(Long.MAX_VALUE), other.lookAhead());
            for (int read = 0; read < 20_000 && results.next(); read++) {
                results.request(1);
            }
            results.close();

            assertThat(results.next()).isFalse();
            assertThat(results.isDrained()).isTrue();
            assertThat(other.submit(() -> 7).get()).isEqualTo(7);
        } // waits for all that is pending
    }

    @Test
    void throwsWhatTheSourceThrowsInTheMiddleAfterAllOutcomesBeforeIt() throws Exception {
        Iterator<Integer> source = Stream.iterate(0, n -> n + 1)
                .peek(n -> {
                    if (n == 7_777) {
                        throw new IllegalStateException("source");
                    }
                })
                .iterator();
        try (BulkResults<Integer> results = pool.submitEach((Integer n) -> n, source, pool.lookAhead())) {
            for (int read = 0; read < 7_777; read++) {
                assertThat(results.next()).isTrue();
            }
            assertThatIllegalStateException().isThrownBy(results::next).withMessage("source");
            assertThat(results.isDrained()).isTrue();
        }
    }

    @Test
    void givesAWorkerNoMoreInABlockThanItMayDo() throws Exception {
        Map<Long, Integer> byWorker = new HashMap<>();
        try (WorkerProcessPool other = WorkerProcessPool.builder()
                        .workers(2)
                        .maxTasksPerWorker(5_000)
                        .start();
                BulkResults<Long> results = other.submitEach(
                        (Integer n) -> PoolTasks.pid(),
                        IntStream.range(0, 20_000).iterator(),
                        other.lookAhead())) {
            while (results.next()) {
                byWorker.merge(results.value(), 1, Integer::sum);
                results.request(1);
            }
        }
        assertThat(Collections.max(byWorker.values())).isLessThanOrEqualTo(5_000);
        assertThat(byWorker.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(20_000);
    }
}
