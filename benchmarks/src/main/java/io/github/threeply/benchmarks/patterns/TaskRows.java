package io.github.threeply.benchmarks.patterns;

import io.github.threeply.benchmarks.Contestant;
import io.github.threeply.benchmarks.Effort;
import io.github.threeply.benchmarks.ForkedRow;
import io.github.threeply.benchmarks.Metric;
import io.github.threeply.benchmarks.Requirement;
import io.github.threeply.benchmarks.Row;
import io.github.threeply.benchmarks.Unit;
import io.github.threeply.core.BulkExecutor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** The rows of the tasks. */
public final class TaskRows {
    private static final int THREADS = 2;

    /** Each round reads hundreds of thousands of results: were a reference to each kept, it would grow by more. */
    private static final double MEBIBYTES_OF_GROWTH = 1;

    private TaskRows() {}

    /**
     * Returns the rows.
     *
     * @return the rows
     */
    public static List<Row> all() {
        return List.of(
                map("tasks-map", "BulkExecutor.threads(2)", () -> BulkExecutor.threads(THREADS)),
                map("tasks-map-plain", "newFixedThreadPool(2)", () -> Executors.newFixedThreadPool(THREADS)),
                heap(),
                GatherRow.create());
    }

    private static Row map(String name, String pool, Supplier<ExecutorService> executor) {
        return new ForkedRow(
                name,
                "Tasks.map over " + pool + ", 100 000 trivial tasks, read in order: invokeAll of as many",
                Effort.MANY_FORKS,
                Requirement.NONE,
                List.of(Metric.RATE),
                List.of(
                        new Contestant("Tasks.map", () -> new MapWork(executor.get()), 0),
                        new Contestant(
                                "invokeAll, newFixedThreadPool",
                                () -> new InvokeAllWork(Executors.newFixedThreadPool(THREADS)),
                                1)));
    }

    private static Row heap() {
        return new ForkedRow(
                "tasks-heap",
                "Tasks.map over BulkExecutor.threads(2), numbers without end: by how much the heap grows",
                new Effort(1, 1, 8, Duration.ofMillis(500)),
                Requirement.NONE,
                List.of(
                        new Metric("growth", Unit.MEMORY, MEBIBYTES_OF_GROWTH, Metric.Judge.EACH_ROUND),
                        new Metric("heap after GC", Unit.MEMORY, Double.POSITIVE_INFINITY, Metric.Judge.EACH_ROUND),
                        new Metric("results read", Unit.COUNT, Double.POSITIVE_INFINITY, Metric.Judge.EACH_ROUND)),
                List.of(new Contestant("Tasks.map", EndlessMapWork::new, 0)));
    }
}
