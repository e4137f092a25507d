package io.github.threeply.benchmarks.channels;

import org.jctools.queues.SpscArrayQueue;

/** JCTools' queue for one producer and one consumer with a loop around it. It holds a power of two: 16 for 10. */
final class SpscQueue implements Handover {
    private final SpscArrayQueue<Integer> queue;
    private final Idle idle;

    SpscQueue(int capacity, Idle idle) {
        this.queue = new SpscArrayQueue<>(capacity);
        this.idle = idle;
    }

    @Override
    public void put(Integer item) {
        for (int looks = 0; !queue.offer(item); looks++) {
            idle.pause(looks);
        }
    }

    @Override
    public Integer take() {
        Integer item = queue.poll();
        for (int looks = 0; item == null; looks++) {
            idle.pause(looks);
            item = queue.poll();
        }
        return item;
    }
}
