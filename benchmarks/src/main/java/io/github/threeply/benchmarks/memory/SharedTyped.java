package io.github.threeply.benchmarks.memory;

import static java.util.Objects.requireNonNull;

import io.github.threeply.ipc.shared.QueueForm;
import io.github.threeply.ipc.shared.SharedMemory;
import io.github.threeply.ipc.shared.SharedQueue;

/** Records of a record class through a queue of ours: each is made anew on both sides. */
final class SharedTyped implements QueueEnds {
    private final SharedMemory memory;
    private final SharedQueue<QueueKind.Eight> queue;

    SharedTyped(SharedMemory memory, QueueForm form) {
        this.memory = memory;
        this.queue = memory.queue("queue", QueueKind.EIGHT, form);
    }

    @Override
    public void put(long from, long to) throws InterruptedException {
        for (long i = from; i < to; i++) {
            queue.put(new QueueKind.Eight(i, 2, 3, 4, 5, 6, 7, 8));
        }
    }

    @Override
    public long take(long count) throws InterruptedException {
        long sum = 0;
        for (long i = 0; i < count; i++) {
            sum += requireNonNull(queue.take()).a();
        }
        return sum;
    }

    @Override
    public void close() {
        memory.close();
    }
}
