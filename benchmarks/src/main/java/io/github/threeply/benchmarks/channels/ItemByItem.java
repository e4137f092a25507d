package io.github.threeply.benchmarks.channels;

/** A call for each item. */
final class ItemByItem implements Sides {
    private final Integer[] items = Sides.items();
    private final Handover queue;

    ItemByItem(Handover queue) {
        this.queue = queue;
    }

    @Override
    public long produce(long count) throws InterruptedException {
        long sum = 0;
        for (long i = 0; i < count; i++) {
            Integer item = items[(int) i & DISTINCT - 1];
            queue.put(item);
            sum += item;
        }
        return sum;
    }

    @Override
    public long consume(long count) throws InterruptedException {
        long sum = 0;
        for (long i = 0; i < count; i++) {
            sum += queue.take();
        }
        return sum;
    }
}
