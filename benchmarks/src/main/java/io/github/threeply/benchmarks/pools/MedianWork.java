package io.github.threeply.benchmarks.pools;

import io.github.threeply.benchmarks.Work;
import java.util.Arrays;

/** Work whose operations are timed one by one; a round reaches the rate that its median time makes. */
public abstract class MedianWork implements Work {
    private static final int MOST = 1 << 20;

    private long[] times = {1};

    /** Does it once. Returns how long it took, in nanoseconds. */
    protected abstract long once() throws Exception;

    @Override
    public final void run(long operations) throws Exception {
        times = new long[(int) Math.min(operations, MOST)];
        for (long i = 0; i < operations; i++) {
            times[(int) (i % times.length)] = once();
        }
    }

    @Override
    public final double rate(long operations, double seconds) {
        Arrays.sort(times);
        return 1e9 / times[times.length / 2];
    }
}
