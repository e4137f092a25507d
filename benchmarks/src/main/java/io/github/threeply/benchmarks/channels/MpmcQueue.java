package io.github.threeply.benchmarks.channels;

import org.jctools.queues.MpmcArrayQueue;

/** JCTools' queue for many threads with a loop around it. It holds a power of two: 16 for 10. */
final class MpmcQueue implements Handover {
    private final MpmcArrayQueue<Integer> queue;
    private final Idle idle;

    MpmcQueue(int capacity, Idle idle) {
        this.queue = new MpmcArrayQueue<>(capacity);
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
