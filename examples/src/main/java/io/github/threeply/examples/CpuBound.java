package io.github.threeply.examples;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.BulkResults;
import io.github.threeply.ipc.process.WorkerCrashedException;
import io.github.threeply.ipc.process.WorkerProcessPool;
import io.github.threeply.ipc.shared.SharedItems;
import io.github.threeply.ipc.shared.SharedList;
import io.github.threeply.ipc.shared.SharedMemory;
import java.math.BigInteger;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;

/**
 * Sums of squares below 3 000 000 to 3 000 009, one after another, by threads, or by worker processes. Each sum fits in
 * 64 bits, their total does not. Processes append their sums to a list in memory that they share. Prints the ten sums,
 * and then
 * <pre>
 * total 90000360000725000540
 * </pre>
 * and the time. On the JVM threads already run in parallel: nothing is gained here by processes, which pay for their
 * start and begin with code that is not yet compiled. Take them where the work may crash, hang, or need a heap of its own.
 */
public final class CpuBound {
    private static final List<Long> LIMITS =
            LongStream.range(3_000_000, 3_000_010).boxed().toList();

    private static final int ROUNDS = 10;
    private static final int MOST_SUMS = ROUNDS * 10;

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

    /** What a mode found, beside what was found one after another. */
    public record Comparison(Mode mode, int workers, int times, Sums sequential, Sums sums) {
        /** How many times as fast as one after another. */
        public double speedUp() {
            return (double) sequential.elapsed().toNanos() / sums.elapsed().toNanos();
        }

        @Override
        public String toString() {
            String line = String.format(
                    Locale.ROOT,
                    "%s, each sum %d times: %.2f s",
                    mode.name().toLowerCase(Locale.ROOT),
                    times,
                    sums.elapsed().toMillis() / 1e3);
            return mode == Mode.SEQUENTIAL
                    ? line
                    : String.format(
                            Locale.ROOT,
                            "%s with %d workers%s; sequential %.2f s, speed-up %.2f",
                            line,
                            workers,
                            mode == Mode.PROCESSES ? " and their start" : "",
                            sequential.elapsed().toMillis() / 1e3,
                            speedUp());
        }
    }

    /** Shows the mode that the first argument names, or {@code sequential}; the sums are computed 50 times over. */
    public static void main(String[] args) throws Exception {
        Mode mode = args.length == 0 ? Mode.SEQUENTIAL : Mode.valueOf(args[0].toUpperCase(Locale.ROOT));
        show(mode, Math.max(2, Runtime.getRuntime().availableProcessors()), 50);
    }

    /** Shows a mode. Each sum is computed so many times: once takes some milliseconds, too little to compare. */
    public static Comparison show(Mode mode, int workers, int times) throws Exception {
        Comparison comparison = compare(mode, workers, times);
        for (int i = 0; i < LIMITS.size(); i++) {
            System.out.println("sum of squares below " + LIMITS.get(i) + ": "
                    + comparison.sums().values().get(i));
        }
        System.out.println("total " + comparison.sums().total());
        System.out.println(comparison);
        if (mode != Mode.SEQUENTIAL) {
            System.out.println("(on the JVM threads already run in parallel: no process is needed for that)");
        }
        return comparison;
    }

    /** Computes the sums one after another, and in a mode. */
    public static Comparison compare(Mode mode, int workers, int times) throws Exception {
        run(Mode.SEQUENTIAL, 1, 5); // so that what is measured is compiled
        Sums sequential = run(Mode.SEQUENTIAL, 1, times);
        return new Comparison(
                mode, workers, times, sequential, mode == Mode.SEQUENTIAL ? sequential : run(mode, workers, times));
    }

    /** Computes the sums. */
    public static Sums run(Mode mode, int workers, int times) throws InterruptedException, ExecutionException {
        return switch (mode) {
            case SEQUENTIAL -> {
                long start = System.nanoTime();
                List<Long> values =
                        LIMITS.stream().map(limit -> sumOfSquares(limit, times)).toList();
                yield new Sums(values, Duration.ofNanos(System.nanoTime() - start));
            }
            case THREADS -> {
                try (BulkExecutor pool = BulkExecutor.threads(workers)) {
                    yield sums(pool, times);
                }
            }
            case PROCESSES -> {
                try (SharedMemory memory = SharedMemory.anonymous(1 << 16);
                        BulkExecutor pool = WorkerProcessPool.builder()
                                .noQuarantine()
                                .name("sums")
                                .workers(workers)
                                .start()) {
                    yield sumsInAList(pool, memory.list("sums", SharedItems.of(Sum.class), MOST_SUMS), times);
                }
            }
        };
    }

    /** Computes the sums by any pool; again where a worker died, which does no harm to a function without effects. */
    private static Sums sums(BulkExecutor pool, int times) throws InterruptedException, ExecutionException {
        long start = System.nanoTime();
        Long[] values = new Long[LIMITS.size()];
        Set<Long> left = new LinkedHashSet<>(LIMITS);
        for (int round = 1; !left.isEmpty(); round++) {
            List<Long> limits = List.copyOf(left);
            try (BulkResults<Long> results =
                    pool.submitEach((Long limit) -> sumOfSquares(limit, times), limits.iterator(), limits.size())) {
                while (results.next()) {
                    Long limit = limits.get((int) results.index());
                    if (!(results.failure() instanceof WorkerCrashedException) || round == ROUNDS) {
                        values[LIMITS.indexOf(limit)] = results.value();
                        left.remove(limit);
                    }
                }
            }
        }
        return new Sums(List.of(values), Duration.ofNanos(System.nanoTime() - start));
    }

    /**
     * Computes the sums by processes, which append them to a list that all of them share. An append is a few stores to
     * memory, not a call to somebody who keeps the list. If a process dies, what it had appended is there; what is not is
     * computed again, and one that is there twice counts once.
     */
    private static Sums sumsInAList(BulkExecutor pool, SharedList<Sum> list, int times)
            throws InterruptedException, ExecutionException {
        long start = System.nanoTime();
        Map<Long, Long> sums = new HashMap<>();
        for (int round = 1; sums.size() < LIMITS.size(); round++) {
            List<Long> limits =
                    LIMITS.stream().filter(limit -> !sums.containsKey(limit)).toList();
            try (BulkResults<Long> results = pool.submitEach(
                    (Long limit) -> list.append(new Sum(limit, sumOfSquares(limit, times))),
                    limits.iterator(),
                    limits.size())) {
                while (results.next()) {
                    if (!(results.failure() instanceof WorkerCrashedException) || round == ROUNDS) {
                        results.value(); // throws what the task has thrown
                    }
                }
            }
            for (Sum sum : list) {
                if (sum != null) { // the place of one that was killed in the middle of its append is empty
                    sums.putIfAbsent(sum.limit(), sum.sum());
                }
            }
        }
        List<Long> inOrder = LIMITS.stream().map(sums::get).toList();
        return new Sums(inOrder, Duration.ofNanos(System.nanoTime() - start));
    }

    /** Computes a sum so many times over; that all agree keeps the compiler from leaving any of them out. */
    static long sumOfSquares(long limit, int times) {
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
