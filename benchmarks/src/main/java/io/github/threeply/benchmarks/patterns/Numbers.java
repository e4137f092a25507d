package io.github.threeply.benchmarks.patterns;

import java.util.Iterator;
import java.util.stream.LongStream;

/** Numbers to be mapped to the next ones, and what the results must come to. */
final class Numbers {
    private Numbers() {}

    static long next(long number) {
        return number + 1;
    }

    /** From 0 on, so many. */
    static Iterable<Long> upTo(long count) {
        return () -> new Iterator<>() {
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

    /** Takes one result more into account, in a way that depends on the order. */
    static long add(long soFar, long result) {
        return 31 * soFar + result;
    }

    static void check(long count, long sum) {
        if (sum != LongStream.range(0, count).map(Numbers::next).reduce(0, Numbers::add)) {
            throw new IllegalStateException("the results of " + count + " numbers come to " + sum);
        }
    }
}
