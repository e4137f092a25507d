package io.github.threeply.benchmarks.memory;

import io.github.threeply.core.Offer;
import io.github.threeply.ipc.shared.QueueForm;
import io.github.threeply.ipc.shared.SharedMemory;
import io.github.threeply.ipc.shared.SharedQueue;

/** Longs through a queue of ours. */
final class SharedLongs implements QueueEnds {
    private final SharedMemory memory;
    private final SharedQueue.OfLong queue;
    private final How how;
    private long sum;

    /** How items are put and taken. */
    enum How {
        /** One by one; who must wait sleeps. */
        ONE_BY_ONE,
        /** As many taken together as there are; who must wait sleeps. */
        TOGETHER,
        /** One by one; who must wait looks again, as the users of the peers do. */
        SPINNING
    }

    SharedLongs(SharedMemory memory, QueueForm form, How how) {
        this.memory = memory;
        this.queue = memory.longQueue("queue", form);
        this.how = how;
    }

    @Override
    public void put(long from, long to) throws InterruptedException {
        for (long i = from; i < to; i++) {
            if (how == How.SPINNING) {
                for (int looks = 0; queue.tryPutLong(i) != Offer.ACCEPTED; looks++) {
                    QueueEnds.pause(looks);
                }
            } else {
                queue.putLong(i);
            }
        }
    }

    @Override
    public long take(long count) throws InterruptedException {
        sum = 0;
        if (how == How.TOGETHER) {
            for (long left = count; left > 0; ) {
                int taken = queue.drainLongs(this::add, (int) Math.min(left, AgronaRing.TOGETHER));
                if (taken == 0) {
                    add(queue.takeLong(-1)); // which waits
                    taken = 1;
                }
                left -= taken;
            }
        } else if (how == How.SPINNING) {
            for (long left = count; left > 0; left--) {
                long item = queue.tryTakeLong(-1);
                for (int looks = 0; item == -1; looks++) {
                    QueueEnds.pause(looks);
                    item = queue.tryTakeLong(-1);
                }
                add(item);
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
