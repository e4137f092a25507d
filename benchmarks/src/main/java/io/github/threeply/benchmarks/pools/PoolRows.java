package io.github.threeply.benchmarks.pools;

import io.github.threeply.benchmarks.Contestant;
import io.github.threeply.benchmarks.ForkedRow;
import io.github.threeply.benchmarks.Row;
import io.github.threeply.core.BulkExecutor;
import io.github.threeply.ipc.process.WorkerProcessPool;
import java.util.List;

/**
 * The rows of the pool of worker processes. A ratio of times, such as 1.3 times as long at most, is stated as one of
 * rates, as in the other rows: its inverse at least.
 */
public final class PoolRows {
    private static final int WORKERS = 2;
    private static final double A_THIRD_LONGER = 1 / 1.3;
    private static final double HALF_AS_LONG_AGAIN = 1 / 1.5;

    private PoolRows() {}

    /**
     * Returns the rows.
     *
     * @return the rows
     */
    public static List<Row> all() {
        return List.of(submit(), map(), roundTrip(), boot(), spare());
    }

    private static Row submit() {
        return new ForkedRow(
                "pool-submit",
                "2 workers, trivial tasks, 100 000 futures in flight, warm: ThreadPoolExecutor(2)",
                List.of(
                        new Contestant("WorkerProcessPool", () -> SubmitWork.processes(WORKERS), 0),
                        new Contestant("ThreadPoolExecutor(2)", () -> SubmitWork.threads(WORKERS), 0.75)));
    }

    private static Row map() {
        return new ForkedRow(
                "pool-map",
                "2 workers, Tasks.map over a million longs, read one by one: the same over BulkExecutor.threads(2)",
                List.of(
                        new Contestant("WorkerProcessPool", () -> new MapWork(pool(WORKERS)), 0),
                        new Contestant(
                                "BulkExecutor.threads(2)", () -> new MapWork(BulkExecutor.threads(WORKERS)), 0)));
    }

    private static Row roundTrip() {
        return new ForkedRow(
                "pool-round-trip",
                "one task at a time, 16 bytes, 1 / p50, unpinned: pipe echoes of 3 and 4 thread hops, ThreadPoolExecutor(1)",
                List.of(
                        new Contestant("WorkerProcessPool", RoundTripWork::process, 0),
                        new Contestant("pipe echo, 3 hops", () -> new RoundTripWork(new PipeEcho(3)), A_THIRD_LONGER),
                        new Contestant("pipe echo, 4 hops", () -> new RoundTripWork(new PipeEcho(4)), 0),
                        new Contestant("ThreadPoolExecutor(1)", RoundTripWork::thread, 0)));
    }

    private static Row boot() {
        return new ForkedRow(
                "pool-boot",
                "start() to a result from each of 2 workers, 1 / p50: two bare JVMs that print and exit",
                List.of(
                        new Contestant("WorkerProcessPool", () -> new PoolBoot(WORKERS), 0),
                        new Contestant("two bare JVMs", () -> new BareBoot(WORKERS), HALF_AS_LONG_AGAIN)));
    }

    private static Row spare() {
        return new ForkedRow(
                "pool-spare",
                "1 worker, kill -9 of it to the next result, 1 / p50: with a spare, with 1 GiB touched, without a spare",
                List.of(
                        new Contestant("one spare", () -> new SpareWork(1, 0), 0),
                        new Contestant("one spare, 1 GiB of touched heap", () -> new SpareWork(1, 1024), 0),
                        new Contestant("no spare", () -> new SpareWork(0, 0), 0)));
    }

    static WorkerProcessPool pool(int workers) {
        return WorkerProcessPool.builder().workers(workers).start();
    }
}
