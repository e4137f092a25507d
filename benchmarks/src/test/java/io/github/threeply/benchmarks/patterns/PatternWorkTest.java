package io.github.threeply.benchmarks.patterns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.threeply.benchmarks.Python;
import io.github.threeply.benchmarks.Work;
import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.Channel;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PatternWorkTest {
    static Stream<Arguments> works() {
        return Stream.of(
                work("BoundedPipeline", BoundedPipelineWork::new),
                work("by hand over Channel", () -> new ChannelHandWork(() -> Channel.bounded(10))),
                work("by hand over ArrayBlockingQueue", ArrayHandWork::new),
                work("Tasks.map", () -> new MapWork(BulkExecutor.threads(2))),
                work("Tasks.map, plain pool", () -> new MapWork(Executors.newFixedThreadPool(2))),
                work("invokeAll", () -> new InvokeAllWork(Executors.newFixedThreadPool(2))),
                work("Tasks.map without end", EndlessMapWork::new));
    }

    private static Arguments work(String name, Callable<? extends Work> start) {
        return Arguments.of(name, start);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("works")
    void doesAndChecksItsWorkAgainAndAgain(String name, Callable<? extends Work> start) throws Exception {
        try (Work work = start.call()) {
            work.run(1);
            work.run(5000);

            assertThat(Arrays.stream(work.values(5000, 1))).allMatch(Double::isFinite);
        }
    }

    @Test
    void aPipelineThatLosesAnItemIsNoticed() {
        PipelineWork work = new PipelineWork() {
            @Override
            long send(long count) {
                return trivial.sum(count - 1);
            }
        };

        assertThatThrownBy(() -> work.run(100)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aHeapThatGrowsIsSeen() throws Exception {
        try (EndlessMapWork work = new EndlessMapWork()) {
            work.run(1000);
            byte[][] leak = new byte[5 << 10][1 << 10];
            double before = work.values(1000, 1)[0];
            work.run(1000);

            assertThat(work.values(1000, 1)[0] - before).isBetween(4.0, 6.0);
            assertThat(leak).hasDimensions(5 << 10, 1 << 10);
        }
    }

    @Test
    void asyncioGathersAllAndTakesAtLeastAsLongAsOneSleeps() throws Exception {
        assumeThat(Python.version()).isPresent();

        try (AsyncioWork work = new AsyncioWork()) {
            work.run(1);

            assertThat(work.values(1, 0)[0]).isBetween(GatherWork.SLEEP_MILLIS / 1e3, 50.0);
        }
        assertThat(Python.version().orElseThrow()).contains("3.");
    }
}
