package io.github.threeply.benchmarks.patterns;

import io.github.threeply.benchmarks.Work;
import io.github.threeply.patterns.Results;
import io.github.threeply.patterns.Tasks;
import java.util.concurrent.ExecutorService;

/** {@code Tasks.map} over many numbers, nothing tuned, results read in order. */
final class MapWork implements Work {
    private final ExecutorService executor;

    MapWork(ExecutorService executor) {
        this.executor = executor;
    }

    @Override
    public long batch() {
        return InvokeAllWork.TASKS;
    }

    @Override
    public void run(long operations) throws Exception {
        for (long left = operations; left > 0; left -= InvokeAllWork.TASKS) {
            map(Math.min(left, InvokeAllWork.TASKS));
        }
    }

    private void map(long count) {
        long sum = 0;
        try (Results<Long> results = Tasks.map(executor, Numbers::next, Numbers.upTo(count))) {
            for (long result : results) {
                sum = Numbers.add(sum, result);
            }
        }
        Numbers.check(count, sum);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
