package io.github.threeply.benchmarks.channels;

import io.github.threeply.benchmarks.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * As many producers as consumers, each with its share of the items. The items are made beforehand: a round measures the
 * queue, not the allocator.
 */
final class HandoverWork implements Work {
    private static final int DISTINCT = 1024;

    private final Handover queue;
    private final int pairs;
    private final Integer[] items = new Integer[DISTINCT];
    private final ExecutorService threads;

    HandoverWork(Handover queue, int pairs) {
        this.queue = queue;
        this.pairs = pairs;
        this.threads = Executors.newFixedThreadPool(2 * pairs);
        for (int i = 0; i < DISTINCT; i++) {
            items[i] = i;
        }
    }

    @Override
    public void run(long operations) throws Exception {
        long each = Math.max(1, operations / pairs);
        List<Callable<Long>> bodies = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            bodies.add(() -> produce(each));
            bodies.add(() -> -consume(each));
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
        long sum = 0;
        for (long i = 0; i < count; i++) {
            Integer item = items[(int) i & DISTINCT - 1];
            queue.put(item);
            sum += item;
        }
        return sum;
    }

    private long consume(long count) throws InterruptedException {
        long sum = 0;
        for (long i = 0; i < count; i++) {
            sum += queue.take();
        }
        return sum;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
