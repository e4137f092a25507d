package io.github.threeply.benchmarks.pools;

import io.github.threeply.benchmarks.Work;
import io.github.threeply.core.BulkExecutor;
import io.github.threeply.patterns.Results;
import io.github.threeply.patterns.Tasks;
import java.util.Iterator;
import java.util.stream.LongStream;

/** Maps numbers to the next ones, at most a million at a time, with nothing tuned, and reads the results in order. */
final class MapWork implements Work {
    private static final long NUMBERS = 1_000_000;

    private final BulkExecutor executor;
    private long known; // how many numbers come to this; worked out outside of what is measured
    private long expected;

    MapWork(BulkExecutor executor) throws Exception {
        this.executor = executor;
        run(NUMBERS / 100); // the workers are up after that
        expect(NUMBERS);
    }

    @Override
    public long batch() {
        return NUMBERS;
    }

    @Override
    public void run(long operations) throws Exception {
        for (long left = operations; left > 0; left -= NUMBERS) {
            map(Math.min(left, NUMBERS));
        }
    }

    private void map(long count) throws Exception {
        Iterable<Long> numbers = () -> numbers(count);
        long sum = 0;
        try (Results<Long> results = Tasks.map(executor, (Long number) -> number + 1, numbers)) {
            for (long result : results) {
                sum = 31 * sum + result; // so that the order matters
            }
        }
        expect(count);
        if (sum != expected) {
            throw new IllegalStateException("the results of " + count + " numbers come to " + sum);
        }
    }

    private void expect(long numbers) {
        if (known != numbers) {
            known = numbers;
            expected = LongStream.rangeClosed(1, numbers).reduce(0, (soFar, number) -> 31 * soFar + number);
        }
    }

    private static Iterator<Long> numbers(long count) {
        return new Iterator<>() {
            private long next;

            @Override
            public boolean hasNext() {
                return next < count;
            }

            @Override
            public Long next() {
                return next++;
            }
        };
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
