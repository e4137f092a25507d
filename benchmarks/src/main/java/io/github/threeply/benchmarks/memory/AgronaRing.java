package io.github.threeply.benchmarks.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/** Agrona's ring buffers over a mapped file. Whoever finds nothing, or no room, looks again. */
final class AgronaRing implements QueueEnds {
    /** How many items are taken at a time at most. */
    static final int TOGETHER = 256;

    /** What its JVMs need. */
    static final List<String> FLAGS = List.of("--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED");

    private static final int BYTES = 1 << 20;

    private final RingBuffer ring;
    private final int size;
    private long sum;

    private AgronaRing(RingBuffer ring, int size) {
        this.ring = ring;
        this.size = size;
    }

    static QueueEnds manyToOne(Path directory, int size) {
        return new AgronaRing(new ManyToOneRingBuffer(map(directory)), size);
    }

    static QueueEnds oneToOne(Path directory, int size) {
        return new AgronaRing(new OneToOneRingBuffer(map(directory)), size);
    }

    private static UnsafeBuffer map(Path directory) {
        try (FileChannel channel = FileChannel.open(
                directory.resolve("ring"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            int length = BYTES + RingBufferDescriptor.TRAILER_LENGTH;
            MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, length);
            return new UnsafeBuffer(mapped);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void put(long from, long to) {
        UnsafeBuffer item = new UnsafeBuffer(new byte[size]);
        for (long i = from; i < to; i++) {
            item.putLong(0, i);
            for (int looks = 0; !ring.write(1, item, 0, size); looks++) {
                QueueEnds.pause(looks);
            }
        }
    }

    @Override
    public long take(long count) {
        sum = 0;
        byte[] record = new byte[size];
        UnsafeBuffer view = new UnsafeBuffer(record);
        MessageHandler handler = size == Long.BYTES
                ? (type, buffer, index, length) -> sum += buffer.getLong(index)
                : (type, buffer, index, length) -> {
                    buffer.getBytes(index, record, 0, length); // ours copies it too
                    sum += view.getLong(0);
                };
        int looks = 0;
        for (long left = count; left > 0; ) {
            int taken = ring.read(handler, (int) Math.min(left, TOGETHER));
            left -= taken;
            if (taken > 0) {
                looks = 0;
            } else {
                QueueEnds.pause(looks++);
            }
        }
        return sum;
    }

    @Override
    public void close() {}
}
