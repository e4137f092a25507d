package io.github.threeply.benchmarks.pools;

import io.github.threeply.benchmarks.Work;
import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;

/** Computes for about ten milliseconds a task, twenty tasks at a time. */
final class ComputeWork implements Work {
    private static final int TASKS = 20;
    private static final long STEPS = 8_000_000;

    private final BulkExecutor executor;
    private final long expected = compute(STEPS);

    ComputeWork(BulkExecutor executor) throws Exception {
        this.executor = executor;
        run(TASKS); // the workers are up after that
    }

    /** A linear congruential generator: nothing that a compiler could shorten. */
    private static long compute(long steps) {
        long x = 1;
        for (long i = 0; i < steps; i++) {
            x = x * 6364136223846793005L + 1442695040888963407L;
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
