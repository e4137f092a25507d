package io.github.threeply.benchmarks.channels;

import static java.util.Objects.requireNonNull;

import io.github.threeply.core.Channel;
import java.util.ArrayList;
import java.util.List;

/** {@code putAll} and {@code drainTo}; a consumer that finds nothing takes one item, which waits. */
final class InBatches implements Sides {
    private final Channel<Integer> channel;
    private final int size;
    private final List<List<Integer>> batches = new ArrayList<>();

    /** A power of two is the size of a batch. */
    InBatches(Channel<Integer> channel, int size) {
        this.channel = channel;
        this.size = size;
        List<Integer> items = List.of(Sides.items());
        for (int from = 0; from < DISTINCT; from += size) {
            batches.add(new ArrayList<>(items.subList(from, from + size)));
        }
    }

    @Override
    public long produce(long count) throws InterruptedException {
        long sum = 0;
        int next = 0;
        for (long left = count; left > 0; left -= size) {
            List<Integer> batch = batches.get(next);
            batch = left < size ? batch.subList(0, (int) left) : batch;
            channel.putAll(batch);
            sum += sum(batch);
            next = (next + 1) % batches.size();
        }
        return sum;
    }

    @Override
    public long consume(long count) throws InterruptedException {
        ArrayList<Integer> taken = new ArrayList<>(size);
        long sum = 0;
        for (long left = count; left > 0; left -= taken.size()) {
            taken.clear();
            if (channel.drainTo(taken, (int) Math.min(left, size)) == 0) {
                taken.add(requireNonNull(channel.take()));
            }
            sum += sum(taken);
        }
        return sum;
    }

    private static long sum(List<Integer> items) {
        long sum = 0;
        for (int i = 0; i < items.size(); i++) {
            sum += items.get(i);
        }
        return sum;
    }
}
