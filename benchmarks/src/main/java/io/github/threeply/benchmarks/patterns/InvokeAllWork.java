package io.github.threeply.benchmarks.patterns;

import io.github.threeply.benchmarks.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** A task for each number, all handed to {@code invokeAll}, then the results in order. */
final class InvokeAllWork implements Work {
    /** How many at once. */
    static final long TASKS = 100_000;

    private final ExecutorService executor;

    InvokeAllWork(ExecutorService executor) {
        this.executor = executor;
    }

    @Override
    public long batch() {
        return TASKS;
    }

    @Override
    public void run(long operations) throws Exception {
        for (long left = operations; left > 0; left -= TASKS) {
            map(Math.min(left, TASKS));
        }
    }

    private void map(long count) throws Exception {
        List<Callable<Long>> tasks = new ArrayList<>((int) count);
        for (Long number : Numbers.upTo(count)) {
            tasks.add(() -> Numbers.next(number));
        }
        long sum = 0;
        for (Future<Long> result : executor.invokeAll(tasks)) {
            sum = Numbers.add(sum, result.get());
        }
        Numbers.check(count, sum);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
