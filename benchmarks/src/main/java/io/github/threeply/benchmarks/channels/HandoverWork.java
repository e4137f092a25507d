package io.github.threeply.benchmarks.channels;

import io.github.threeply.benchmarks.Allocation;
import io.github.threeply.benchmarks.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** As many producers as consumers, each with its share of the items. Tells the rate, and bytes allocated for an item. */
final class HandoverWork implements Work {
    private final Sides sides;
    private final int pairs;
    private final ExecutorService threads;
    private final AtomicLong allocated = new AtomicLong();

    /** Does it on platform threads. */
    HandoverWork(Sides sides, int pairs) {
        this(sides, pairs, Executors.newFixedThreadPool(2 * pairs));
    }

    /** The executor must have a thread for each producer and each consumer. */
    HandoverWork(Sides sides, int pairs, ExecutorService threads) {
        this.sides = sides;
        this.pairs = pairs;
        this.threads = threads;
    }

    @Override
    public long batch() {
        return pairs;
    }

    @Override
    public void run(long operations) throws Exception {
        allocated.set(0);
        List<Callable<Long>> bodies = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            long share = operations / pairs + (i < operations % pairs ? 1 : 0);
            bodies.add(() -> produce(share));
            bodies.add(() -> -consume(share));
        }
        long difference = 0;
        for (Future<Long> sum : threads.invokeAll(bodies)) {
            difference += sum.get();
        }
        if (difference != 0) {
            throw new IllegalStateException("what was put and what was taken differ by " + difference);
        }
    }

    private long produce(long count) throws InterruptedException {
        long before = Allocation.ofThisThread();
        long sum = sides.produce(count);
        allocated.addAndGet(Allocation.ofThisThread() - before);
        return sum;
    }

    private long consume(long count) throws InterruptedException {
        long before = Allocation.ofThisThread();
        long sum = sides.consume(count);
        allocated.addAndGet(Allocation.ofThisThread() - before);
        return sum;
    }

    @Override
    public double[] values(long operations, double seconds) {
        return new double[] {operations / seconds, (double) allocated.get() / operations};
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
