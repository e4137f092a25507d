package io.github.threeply.benchmarks.pools;

import io.github.threeply.benchmarks.Work;
import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;

/** Computes for ten milliseconds or more a task, the same in each, twenty tasks at a time. */
final class ComputeWork implements Work {
    private static final int TASKS = 20;
    private static final long STEPS = 12_000_000;

    private final BulkExecutor executor;
    private final long expected = compute(STEPS);

    ComputeWork(BulkExecutor executor) throws Exception {
        this.executor = executor;
        run(TASKS); // the workers are up after that
    }

    /**
     * A shift register. Each step needs the one before, through six operations of a cycle each, so no processor does all in
     * less than ten milliseconds. It is not a linear congruential generator: a compiler may do several steps of that at once.
     */
    private static long compute(long steps) {
        long x = 1;
        for (long i = 0; i < steps; i++) {
            x ^= x << 13;
            x ^= x >>> 7;
            x ^= x << 17;
        }
        return x;
    }

    @Override
    public long batch() {
        return TASKS;
    }

    @Override
    public void run(long operations) throws Exception {
        for (long left = operations; left > 0; left -= TASKS) {
            List<Future<Long>> results = new ArrayList<>();
            for (int i = 0; i < Math.min(left, TASKS); i++) {
                Task<Long> task = () -> compute(STEPS);
                results.add(executor.submit(task));
            }
            for (Future<Long> result : results) {
                if (result.get() != expected) {
                    throw new IllegalStateException("computed " + result.get() + ", expected " + expected);
                }
            }
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
