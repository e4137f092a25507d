package io.github.threeply.benchmarks.pools;

import io.github.threeply.benchmarks.Contestant;
import io.github.threeply.benchmarks.Effort;
import io.github.threeply.benchmarks.ForkedRow;
import io.github.threeply.benchmarks.Metric;
import io.github.threeply.benchmarks.Python;
import io.github.threeply.benchmarks.Requirement;
import io.github.threeply.benchmarks.Row;
import io.github.threeply.benchmarks.Unit;
import io.github.threeply.core.BulkExecutor;
import io.github.threeply.ipc.process.WorkerProcessPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;

/**
 * The rows of the pool of worker processes. A ratio of times, such as 1.3 times as long at most, is stated as one of
 * rates, as in the other rows: its inverse at least.
 */
public final class PoolRows {
    private static final int WORKERS = 2;
    private static final double A_THIRD_LONGER = 1 / 1.3;
    private static final double HALF_AS_LONG_AGAIN = 1 / 1.5;
    private static final int MANY = 100_000;
    private static final int MILLION = 1_000_000;

    private PoolRows() {}

    /**
     * Returns the rows.
     *
     * @return the rows
     */
    public static List<Row> all() {
        return List.of(
                submit(),
                map(),
                roundTrip(Affinity.FREE, "pool-round-trip", "unpinned", 0, 0),
                roundTrip(Affinity.ONE_CORE, "pool-round-trip-one-core", "both sides on one core", A_THIRD_LONGER, 10),
                roundTrip(Affinity.TWO_CORES, "pool-round-trip-two-cores", "a core each", A_THIRD_LONGER, 2),
                payload(1),
                payload(16),
                byReference(1),
                byReference(16),
                boot(),
                spare(),
                compute(),
                idle());
    }

    private static Contestant python(String name, String what, long batch, Affinity affinity, double target) {
        return new Contestant(
                name,
                () -> Python.label(name),
                () -> new PythonPool(what, batch, affinity),
                List.of(target),
                Python::missing);
    }

    private static Row submit() {
        return new ForkedRow(
                "pool-submit",
                "2 workers, trivial tasks, 100 000 futures in flight, warm: ThreadPoolExecutor(2), CPython's pools",
                List.of(
                        new Contestant("WorkerProcessPool", () -> SubmitWork.processes(WORKERS), 0),
                        new Contestant("ThreadPoolExecutor(2)", () -> SubmitWork.threads(WORKERS), 0.75),
                        python("ProcessPoolExecutor.submit", "submit", MANY, Affinity.FREE, 250),
                        python("Pool.apply_async", "apply_async", MANY, Affinity.FREE, 50)));
    }

    private static Row map() {
        return new ForkedRow(
                "pool-map",
                "2 workers, Tasks.map over a million longs, nothing tuned, read one by one: CPython's Pool.map and"
                        + " imap_unordered, BulkExecutor.threads(2)",
                List.of(
                        new Contestant("WorkerProcessPool", () -> new MapWork(pool(WORKERS)), 0),
                        python("Pool.map", "map", MILLION, Affinity.FREE, 3),
                        python("Pool.imap_unordered by 64", "imap_unordered", MILLION, Affinity.FREE, 9),
                        new Contestant(
                                "BulkExecutor.threads(2)", () -> new MapWork(BulkExecutor.threads(WORKERS)), 0)));
    }

    private static Row roundTrip(Affinity affinity, String name, String where, double echo, double python) {
        List<Contestant> contestants = new ArrayList<>();
        contestants.add(new Contestant(
                "WorkerProcessPool",
                () -> new RoundTripWork(RoundTripWork::process, RoundTripWork.SMALL, affinity),
                0));
        for (int hops : new int[] {3, 4}) {
            contestants.add(new Contestant(
                    "pipe echo, " + hops + " hops",
                    () -> new RoundTripWork(
                            () -> new PipeEcho(hops, RoundTripWork.SMALL), RoundTripWork.SMALL, affinity),
                    hops == RoundTripWork.HOPS ? echo : 0));
        }
        contestants.add(python("ProcessPoolExecutor(1)", "round_trip", 1, affinity, python));
        return new ForkedRow(
                name,
                "one task at a time, 16 bytes, 1 / p50, " + where + ", " + RoundTripWork.HOPS
                        + " thread hops: pipe echoes of as many and of 3, CPython",
                Effort.ORDINARY,
                affinity == Affinity.FREE ? Requirement.NONE : Affinity::missing,
                List.of(Metric.RATE),
                contestants);
    }

