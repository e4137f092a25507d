package io.github.threeply.ipc.shared;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.Lock;
import java.util.zip.GZIPOutputStream;

/**
 * A memory with an object of each type, in a state that is not the first: what a file of the present format version looks
 * like. Its user was killed with things in hand. {@link FormatTest} holds it against the one that was kept.
 *
 * <p>When the format changes on purpose, {@code main} writes the file that is kept for the new version; those of older
 * versions that were released stay.
 */
final class FormatSample {
    enum Colour {
        RED,
        GREEN,
        BLUE
    }

    record Point(double x, double y) {}

    record Ship(
            long id,
            String name,
            Colour colour,
            Point at,
            boolean sunk,
            @MaxBytes(16) int[] guns,
            char grade) {}

    record Order(int number, Colour colour, long amount) {}

    static final long CAPACITY = 32 << 10;
    static final Ship SHIP = new Ship(7, "Nadir ✓", Colour.BLUE, new Point(-1.5, 2.25), true, new int[] {3, 4}, 'A');

    private FormatSample() {}

    /** Writes the file of the present version: {@code FormatSample src/test/resources/.../format-1.1.shm.gz}. */
    public static void main(String[] args) throws Exception {
        Path directory = Files.createTempDirectory("format-");
        Path file = directory.resolve("memory");
        write(file);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(Path.of(args[0])))) {
            Files.copy(file, out);
        }
        Files.delete(file);
    }

    /** Makes the file, as its only user leaves it that dies, as far as others can see. */
    static void write(Path file) throws Exception {
        Path used = file.resolveSibling("sample");
        SharedMemory memory = SharedMemory.create(used, CAPACITY);
        memory.longValue("long").set(0x0102030405060708L);
        memory.intValue("int").set(0x01020304);
        memory.doubleValue("double").set(-1.5);
        memory.booleanValue("boolean").set(true);
        memory.counter("counter").add(-1);
        MappedStripedCounter striped = memory.stripedCounter("striped", 1);
        striped.add(40);
        striped.add(2);
        memory.stringValue("text", 20).set("Grüße ✓");
        memory.bytesValue("bytes", 5).set(new byte[] {1, 2, 3});
        memory.value("colour", Colour.class).set(Colour.GREEN);
        memory.value("ship", Ship.class).set(new Ship(6, "x", Colour.RED, new Point(0, 0), false, new int[0], 'B'));
        memory.value("ship", Ship.class).set(SHIP);
        memory.stringValue("unset", 3);
        memory.longArray("longs", 20).set(19, 19);
        memory.intArray("ints ✓", 40).set(39, 39);
        memory.doubleArray("doubles", 3).set(2, 2.5);
        memory.byteArray("byte array", 200).set(199, (byte) -7);
        locks(memory);
        memory.semaphore("semaphore", 5).acquireUninterruptibly(2);
        memory.barrier("barrier", 1).await();
        memory.latch("latch", 3).countDown();
        memory.event("event").set();
        queues(memory);
        SharedList<String> list = memory.list("list", SharedItems.strings(12), 4);
        list.append("one");
        list.append("zwei ✓");
        TwoUsers.kill(memory);
        Files.copy(used, file); // before it is closed, by which more would be put right than by a death
        memory.close();
        Files.delete(used);
        Files.deleteIfExists(Sidecar.pathOf(memory.file.id()));
    }

    private static void locks(SharedMemory memory) {
        SharedLock lock = memory.lock("lock");
        lock.lock();
        lock.unlock();
        memory.lock("held lock").lock();
        SharedReadWriteLock both = memory.readWriteLock("read-write lock");
        both.writeLock().lock();
        both.writeLock().unlock();
        Lock read = both.readLock();
        read.lock();
    }

    private static void queues(SharedMemory memory) throws InterruptedException {
        SharedQueue<String> texts = memory.queue("texts", SharedItems.strings(12), 4);
        texts.put("one");
        texts.put("two");
        texts.put("drei ✓");
        texts.take();
        texts.tryReceive(); // and has it in hand for ever
        SharedQueue<Long> longs = memory.queue("longs, one to one", SharedItems.of(Long.class), ofThree());
        longs.put(1L);
        longs.put(2L);
        longs.close();
        memory.queue("orders", SharedItems.of(Order.class), 2).put(new Order(5, Colour.GREEN, 1L << 40));
        memory.bytesQueue("blobs", 6, QueueForm.ofCapacity(2).dropWhenHolderDies())
                .put(new byte[] {9, 8});
    }

    static QueueForm ofThree() {
        return QueueForm.ofCapacity(3).oneToOne();
    }

    /** Returns what two files of one format have in common, though others wrote them, and at other times. */
    static byte[] comparable(byte[] file) {
        byte[] bytes = file.clone();
        Arrays.fill(bytes, Layout.CRC_AT, Layout.SLOTS_OFFSET_AT, (byte) 0); // who made it, when, which of all
        Arrays.fill(bytes, Layout.LAST_BOOT_AT, Layout.LAST_BOOT_AT + Long.BYTES, (byte) 0);
        Arrays.fill(bytes, Layout.HEALTH_AT + Long.BYTES, Layout.DIRECTORY_NEXT_AT, (byte) 0);
        Arrays.fill(bytes, Layout.HEADER_BYTES, Layout.HEADER_BYTES + Layout.SLOT_COUNT * Layout.LINE, (byte) 0);
        ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int data = (int) words.getLong(Layout.DATA_OFFSET_AT);
        int entry = (int) words.getLong(Layout.DIRECTORY_HEAD_AT);
        while (entry != 0) {
            int tag = words.getInt(entry + Layout.ENTRY_TYPE);
            int at = (int) words.getLong(entry + Layout.ENTRY_DATA_OFFSET);
            if (at >= data && (tag == ObjectType.LOCK.tag || tag == ObjectType.READ_WRITE_LOCK.tag)) {
                words.putLong(at + LockWord.THREAD, 0);
            }
            entry = (int) words.getLong(entry);
        }
        return bytes;
    }
}
