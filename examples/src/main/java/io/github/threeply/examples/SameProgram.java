package io.github.threeply.examples;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.TaskFunction;
import io.github.threeply.ipc.process.WorkerCrashedException;
import io.github.threeply.ipc.process.WorkerProcessPool;
import io.github.threeply.patterns.Results;
import io.github.threeply.patterns.Tasks;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

/**
 * The same program over threads and over processes: what differs is the line that makes the pool. Prints
 * <pre>
 * by threads:   [1229, 2262, 3245, 4203, 5133, 6057, 6935, 7837]
 * by processes: [1229, 2262, 3245, 4203, 5133, 6057, 6935, 7837]
 * </pre>
 * which is how many primes there are below 10 000, 20 000 and so on.
 */
public final class SameProgram {
    private static final List<Integer> LIMITS = List.of(10_000, 20_000, 30_000, 40_000, 50_000, 60_000, 70_000, 80_000);

    private SameProgram() {}

    /** Shows both. */
    public static void main(String[] args) throws Exception {
        try (BulkExecutor pool = BulkExecutor.threads(2)) {
            System.out.println("by threads:   " + map(pool, SameProgram::primesBelow));
        }
        try (BulkExecutor pool =
                WorkerProcessPool.builder().noQuarantine().workers(2).start()) {
            System.out.println("by processes: " + map(pool, SameProgram::primesBelow));
        }
    }

    /** The program: it knows nothing of threads or processes. */
    static <R> List<R> map(BulkExecutor pool, TaskFunction<Integer, R> function)
            throws InterruptedException, ExecutionException {
        for (int attempt = 1; ; attempt++) {
            try (Results<R> results = Tasks.map(pool, function, LIMITS)) {
                return results.toList();
            } catch (ExecutionException e) { // without effects, it may be done again if somebody killed a worker
                if (!(e.getCause() instanceof WorkerCrashedException) || attempt == 10) {
                    throw e;
                }
            }
        }
    }

    /** Counts the primes below a limit. */
    static long primesBelow(int limit) {
        return IntStream.range(2, limit)
                .filter(n -> IntStream.rangeClosed(2, (int) Math.sqrt(n)).noneMatch(d -> n % d == 0))
                .count();
    }
}
