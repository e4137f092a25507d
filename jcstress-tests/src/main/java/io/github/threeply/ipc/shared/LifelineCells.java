package io.github.threeply.ipc.shared;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A line to a process that ends, and a sleeper that goes by it. In this package because lines are nobody's but the waits'.
 */
public final class LifelineCells {
    private static final int COUNT = 1 << 14;
    private static final long OWNER = 1 << 16;
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final ReadableByteChannel AT_ITS_END = Channels.newChannel(InputStream.nullInputStream());
    private static final Mapping MAPPING;
    private static final Membership MEMBERSHIP;
    private static final long START;

    static {
        @SuppressWarnings("resource") // it lasts as long as the JVM
        SharedMemory memory = SharedMemory.temporary((long) COUNT * Layout.LINE);
        START = memory.file
                .directory()
                .openOrCreate("cells", Shape.of(ObjectType.LONG_ARRAY, (long) COUNT * Layout.LINE / Long.BYTES))
                .dataOffset();
        MAPPING = memory.file.mapping();
        MEMBERSHIP = memory.file.membership();
    }

    private final long cell = START + (long) Math.floorMod(NEXT.getAndIncrement(), COUNT) * Layout.LINE;
    private final Sleepers sleepers = new Sleepers(MAPPING);
    private final Lifelines lines = new Lifelines(MEMBERSHIP, sleepers);
    private final Lifelines.Line line = lines.line(OWNER, AT_ITS_END);
    private int seen;

    /** Takes a cell at which nobody waits. */
    public LifelineCells() {
        lines.add(line);
    }

    /** Says that it waits, and looks whether the end will be told: then it sleeps long. */
    public int announceAndLook() {
        sleepers.enter(cell, 0, false);
        seen = MAPPING.getNativeInt(cell);
        return lines.isHeld(OWNER) ? 1 : 0;
    }

    /** Hears of the end. */
    public void end() {
        line.look(ByteBuffer.allocate(1));
    }

    /** Whether the sleep of the one who waits is over, or never begins. */
    public int isWoken() {
        return MAPPING.getNativeInt(cell) == seen ? 0 : 1;
    }
}
