package io.github.threeply.stress.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A file mapped twice with nothing but the JDK, for races that the library does not let anybody write. Slots as in
 * {@link MappedCounters}; each has two longs.
 */
public final class TwoMappings {
    /** The accesses to a long in a mapping, at an offset in bytes, in any strength. */
    public static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /** How many bytes the second long of a slot is from the first: on another cache line. */
    public static final int APART = 128;

    private static final int SLOTS = 1 << 15;
    private static final AtomicInteger NEXT = new AtomicInteger();

    /** What one process sees. */
    public static final ByteBuffer FIRST;

    /** What the other process sees. */
    public static final ByteBuffer SECOND;

    static {
        try {
            Path file = Files.createTempFile("threeply-stress", ".mapped");
            try {
                FIRST = map(file);
                SECOND = map(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TwoMappings() {}

    private static ByteBuffer map(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(MapMode.READ_WRITE, 0, SLOTS * 2L * APART);
        }
    }

    /** Returns the offset of the next slot, both its longs at 0. */
    public static int claim() {
        int offset = Math.floorMod(NEXT.getAndIncrement(), SLOTS) * 2 * APART;
        LONG.setVolatile(FIRST, offset, 0L);
        LONG.setVolatile(FIRST, offset + APART, 0L);
        return offset;
    }
}
