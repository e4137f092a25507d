package io.github.threeply.benchmarks.patterns;

import io.github.threeply.benchmarks.Contestant;
import io.github.threeply.benchmarks.Effort;
import io.github.threeply.benchmarks.ForkedRow;
import io.github.threeply.benchmarks.Metric;
import io.github.threeply.benchmarks.Python;
import io.github.threeply.benchmarks.Requirement;
import io.github.threeply.benchmarks.Row;
import io.github.threeply.benchmarks.Unit;
import io.github.threeply.benchmarks.VirtualThreads;
import io.github.threeply.core.BulkExecutor;
import io.github.threeply.patterns.Tasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Very many tasks that sleep, on virtual threads: the JDK alone, and asyncio. */
final class GatherRow {
    private GatherRow() {}

    static Row create() {
        return new ForkedRow(
                "gather-100k-sleeps",
                "Tasks.gather of 100 000 tasks that sleep 10 ms, on virtual threads: asyncio in CPython, invokeAll",
                new Effort(3, 1, 3, Duration.ofMillis(100)),
                GatherRow::missing,
                List.of(Metric.compared("", Unit.TIME)),
                List.of(
                        new Contestant("Tasks.gather", GatherRow::ours, 0),
                        new Contestant("asyncio", () -> Python.label("asyncio"), AsyncioWork::new, List.of(5.0)),
                        new Contestant("invokeAll", GatherRow::invokeAll, 0)));
    }

    private static @Nullable String missing() {
        String virtualThreads = Requirement.VIRTUAL_THREADS.missing();
        if (virtualThreads != null) {
            return virtualThreads;
        }
        return Python.missing();
    }

    private static GatherWork ours() {
        BulkExecutor executor = BulkExecutor.threadPerTask();
        return new GatherWork(tasks -> Tasks.gather(executor, tasks), executor);
    }

    private static GatherWork invokeAll() {
        ExecutorService executor = VirtualThreads.executor();
        return new GatherWork(tasks -> results(executor.invokeAll(tasks)), executor::shutdownNow);
    }

    private static List<Integer> results(List<Future<Integer>> futures) throws Exception {
        List<Integer> results = new ArrayList<>(futures.size());
        for (Future<Integer> future : futures) {
            results.add(future.get());
        }
        return results;
    }
}
