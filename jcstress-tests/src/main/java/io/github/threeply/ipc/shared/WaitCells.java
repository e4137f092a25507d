package io.github.threeply.ipc.shared;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Wait cells, and a word for each, in a memory that is mapped twice, as by who waits and by who wakes. In this package
 * because cells are nobody's but the shared objects'.
 */
public final class WaitCells {
    private static final int COUNT = 1 << 14;
    private static final int APART = 2 * Layout.LINE;
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final Mapping WAITER;
    private static final Mapping WAKER;
    private static final Sleepers SLEEPERS;
    private static final long START;

    static {
        @SuppressWarnings("resource") // they last as long as the JVM
        SharedMemory first = SharedMemory.temporary((long) COUNT * APART);
        SharedMemory second = SharedMemory.open(first.path());
        START = first.file
                .directory()
                .openOrCreate("cells", Shape.of(ObjectType.LONG_ARRAY, (long) COUNT * APART / Long.BYTES))
                .dataOffset();
        WAITER = first.file.mapping();
        WAKER = second.file.mapping();
        SLEEPERS = new Sleepers(WAITER);
    }

    private final long cell = START + (long) Math.floorMod(NEXT.getAndIncrement(), COUNT) * APART;
    private final long word = cell + Layout.LINE;
    private Sleepers.@Nullable Sleeper sleeper;

    /** Takes a cell that nobody waits at, and whose word is 0. */
    public WaitCells() {
        WAITER.setLong(word, 0);
        WAITER.setLong(cell + Waits.PARKED, 0);
    }

    /** Says that it waits, and looks at the word. */
    public long announceAndLook() {
        sleeper = SLEEPERS.enter(cell, 0, false);
        return WAITER.getLong(word);
    }

    /** Leaves the cell. */
    public void leave() {
        SLEEPERS.leave(requireNonNull(sleeper, "sleeper"));
    }

    /** Changes the word, and looks who waits. */
    public long changeAndLook() {
        WAKER.setLong(word, 1);
        return WAKER.getLong(cell + Waits.PARKED);
    }

    /** As {@link #changeAndLook}, with a store that may come late. */
    public long changeLateAndLook() {
        WAKER.setLongRelease(word, 1);
        return WAKER.getLongAcquire(cell + Waits.PARKED);
    }
}
