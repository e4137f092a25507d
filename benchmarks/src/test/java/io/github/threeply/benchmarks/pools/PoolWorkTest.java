package io.github.threeply.benchmarks.pools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.threeply.benchmarks.Python;
import io.github.threeply.benchmarks.Work;
import io.github.threeply.core.BulkExecutor;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PoolWorkTest {
    private static final int MIB = 1 << 20;

    static Stream<Arguments> contestants() {
        return Stream.of(
                contestant("submit to processes", () -> SubmitWork.processes(2), 100),
                contestant("submit to threads", () -> SubmitWork.threads(2), 100),
                contestant("map over processes", () -> new MapWork(PoolRows.pool(2)), 100),
                contestant("map over threads", () -> new MapWork(BulkExecutor.threads(2)), 100),
                contestant("round trip to a process", () -> small(RoundTripWork::process), 300),
                contestant("round trip to a thread", () -> small(RoundTripWork::thread), 300),
                contestant("echo, 3 hops", () -> small(() -> new PipeEcho(3, RoundTripWork.SMALL)), 300),
                contestant("echo, 4 hops", () -> small(() -> new PipeEcho(4, RoundTripWork.SMALL)), 300),
                contestant(
                        "a MiB to a process", () -> new RoundTripWork(RoundTripWork::process, MIB, Affinity.FREE), 3),
                contestant(
                        "a MiB by a pipe", () -> new RoundTripWork(() -> new PipeEcho(3, MIB), MIB, Affinity.FREE), 3),
                contestant("a MiB in shared memory", () -> new ByReferenceWork(MIB, true), 3),
                contestant("a MiB of longs by the pipe", () -> new ByReferenceWork(MIB, false), 3),
                contestant("a spare worker", () -> new SpareWork(1, 0), 2),
                contestant("computing in processes", () -> new ComputeWork(PoolRows.pool(2)), 20),
                contestant("idle workers", IdleWork::workers, 50),
                contestant("an idle bare JVM", IdleWork::bare, 50),
                contestant("boot of a pool", () -> new PoolBoot(2), 2),
                contestant("boot of bare JVMs", () -> new BareBoot(2, true), 2),
                contestant("boot of bare JVMs with our class path", () -> new BareBoot(2, false), 2));
    }

    private static RoundTripWork small(Callable<? extends RoundTripWork.Echo> echo) throws Exception {
        return new RoundTripWork(echo, RoundTripWork.SMALL, Affinity.FREE);
    }

    private static Arguments contestant(String name, Callable<? extends Work> start, long operations) {
        return Arguments.of(name, start, operations);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("contestants")
    void doesItsWorkAndEndsItsProcesses(String name, Callable<? extends Work> start, long operations) throws Exception {
        try (Work work = start.call()) {
            work.run(operations);

            assertThat(work.rate(operations, 1)).isPositive();
        }

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(ProcessHandle.current().descendants()).isEmpty());
    }

    @ParameterizedTest
    @DisabledForJreRange(min = JRE.JAVA_22) // it is the same Python
    @CsvSource({"submit,100", "apply_async,100", "map,1000", "imap_unordered,1000", "round_trip,20", "boot,1"})
    void pythonDoesTheSame(String what, long operations) throws Exception {
        String missing = Python.missing();
        assumeTrue(missing == null, () -> missing);

        try (PythonPool work = new PythonPool(what, 1, Affinity.FREE)) {
            work.run(operations);

            assertThat(work.rate(operations, 1)).isPositive();
        }
    }

    @Test
    void theMedianMakesTheRate() throws Exception {
        long[] times = {1_000, 2_000_000_000, 10_000};
        MedianWork work = new MedianWork() {
            private int next;

            @Override
            protected long once() {
                return times[next++];
            }
        };

        work.run(3);

        assertThat(work.rate(3, 2)).isEqualTo(100_000);
    }
}
