package io.github.threeply.benchmarks.pools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.threeply.benchmarks.Work;
import io.github.threeply.core.BulkExecutor;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PoolWorkTest {
    static Stream<Arguments> contestants() {
        return Stream.of(
                contestant("submit to processes", () -> SubmitWork.processes(2), 100),
                contestant("submit to threads", () -> SubmitWork.threads(2), 100),
                contestant("map over processes", () -> new MapWork(PoolRows.pool(2)), 100),
                contestant("map over threads", () -> new MapWork(BulkExecutor.threads(2)), 100),
                contestant("round trip to a process", RoundTripWork::process, 300),
                contestant("round trip to a thread", RoundTripWork::thread, 300),
                contestant("echo, 3 hops", () -> new RoundTripWork(new PipeEcho(3)), 300),
                contestant("echo, 4 hops", () -> new RoundTripWork(new PipeEcho(4)), 300),
                contestant("boot of a pool", () -> new PoolBoot(2), 2),
                contestant("boot of bare JVMs", () -> new BareBoot(2), 2));
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

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(ProcessHandle.current().descendants()).isEmpty());
    }

    @Test
    void theMedianMakesTheRate() throws Exception {
        long[] times = {1_000, 2_000_000_000, 10_000};
        MedianWork work = new MedianWork() {
            private int next;

            @Override
            long once() {
                return times[next++];
            }
        };

        work.run(3);

        assertThat(work.rate(3, 2)).isEqualTo(100_000);
    }
}
