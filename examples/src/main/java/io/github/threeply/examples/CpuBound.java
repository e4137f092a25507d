package io.github.threeply.examples;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.TaskFunction;
import io.github.threeply.ipc.process.TaskOptions;
import io.github.threeply.ipc.process.WorkerProcessPool;
import io.github.threeply.ipc.shared.SharedItems;
import io.github.threeply.ipc.shared.SharedList;
import io.github.threeply.ipc.shared.SharedMemory;
import io.github.threeply.patterns.Results;
import io.github.threeply.patterns.Tasks;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;

/**
 * Sums of squares below 3 000 000 to 3 000 009, one after another, by threads, or by worker processes. Each sum fits in
 * 64 bits, their total does not. Processes append their sums to a list in memory that they share. On the JVM threads
 * already run in parallel: nothing is gained here by processes, which pay for their start and begin with code that is not
 * yet compiled. Take them where the work may crash, hang, or need a heap of its own. An argument names one of the ways.
 * Without one prints for example
 * <pre>
 * sum of squares below 3000000: 8999995500000500000
 * ...
 * sum of squares below 3000009: 9000076500216500204
 * total 90000360000725000540
 * sequential: 1.62 s, each sum 50 times
 * threads: 0.83 s with 2 workers, 1.95 times as fast
 * processes: 1.10 s with 2 workers and their start, 1.47 times as fast
 * </pre>
 */
public final class CpuBound {
    private static final List<Long> LIMITS =
            LongStream.range(3_000_000, 3_000_010).boxed().toList();

    private CpuBound() {}

    /** Who does the work. */
    public enum Mode {
        SEQUENTIAL,
        THREADS,
        PROCESSES
    }

    /** One sum, as it stands in a list that processes share. */
    record Sum(long limit, long sum) {}

    /** The sums in the order of their limits, and how long they took. */
    public record Sums(List<Long> values, Duration elapsed) {
        /** The total, which is too large for a {@code long}. */
        public BigInteger total() {
            return values.stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
        }
    }

    /** Shows the mode that the first argument names beside sequential, or all; the sums are computed 50 times over. */
    public static void main(String[] args) throws Exception {
        List<Mode> modes =
                args.length == 0 ? List.of(Mode.values()) : List.of(Mode.valueOf(args[0].toUpperCase(Locale.ROOT)));
        show(modes, Math.max(2, Runtime.getRuntime().availableProcessors()), 50);
    }

    /** Shows modes. Each sum is computed so many times: once takes some milliseconds, too little to compare. */
    public static void show(List<Mode> modes, int workers, int times) throws InterruptedException, ExecutionException {
        run(Mode.SEQUENTIAL, 1, 5); // so that what is measured is compiled
        Sums one = run(Mode.SEQUENTIAL, 1, times);
        for (int i = 0; i < LIMITS.size(); i++) {
            System.out.println("sum of squares below " + LIMITS.get(i) + ": "
                    + one.values().get(i));
        }
        System.out.println("total " + one.total());
        System.out.printf(Locale.ROOT, "sequential: %.2f s, each sum %d times%n", seconds(one), times);
        for (Mode mode : modes) {
            if (mode != Mode.SEQUENTIAL) {
                Sums sums = run(mode, workers, times);
                if (!sums.values().equals(one.values())) {
                    throw new IllegalStateException("the sums differ: " + sums);
                }
                System.out.printf(
                        Locale.ROOT,
                        "%s: %.2f s with %d workers%s, %.2f times as fast%n",
                        mode.name().toLowerCase(Locale.ROOT),
                        seconds(sums),
                        workers,
                        mode == Mode.PROCESSES ? " and their start" : "",
                        seconds(one) / seconds(sums));
            }
        }
    }

    private static double seconds(Sums sums) {
        return sums.elapsed().toNanos() / 1e9;
    }

    /** Computes the sums. */
    public static Sums run(Mode mode, int workers, int times) throws InterruptedException, ExecutionException {
        long start = System.nanoTime();
        List<Long> values = switch (mode) {
            case SEQUENTIAL -> LIMITS.stream().map(limit -> sum(limit, times)).toList();
            case THREADS -> map(BulkExecutor.threads(workers), limit -> sum(limit, times));
            case PROCESSES -> inASharedList(workers, times);
        };
        return new Sums(values, Duration.ofNanos(System.nanoTime() - start));
    }

    private static List<Long> map(BulkExecutor workers, TaskFunction<Long, Long> function)
            throws InterruptedException, ExecutionException {
        try (BulkExecutor pool = workers;
                Results<Long> results = Tasks.map(pool, function, LIMITS)) {
            return results.toList();
        }
    }

    /** An append is a few stores to memory that all share, and not a call to somebody who keeps the list. */
    private static List<Long> inASharedList(int workers, int times) throws InterruptedException, ExecutionException {
        try (SharedMemory memory = SharedMemory.anonymous(1 << 16);
                WorkerProcessPool pool = WorkerProcessPool.builder()
                        .name("sums")
                        .workers(workers)
                        .noQuarantine()
                        .start()) {
            SharedList<Sum> list = memory.list("sums", SharedItems.of(Sum.class), 100);
            TaskOptions again = TaskOptions.defaults().idempotent(9); // a sum may be there twice then, which is no harm
            map(pool.with(again), limit -> list.append(new Sum(limit, sum(limit, times))));
            TreeMap<Long, Long> sumOfLimit = new TreeMap<>();
            for (Sum sum : list) {
                if (sum != null) { // the place of one that was killed in the middle of its append is empty
                    sumOfLimit.put(sum.limit(), sum.sum());
                }
            }
            return List.copyOf(sumOfLimit.values());
        }
    }

    /** Computes a sum so many times over; that all agree keeps the compiler from leaving any of them out. */
    private static long sum(long limit, int times) {
        long sum = sumOfSquares(limit);
        for (int i = 1; i < times; i++) {
            if (sumOfSquares(limit) != sum) {
                throw new AssertionError("the sum below " + limit + " changed");
            }
        }
        return sum;
    }

    private static long sumOfSquares(long limit) {
        long sum = 0;
        for (long i = 0; i < limit; i++) {
            sum += i * i;
        }
        return sum;
    }
}
