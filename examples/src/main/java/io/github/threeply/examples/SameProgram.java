package io.github.threeply.examples;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.TaskFunction;
import io.github.threeply.ipc.process.WorkerProcessPool;
import io.github.threeply.patterns.BoundedPipeline;
import io.github.threeply.patterns.Results;
import io.github.threeply.patterns.Tasks;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

/**
 * The same map and the same pipeline over threads and over processes: what differs is the line that makes the pool.
 * Prints
 * <pre>
 * map by threads:        [1229, 2262, 3245, 4203, 5133, 6057, 6935, 7837]
 * pipeline by threads:   [1229, 2262, 3245, 4203, 5133, 6057, 6935, 7837]
 * map by processes:      [1229, 2262, 3245, 4203, 5133, 6057, 6935, 7837]
 * pipeline by processes: [1229, 2262, 3245, 4203, 5133, 6057, 6935, 7837]
 * </pre>
 * which is how many primes there are below 10 000, 20 000 and so on.
 */
public final class SameProgram {
    private static final List<Integer> LIMITS = List.of(10_000, 20_000, 30_000, 40_000, 50_000, 60_000, 70_000, 80_000);

    private SameProgram() {}

    /** Shows all four. */
    public static void main(String[] args) throws Exception {
        try (BulkExecutor pool = BulkExecutor.threads(2)) {
            System.out.println("map by threads:        " + map(pool, SameProgram::primesBelow));
            System.out.println("pipeline by threads:   " + pipeline(pool, SameProgram::primesBelow));
        }
        try (BulkExecutor pool = WorkerProcessPool.builder().workers(2).start()) {
            System.out.println("map by processes:      " + map(pool, SameProgram::primesBelow));
            System.out.println("pipeline by processes: " + pipeline(pool, SameProgram::primesBelow));
        }
    }

    /** The map: it knows nothing of threads or processes. */
    static <R> List<R> map(BulkExecutor pool, TaskFunction<Integer, R> function)
            throws InterruptedException, ExecutionException {
        try (Results<R> results = Tasks.map(pool, function, LIMITS)) {
            return results.toList();
        }
    }

    /** The pipeline: no more does it. Its step hands each item to the pool, two at a time, and keeps their order. */
    static <R> List<R> pipeline(BulkExecutor pool, TaskFunction<Integer, R> function) throws InterruptedException {
        Iterator<Integer> limits = LIMITS.iterator();
        List<R> results = new ArrayList<>(); // only the one thread of the last step adds
        BoundedPipeline.from("limits", 1, () -> limits.hasNext() ? limits.next() : null)
                .capacity(4)
                .stage("count", 2, function)
                .on(pool)
                .ordered()
                .to("collect", 1, results::add)
                .start()
                .awaitEnd();
        return results;
    }

    /** Counts the primes below a limit. */
    static long primesBelow(int limit) {
        return IntStream.range(2, limit)
                .filter(n -> IntStream.rangeClosed(2, (int) Math.sqrt(n)).noneMatch(d -> n % d == 0))
                .count();
    }
}
