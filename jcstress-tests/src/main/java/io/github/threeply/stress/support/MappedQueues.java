package io.github.threeply.stress.support;

import io.github.threeply.ipc.shared.QueueForm;
import io.github.threeply.ipc.shared.SharedArray;
import io.github.threeply.ipc.shared.SharedMemory;
import io.github.threeply.ipc.shared.SharedQueue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Rings of queues of longs in shared memory, each reachable through two mappings. A state of a stress test claims the next,
 * which is made new by zeros in all of its content, behind the back of the library. jcstress keeps 40 strides of 256 states
 * alive, and one of its threads may make half as many new ones while another is preempted over the old ones; a ring holds
 * more than that, so no two states meet in one queue.
 */
public final class MappedQueues {
    private static final int FILES = 2;
    private static final int QUEUES_IN_A_FILE = 8_000; // the directory of one file holds 8192
    private static final int CAPACITY = 2;
    private static final int BYTES_OF_A_QUEUE = 2048;
    private static final int DATA_OFFSET_AT = 48;
    private static final ByteBuffer ZEROS = ByteBuffer.allocate(BYTES_OF_A_QUEUE);

    /** For any number of producers and consumers, of capacity 2. */
    public static final MappedQueues GENERAL = new MappedQueues(QueueForm.ofCapacity(CAPACITY));

    /** For one producer and one consumer, of capacity 2. */
    public static final MappedQueues ONE_TO_ONE =
            new MappedQueues(QueueForm.ofCapacity(CAPACITY).oneToOne());

    /**
     * For one producer and one consumer, of capacity 64: wide enough for its sides to remember where they were, which zeros
     * behind their back would make wrong. So a claim takes out what is left, and the ring goes on. Made when first used.
     */
    public static final class Wide {
        private Wide() {}

        /** The only one. */
        public static final MappedQueues ONE_TO_ONE =
                new MappedQueues(QueueForm.ofCapacity(64).oneToOne());
    }

    private final int capacity;
    private final AtomicInteger next = new AtomicInteger();
    private final ByteBuffer[] raw = new ByteBuffer[FILES];
    private final SharedArray.OfLong[] besides = new SharedArray.OfLong[2 * FILES];
    private final SharedQueue.OfLong[] first = new SharedQueue.OfLong[FILES * QUEUES_IN_A_FILE];
    private final SharedQueue.OfLong[] second = new SharedQueue.OfLong[FILES * QUEUES_IN_A_FILE];

    private MappedQueues(QueueForm form) {
        capacity = form.capacity();
        for (int file = 0; file < FILES; file++) {
            makeFile(file, form);
        }
    }

    private void makeFile(int file, QueueForm form) {
        long bytes = (long) QUEUES_IN_A_FILE * (stride() + 128 + Long.BYTES) + BYTES_OF_A_QUEUE;
        SharedMemory one = SharedMemory.temporary(bytes);
        Runtime.getRuntime().addShutdownHook(new Thread(one::close)); // deletes it
        SharedMemory other = SharedMemory.open(one.path());
        for (int i = 0; i < QUEUES_IN_A_FILE; i++) {
            int slot = file * QUEUES_IN_A_FILE + i;
            first[slot] = one.longQueue("q" + i, form);
            second[slot] = other.longQueue("q" + i, form);
        }
        besides[2 * file] = one.longArray("beside", QUEUES_IN_A_FILE);
        besides[2 * file + 1] = other.longArray("beside", QUEUES_IN_A_FILE);
        try (FileChannel channel = FileChannel.open(one.path(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer all = channel.map(MapMode.READ_WRITE, 0, channel.size()).order(ByteOrder.LITTLE_ENDIAN);
            // The queues were the first to be added, one after the other.
            int dataOffset = (int) all.getLong(DATA_OFFSET_AT);
            raw[file] = all.slice(dataOffset, all.capacity() - dataOffset);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        first[file * QUEUES_IN_A_FILE].tryPutLong(1);
        if (bytesOfAQueue(raw[file]) == 0) {
            throw new AssertionError("the first queue is not where it was thought to be");
        }
    }

    /** Finds whether anything was written where the first queue should be, and nothing where the second. */
    private int bytesOfAQueue(ByteBuffer data) {
        int written = 0;
        for (int i = 0; i < stride(); i++) {
            written += data.get(i) == 0 ? 0 : 1;
            if (data.get(stride() + i) != 0) {
                throw new AssertionError("the second queue is not where it was thought to be");
            }
        }
        return written;
    }

    /** 1792 bytes, and 16 for each item, in whole lines. */
    private int stride() {
        return (1792 + 16 * capacity + 127) / 128 * 128;
    }

    /** Returns the next slot, its queue new. */
    public int claim() {
        int slot = Math.floorMod(next.getAndIncrement(), first.length);
        int at = slot % QUEUES_IN_A_FILE * stride();
        if (capacity == CAPACITY) {
            raw[slot / QUEUES_IN_A_FILE].put(at, ZEROS, 0, stride());
        } else {
            while (second[slot].tryTakeLong(0) != 0) {
                // what a state did not take
            }
        }
        besides[2 * (slot / QUEUES_IN_A_FILE)].set(slot % QUEUES_IN_A_FILE, 0);
        return slot;
    }

    /** Returns a slot's queue as one process sees it. */
    public SharedQueue.OfLong first(int slot) {
        return first[slot];
    }

    /** Returns a slot's queue as the other process sees it. */
    public SharedQueue.OfLong second(int slot) {
        return second[slot];
    }

    /** Writes the number beside a slot's queue, as one process would, with no order of its own. */
    public void setBeside(int slot, long value) {
        besides[2 * (slot / QUEUES_IN_A_FILE)].write(slot % QUEUES_IN_A_FILE, new long[] {value}, 0, 1);
    }

    /** Reads the number beside a slot's queue, as the other process would, with no order of its own. */
    public long beside(int slot) {
        long[] value = new long[1];
        besides[2 * (slot / QUEUES_IN_A_FILE) + 1].read(slot % QUEUES_IN_A_FILE, value, 0, 1);
        return value[0];
    }
}
