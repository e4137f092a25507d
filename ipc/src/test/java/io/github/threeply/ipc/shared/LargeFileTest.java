package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.threeply.ipc.shared.InspectorRun.Result;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file of three gigabytes: it has three pieces, and its second half is beyond what an int can count. */
class LargeFileTest {
    private static final long CAPACITY = 3L << 30;
    private static final long LONGS = (5L << 30) / 2 / Long.BYTES;

    @TempDir
    Path directory;

    private Path path;

    /** As {@link SharedMemory#create} makes it, but for the zeros that nobody writes: it has next to no room on the disk. */
    @BeforeEach
    void create() throws IOException {
        assumeTrue(Files.isReadable(Path.of("/proc/self/maps")), "a file with holes may be as large as it looks here");
        path = directory.resolve("large").toAbsolutePath();
        Header header = Header.of(CAPACITY, Traits.DEFAULT);
        ByteBuffer page = header.toBytes().order(ByteOrder.LITTLE_ENDIAN);
        page.putLong(Layout.STATE_AT, Layout.READY);
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.write(page.array());
            file.setLength(header.fileBytes());
        }
    }

    @Test
    void holdsObjectsOnBothSidesOfTwoGigabytes() throws Exception {
        try (SharedMemory memory = SharedMemory.open(path);
                SharedMemory other = SharedMemory.open(path)) {
            SharedArray.OfLong array = memory.longArray("array", LONGS);
            SharedArray.OfLong there = other.longArray("array", LONGS);
            SharedQueue<String> queue = memory.queue("queue", SharedItems.strings(40), 16);
            SharedLock lock = memory.lock("lock");
            assertThat(memory.file.directory().entries().get(1).dataOffset()).isGreaterThan(5L << 29);

            // Around each border of pieces, and around two gigabytes, which is one of them, in elements and in bytes.
            long first = memory.file.directory().entries().get(0).dataOffset();
            for (long border : new long[] {1L << 30, 1L << 31, LONGS * Long.BYTES + first}) {
                long index = (border - first) / Long.BYTES;
                long[] written = LongStream.range(index - 50, Math.min(index + 50, LONGS))
                        .toArray();
                array.write(index - 50, written, 0, written.length);
                long[] read = new long[written.length];
                there.read(index - 50, read, 0, read.length);
                assertThat(read).containsExactly(written);
                assertThat(there.getAndAdd(index - 1, 5)).isEqualTo(index - 1);
                assertThat(array.get(index - 1)).isEqualTo(index + 4);
            }
            LongBuffer view = there.view(LONGS - 8, 8);
            view.put(7, -7);
            assertThat(array.get(LONGS - 1)).isEqualTo(-7);
            assertThat(array.get(0)).isZero();

            queue.put("beyond");
            assertThat(lock.withLock(() ->
                            other.queue("queue", SharedItems.strings(40), 16).take()))
                    .isEqualTo("beyond");
            assertThat(other.lock("lock").tryLock()).isTrue();
            other.lock("lock").unlock();
            queue.put("left");
            memory.force();
        }

        try (SharedMemory memory = SharedMemory.open(path)) {
            assertThat(memory.longArray("array", LONGS).get(LONGS - 1)).isEqualTo(-7);
            assertThat(memory.capacityBytes()).isEqualTo(CAPACITY);
            assertThat(memory.remainingBytes()).isBetween(CAPACITY / 8, CAPACITY / 6);
        }
    }

    @Test
    void canBeLookedAt() throws Exception {
        try (SharedMemory memory = SharedMemory.open(path)) {
            memory.longArray("array", LONGS).set(1, 42);
            memory.queue("queue", SharedItems.strings(40), 16).put("beyond");
        }

        Result dump = InspectorRun.of("dump", path);
        Result check = InspectorRun.of("check", path);
        Result list = InspectorRun.of("list", path);

        assertThat(dump.err()).isEmpty();
        assertThat(dump.out())
                .contains("\"array\", long array of " + LONGS + " elements: [0, 42, 0,")
                .contains("1 of 16 items: [\"beyond\"]");
        assertThat(check.out()).isEqualTo(path + ": good\n");
        assertThat(list.out()).contains(Files.size(path) + " bytes, persistent, 2 objects");
    }
}
