package io.github.threeply.benchmarks.channels;

import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.MpmcArrayQueue;

/**
 * JCTools' queue with a loop around it. It does not block by itself, holds a power of two (16 for 10), and a thread that
 * waits never sleeps for long.
 */
final class JcToolsQueue implements Handover {

    /** How a thread waits. */
    enum Idle {
        /** 100 pauses, then yields. */
        YIELD("yield"),
        /** 100 pauses, 100 yields, then a microsecond's sleep each time. */
        PARK("park 1 us");

        private final String label;

        Idle(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }

        void pause(int looks) {
            if (looks < 100) {
                Thread.onSpinWait();
            } else if (this == YIELD || looks < 200) {
                Thread.yield();
            } else {
                LockSupport.parkNanos(1_000);
            }
        }
    }

    private final MpmcArrayQueue<Integer> queue;
    private final Idle idle;

    JcToolsQueue(int capacity, Idle idle) {
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
