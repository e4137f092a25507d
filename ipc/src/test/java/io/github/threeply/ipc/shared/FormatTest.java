package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.ipc.shared.FormatSample.Colour;
import io.github.threeply.ipc.shared.FormatSample.Order;
import io.github.threeply.ipc.shared.FormatSample.Ship;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that earlier versions wrote. Every one that was ever released stays here, and opens. */
class FormatTest {
    @TempDir
    Path directory;

    @Test
    void opensAFileOfFormat1_0() throws Exception {
        Path file = unpack("format-1.0.shm.gz");

        try (SharedMemory memory = SharedMemory.open(file)) {
            assertThat(memory.names())
                    .containsExactly("long", "int", "double", "boolean", "counter", "longs", "ints ✓");
            assertThat(memory.longValue("long").get()).isEqualTo(0x0102030405060708L);
            assertThat(memory.intValue("int").get()).isEqualTo(0x01020304);
            assertThat(memory.doubleValue("double").get()).isEqualTo(-1.5);
            assertThat(memory.booleanValue("boolean").get()).isTrue();
            assertThat(memory.counter("counter").get()).isEqualTo(-1);
            assertThat(memory.longArray("longs", 20).get(19)).isEqualTo(19);
            assertThat(memory.intArray("ints ✓", 40).get(39)).isEqualTo(39);
            assertThat(memory.capacityBytes()).isEqualTo(2048);
            assertThat(memory.remainingBytes()).isEqualTo(2048 - 5 * 128 - 2 * 256);
            assertThat(memory.counter("new").increment()).isEqualTo(1);
        }
    }

    /** If this fails, the format has changed: files that are out there could not be read any more, or not by the older. */
    @Test
    void writesFormat1_1AsItWasWrittenFirst() throws Exception {
        Path kept = unpack("format-1.1.shm.gz");
        Path now = directory.resolve("now");

        FormatSample.write(now);

        byte[] expected = FormatSample.comparable(Files.readAllBytes(kept));
        byte[] found = FormatSample.comparable(Files.readAllBytes(now));
        assertThat(found.length).isEqualTo(expected.length);
        for (int at = 0; at < expected.length; at += Layout.LINE) {
            assertThat(Arrays.copyOfRange(found, at, at + Layout.LINE))
                    .as("the line at " + at)
                    .containsExactly(Arrays.copyOfRange(expected, at, at + Layout.LINE));
        }
    }

    @Test
    void readsEveryTypeOfObjectOfFormat1_1() throws Exception {
        try (SharedMemory memory = SharedMemory.open(unpack("format-1.1.shm.gz"))) {
            assertThat(memory.file.directory().entries())
                    .extracting(Entry::tag)
                    .containsAll(Arrays.stream(ObjectType.values())
                            .map(type -> type.tag)
                            .toList());
            assertThat(memory.longValue("long").get()).isEqualTo(0x0102030405060708L);
            assertThat(memory.intValue("int").get()).isEqualTo(0x01020304);
            assertThat(memory.doubleValue("double").get()).isEqualTo(-1.5);
            assertThat(memory.booleanValue("boolean").get()).isTrue();
            assertThat(memory.counter("counter").get()).isEqualTo(-1);
            assertThat(memory.stripedCounter("striped", 1).sumApprox()).isEqualTo(42);
            assertThat(memory.stringValue("text", 20).get()).isEqualTo("Grüße ✓");
            assertThat(memory.bytesValue("bytes", 5).get()).containsExactly(1, 2, 3);
            assertThat(memory.value("colour", Colour.class).get()).isEqualTo(Colour.GREEN);
            assertThat(memory.value("ship", Ship.class).get())
                    .usingRecursiveComparison()
                    .isEqualTo(FormatSample.SHIP);
            assertThat(memory.stringValue("unset", 3).isSet()).isFalse();
            assertThat(memory.longArray("longs", 20).get(19)).isEqualTo(19);
            assertThat(memory.intArray("ints ✓", 40).get(39)).isEqualTo(39);
            assertThat(memory.doubleArray("doubles", 3).get(2)).isEqualTo(2.5);
            assertThat(memory.byteArray("byte array", 200).get(199)).isEqualTo((byte) -7);
            assertThat(memory.latch("latch", 3).getCount()).isEqualTo(2);
            assertThat(memory.event("event").isSet()).isTrue();
            assertThat(memory.barrier("barrier", 1).isBroken()).isFalse();
            SharedList<String> list = memory.list("list", SharedItems.strings(12), 4);
            assertThat(list).containsExactly("one", "zwei ✓");
            assertThat(list.append("three")).isEqualTo(2);
        }
    }

    /** The user of the file was killed, and the machine has been restarted since; or not, where the file was just made. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void goesOnWhereTheKilledUserOfFormat1_1Was(boolean kept) throws Exception {
        Path file = directory.resolve("memory");
        if (kept) {
            unpack("format-1.1.shm.gz");
        } else {
            FormatSample.write(file);
        }
        try (SharedMemory memory = SharedMemory.open(file)) {
            SharedLock lock = memory.lock("lock");
            assertThat(lock.tryLock(30, TimeUnit.SECONDS)).isTrue();
            lock.unlock();
            Acquisition taken = memory.lock("held lock").tryAcquire(Duration.ofSeconds(30));
            assertThat(taken).isNotNull();
            assertThat(taken.isClean()).isFalse();
            SharedLock write = memory.readWriteLock("read-write lock").writeLock();
            assertThat(write.tryLock(30, TimeUnit.SECONDS)).isTrue();
            SharedSemaphore semaphore = memory.semaphore("semaphore", 5);
            assertThat(semaphore.tryAcquire(5, Duration.ofSeconds(30))).isTrue();
            SharedQueue<String> texts = memory.queue("texts", SharedItems.strings(12), 4);
            assertThat(List.of(texts.take(), texts.take())).containsExactlyInAnyOrder("two", "drei ✓");
            SharedQueue<Long> longs =
                    memory.queue("longs, one to one", SharedItems.of(Long.class), FormatSample.ofThree());
            assertThat(longs.take()).isEqualTo(1);
            assertThat(longs.take()).isEqualTo(2);
            assertThat(longs.take()).isNull();
            assertThat(memory.queue("orders", SharedItems.of(Order.class), 2).take())
                    .isEqualTo(new Order(5, Colour.GREEN, 1L << 40));
            assertThat(memory.bytesQueue("blobs", 6, QueueForm.ofCapacity(2).dropWhenHolderDies())
                            .take())
                    .containsExactly(9, 8);
        }
    }

    private Path unpack(String resource) throws Exception {
        Path file = directory.resolve("memory");
        try (InputStream packed = Objects.requireNonNull(FormatTest.class.getResourceAsStream(resource), resource);
                InputStream bytes = new GZIPInputStream(packed)) {
            Files.copy(bytes, file);
        }
        return file;
    }
}
