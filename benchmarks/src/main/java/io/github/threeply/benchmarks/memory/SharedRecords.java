package io.github.threeply.benchmarks.memory;

import io.github.threeply.core.Offer;
import io.github.threeply.ipc.shared.QueueForm;
import io.github.threeply.ipc.shared.SharedMemory;
import io.github.threeply.ipc.shared.SharedQueue;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Records as bytes through a queue of ours, from one array into one array. */
final class SharedRecords implements QueueEnds {
    private static final VarHandle NUMBER = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final SharedMemory memory;
    private final SharedQueue.OfBytes queue;
    private final boolean spinning;

    /** Who must wait sleeps, or looks again. */
    SharedRecords(SharedMemory memory, QueueForm form, boolean spinning) {
        this.spinning = spinning;
        this.memory = memory;
        this.queue = memory.bytesQueue("queue", RECORD, form);
    }

    @Override
    public void put(long from, long to) throws InterruptedException {
        byte[] bytes = new byte[RECORD];
        for (long i = from; i < to; i++) {
            NUMBER.set(bytes, 0, i);
            if (spinning) {
                for (int looks = 0; queue.tryPutBytes(bytes, 0, RECORD) != Offer.ACCEPTED; looks++) {
                    QueueEnds.pause(looks);
                }
            } else {
                queue.putBytes(bytes, 0, RECORD);
            }
        }
    }

    @Override
    public long take(long count) throws InterruptedException {
        byte[] bytes = new byte[RECORD];
        long sum = 0;
        for (long i = 0; i < count; i++) {
            if (spinning) {
                for (int looks = 0; queue.tryTakeBytes(bytes, 0) < 0; looks++) {
                    QueueEnds.pause(looks);
                }
            } else {
                queue.takeBytes(bytes, 0);
            }
            sum += (long) NUMBER.get(bytes, 0);
        }
        return sum;
    }

    @Override
    public void close() {
        memory.close();
    }
}
