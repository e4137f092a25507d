package io.github.threeply.benchmarks.patterns;

import io.github.threeply.benchmarks.Work;
import io.github.threeply.core.BulkExecutor;
import io.github.threeply.patterns.Results;
import io.github.threeply.patterns.Tasks;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.Iterator;

/**
 * One {@code Tasks.map} over numbers without end, its results read on from round to round. Tells by how much the heap has
 * grown since the start, and how great it is, each after a garbage collection.
 */
final class EndlessMapWork implements Work {
    private static final double MEBIBYTE = 1 << 20;
    private static final int FIRST = 200_000;

    private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    private final BulkExecutor executor = BulkExecutor.threads(2);
    private final Results<Long> results = Tasks.map(executor, Numbers::next, Numbers.upTo(Long.MAX_VALUE));
    private final Iterator<Long> iterator = results.iterator();
    private final double atFirst;
    private long expected = 1;
    private double now;

    EndlessMapWork() {
        read(FIRST); // classes are loaded, buffers have their size
        atFirst = heap();
    }

    @Override
    public void run(long operations) {
        read(operations);
        now = heap();
    }

    private void read(long count) {
        for (long i = 0; i < count; i++) {
            long result = iterator.next();
            if (result != expected) {
                throw new IllegalStateException("result " + result + " came in place of " + expected);
            }
            expected++;
        }
    }

    private double heap() {
        System.gc();
        return memory.getHeapMemoryUsage().getUsed() / MEBIBYTE;
    }

    @Override
    public double[] values(long operations, double seconds) {
        return new double[] {now - atFirst, now, expected - 1};
    }

    @Override
    public void close() {
        results.close();
        executor.shutdownNow();
    }
}
