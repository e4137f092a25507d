package io.github.threeply.benchmarks.memory;

import io.github.threeply.ipc.shared.QueueForm;
import io.github.threeply.ipc.shared.SharedMemory;
import io.github.threeply.ipc.shared.SharedQueue;

/** Longs through a queue of ours. */
final class SharedLongs implements QueueEnds {
    private final SharedMemory memory;
    private final SharedQueue.OfLong queue;
    private final boolean together;
    private long sum;

    /** Items can be taken one by one, or as many together as there are. */
    SharedLongs(SharedMemory memory, QueueForm form, boolean together) {
        this.memory = memory;
        this.queue = memory.longQueue("queue", form);
        this.together = together;
    }

    @Override
    public void put(long from, long to) throws InterruptedException {
        for (long i = from; i < to; i++) {
            queue.putLong(i);
        }
    }

    @Override
    public long take(long count) throws InterruptedException {
        sum = 0;
        if (together) {
            for (long left = count; left > 0; ) {
                int taken = queue.drainLongs(this::add, (int) Math.min(left, AgronaRing.TOGETHER));
                if (taken == 0) {
                    add(queue.takeLong(-1)); // which waits
                    taken = 1;
                }
                left -= taken;
            }
        } else {
            for (long left = count; left > 0; left--) {
                add(queue.takeLong(-1));
            }
        }
        return sum;
    }

    private void add(long item) {
        sum += item;
    }

    @Override
    public void close() {
        memory.close();
    }
}
