package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.ipc.process.AllocatedBytes;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What need not wait makes no garbage. */
class AllocationTest {
    private static final int BATCHES = 20;

    /** To ask how much it was takes a thousand bytes itself. */
    private static final int BATCH = 10_000;

    @TempDir
    Path directory;

    private SharedMemory memory;

    private interface Operation {
        void run() throws Exception;
    }

    @BeforeEach
    void create() {
        memory = SharedMemory.create(directory.resolve("memory"), 1 << 16);
    }

    @AfterEach
    void close() {
        memory.close();
    }

    /** Returns the fewest bytes that an operation took in one of many batches: the first ones are for the compiler. */
    private static double bytesOf(Operation operation) throws Exception {
        long fewest = Long.MAX_VALUE;
        for (int batch = 0; batch < BATCHES; batch++) {
            long before = AllocatedBytes.ofThisThread();
            for (int i = 0; i < BATCH; i++) {
                operation.run();
            }
            fewest = Math.min(fewest, AllocatedBytes.ofThisThread() - before);
        }
        return (double) fewest / BATCH;
    }

    @Test
    void ofALock() throws Exception {
        SharedLock lock = memory.lock("lock");

        assertThat(bytesOf(() -> {
                    lock.lock();
                    lock.unlock();
                }))
                .isLessThan(1);
    }

    @Test
    void ofAQueueOfLongs() throws Exception {
        SharedQueue.OfLong general = memory.longQueue("general", QueueForm.ofCapacity(8));
        SharedQueue.OfLong oneToOne =
                memory.longQueue("one to one", QueueForm.ofCapacity(8).oneToOne());

        assertThat(bytesOf(() -> {
                    general.putLong(1L << 40);
                    general.takeLong(-1);
                    oneToOne.putLong(1L << 40);
                    oneToOne.takeLong(-1);
                }))
                .isLessThan(1);
    }

    @Test
    void ofAQueueOfTexts() throws Exception {
        SharedQueue<String> queue = memory.queue("texts", SharedItems.strings(40), 8);
        String item = "an item of thirty-two characters";

        // The item: a String of 24 bytes, an array of 16 and 32, and perhaps a copy of that on the way.
        assertThat(bytesOf(() -> {
                    queue.put(item);
                    queue.take();
                }))
                .isLessThan(2 * (24 + 16 + 32));
    }
}
