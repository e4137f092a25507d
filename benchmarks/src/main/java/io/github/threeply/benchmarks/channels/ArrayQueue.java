package io.github.threeply.benchmarks.channels;

import java.util.concurrent.ArrayBlockingQueue;

/** The JDK's. */
final class ArrayQueue implements Handover {
    private final ArrayBlockingQueue<Integer> queue;

    ArrayQueue(int capacity) {
        queue = new ArrayBlockingQueue<>(capacity);
    }

    @Override
    public void put(Integer item) throws InterruptedException {
        queue.put(item);
    }

    @Override
    public Integer take() throws InterruptedException {
        return queue.take();
    }
}
