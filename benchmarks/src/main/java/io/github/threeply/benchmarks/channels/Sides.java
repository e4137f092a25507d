package io.github.threeply.benchmarks.channels;

/** What a producer and a consumer do with a queue. */
interface Sides {
    /** How many different items there are. */
    int DISTINCT = 1024;

    /** Puts so many items. Returns the sum of them. */
    long produce(long count) throws InterruptedException;

    /** Takes so many items. Returns the sum of them. */
    long consume(long count) throws InterruptedException;

    /** Makes items beforehand: a round measures the queue, not the allocator. */
    static Integer[] items() {
        Integer[] items = new Integer[DISTINCT];
        for (int i = 0; i < DISTINCT; i++) {
            items[i] = i;
        }
        return items;
    }
}
