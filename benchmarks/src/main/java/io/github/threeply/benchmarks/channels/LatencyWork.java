package io.github.threeply.benchmarks.channels;

import io.github.threeply.benchmarks.Percentiles;
import io.github.threeply.benchmarks.Work;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * One producer that puts an item at fixed times, one consumer. The time of an item counts from when it was due, not from
 * when the producer came to put it: what a put that is held up makes late counts as late, each item of it.
 */
final class LatencyWork implements Work {
    private static final long START_NANOS = 2_000_000; // both threads are there by then

    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final Handover queue;
    private final long gapNanos;
    private Integer[] items = {};
    private long[] latencies = {};
    private int count;

    LatencyWork(Handover queue, long gapNanos) {
        this.queue = queue;
        this.gapNanos = gapNanos;
    }

    @Override
    public void run(long operations) throws Exception {
        count = Math.toIntExact(operations);
        prepare();
        long start = System.nanoTime() + START_NANOS;
        Future<?> consumer = threads.submit(() -> {
            consume(start);
            return null;
        });
        produce(start);
        consumer.get();
    }

    /** A round that counts does as many as the one before it: nothing is allocated then. */
    private void prepare() {
        if (items.length < count) {
            items = new Integer[count];
            for (int i = 0; i < count; i++) {
                items[i] = i;
            }
        }
        if (latencies.length != count) {
            latencies = new long[count];
        }
    }

    private void produce(long start) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            long due = start + i * gapNanos;
            while (System.nanoTime() - due < 0) {
                Thread.onSpinWait();
            }
            queue.put(items[i]);
        }
    }

    private void consume(long start) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            int item = queue.take();
            latencies[i] = System.nanoTime() - (start + item * gapNanos);
        }
    }

    /** How long each item of the last round took, in nanoseconds. */
    long[] latencies() {
        return latencies.clone();
    }

    @Override
    public double[] values(long operations, double seconds) {
        Percentiles percentiles = new Percentiles(latencies);
        return new double[] {percentiles.at(0.5) / 1e9, percentiles.at(0.99) / 1e9, percentiles.at(0.999) / 1e9};
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
