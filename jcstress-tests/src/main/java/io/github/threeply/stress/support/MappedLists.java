package io.github.threeply.stress.support;

import io.github.threeply.ipc.shared.SharedItems;
import io.github.threeply.ipc.shared.SharedList;
import io.github.threeply.ipc.shared.SharedMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Lists of longs with two places in shared memory, each reachable through two mappings; as {@link MappedQueues}. */
public final class MappedLists {
    private static final int FILES = 2;
    private static final int LISTS_IN_A_FILE = 8_000;
    private static final int PLACES = 2;
    /** 384 bytes, and 24 for each place, in whole lines. */
    private static final int STRIDE = 512;

    private static final int PLACES_AT = 384;
    private static final int PLACE_BYTES = 24;
    private static final long ENDED = 3 | 1L << 63;

    private static final int DATA_OFFSET_AT = 48;
    private static final ByteBuffer ZEROS = ByteBuffer.allocate(STRIDE);

    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final List<ByteBuffer> RAW = new ArrayList<>();
    private static final List<SharedList<Long>> FIRST = new ArrayList<>();
    private static final List<SharedList<Long>> SECOND = new ArrayList<>();

    static {
        for (int file = 0; file < FILES; file++) {
            SharedMemory one = SharedMemory.temporary((long) LISTS_IN_A_FILE * STRIDE);
            Runtime.getRuntime().addShutdownHook(new Thread(one::close)); // deletes it
            SharedMemory other = SharedMemory.open(one.path());
            SharedItems<Long> longs = SharedItems.of(Long.class);
            for (int i = 0; i < LISTS_IN_A_FILE; i++) {
                FIRST.add(one.list("l" + i, longs, PLACES));
                SECOND.add(other.list("l" + i, longs, PLACES));
            }
            if (one.remainingBytes() != 0) {
                throw new AssertionError("a list takes other than " + STRIDE + " bytes");
            }
            RAW.add(map(one));
        }
    }

    private MappedLists() {}

    private static ByteBuffer map(SharedMemory memory) {
        try (FileChannel channel = FileChannel.open(memory.path(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer all = channel.map(MapMode.READ_WRITE, 0, channel.size()).order(ByteOrder.LITTLE_ENDIAN);
            int dataOffset = (int) all.getLong(DATA_OFFSET_AT);
            return all.slice(dataOffset, all.capacity() - dataOffset).order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the next slot, its list new. */
    public static int claim() {
        int slot = Math.floorMod(NEXT.getAndIncrement(), FIRST.size());
        RAW.get(slot / LISTS_IN_A_FILE).put(slot % LISTS_IN_A_FILE * STRIDE, ZEROS, 0, STRIDE);
        return slot;
    }

    /** As {@link #claim}, and each place is empty: its writer died, and whoever found that died before the count. */
    public static int claimWithEmptyPlaces() {
        int slot = claim();
        for (int place = 0; place < PLACES; place++) {
            RAW.get(slot / LISTS_IN_A_FILE)
                    .putLong(slot % LISTS_IN_A_FILE * STRIDE + PLACES_AT + place * PLACE_BYTES, ENDED);
        }
        return slot;
    }

    /** Returns a slot's list as one process sees it. */
    public static SharedList<Long> first(int slot) {
        return FIRST.get(slot);
    }

    /** Returns a slot's list as the other process sees it. */
    public static SharedList<Long> second(int slot) {
        return SECOND.get(slot);
    }
}
