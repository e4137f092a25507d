package io.github.threeply.ipc.process;

import io.github.threeply.core.DurationHistogram;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** Counts times as they are measured. Any thread may add. */
final class DurationTally {
    private final AtomicLongArray buckets = new AtomicLongArray(Long.SIZE);
    private final LongAdder total = new LongAdder();

    void add(long nanos) {
        buckets.getAndIncrement(DurationHistogram.bucketOf(nanos));
        total.add(Math.max(0, nanos));
    }

    DurationHistogram histogram() {
        long[] counts = new long[Long.SIZE];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = buckets.get(i);
        }
        return DurationHistogram.of(counts, Duration.ofNanos(total.sum()));
    }
}