    private static Row payload(int mebibytes) {
        int bytes = mebibytes << 20;
        return new ForkedRow(
                "pool-payload-" + mebibytes + "m",
                "echo of " + mebibytes + " MiB, 1 / p50: a pipe echo of the same bytes, which reads all of them first",
                List.of(
                        new Contestant(
                                "WorkerProcessPool",
                                () -> new RoundTripWork(RoundTripWork::process, bytes, Affinity.FREE),
                                0),
                        new Contestant(
                                "pipe echo, 3 hops",
                                () -> new RoundTripWork(() -> new PipeEcho(3, bytes), bytes, Affinity.FREE),
                                0.9)));
    }

    private static Row byReference(int mebibytes) {
        int bytes = mebibytes << 20;
        return new ForkedRow(
                "pool-by-reference-" + mebibytes + "m",
                "a task turns " + mebibytes + " MiB of longs round in a SharedArray, 1 / p50: the longs go by the pipe",
                List.of(
                        new Contestant("SharedArray", () -> new ByReferenceWork(bytes, true), 0),
                        new Contestant("by the pipe", () -> new ByReferenceWork(bytes, false), 3)));
    }

    private static Row boot() {
        return new ForkedRow(
                "pool-boot",
                "start() to a result from each of 2 workers, with a boot cache, 1 / p50: two bare JVMs that print and exit,"
                        + " CPython's spawn",
                List.of(
                        new Contestant("WorkerProcessPool", () -> new PoolBoot(WORKERS), 0),
                        new Contestant("two bare JVMs", () -> new BareBoot(WORKERS, true), HALF_AS_LONG_AGAIN),
                        new Contestant("two bare JVMs, our class path", () -> new BareBoot(WORKERS, false), 0),
                        python("Pool(2), spawn", "boot", 1, Affinity.FREE, 1)));
    }

    private static Row spare() {
        return new ForkedRow(
                "pool-spare",
                "one worker, one spare: kill -9 of the worker to the next result, p50; with 1 GiB touched; without a spare",
                new Effort(2, 1, 3, Duration.ofSeconds(2)),
                Requirement.NONE,
                List.of(Metric.limited("", Unit.TIME, 5e-3)),
                List.of(
                        new Contestant("WorkerProcessPool", () -> new SpareWork(1, 0), 0),
                        new Contestant("with 1 GiB of touched heap", () -> new SpareWork(1, 1024), 0),
                        new Contestant("without a spare", () -> new SpareWork(0, 0), 0)));
    }

    private static Row compute() {
        return new ForkedRow(
                "pool-compute",
                "2 workers, tasks that compute for 10 ms and more: ThreadPoolExecutor(2)",
                List.of(
                        new Contestant("WorkerProcessPool", () -> new ComputeWork(pool(WORKERS)), 0),
                        new Contestant(
                                "ThreadPoolExecutor(2)",
                                () -> new ComputeWork(BulkExecutor.over(Executors.newFixedThreadPool(WORKERS))),
                                0.97)));
    }

    private static Row idle() {
        return new ForkedRow(
                "pool-idle",
                "an idle worker: its resident memory beside that of a bare JVM, and the parent's part of a core for it",
                new Effort(2, 1, 3, Duration.ofSeconds(2)),
                IdleWork::missing,
                List.of(Metric.compared("memory", Unit.MEMORY), Metric.limited("cpu", Unit.CORE, 0.1)),
                List.of(
                        new Contestant("idle worker", IdleWork::workers, 0),
                        new Contestant("bare JVM", IdleWork::bare, 1 / 1.3)));
    }

    static WorkerProcessPool pool(int workers) {
        return WorkerProcessPool.builder().workers(workers).start();
    }
}
