package io.github.threeply.ipc.shared;

import static io.github.threeply.ipc.shared.QueueLayout.*;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The puts and takes that meet nothing unusual, which is nearly all of them: the first cell that is looked at is the one,
 * the queue is open, nothing came back, nobody aborts. Whatever else is met here is left as it was, and is for {@link
 * QueuePuts} and {@link QueueRing}, which do the same steps in the same order and can do all the others.
 *
 * <p><b>What makes it fast.</b> What an item costs is the number of instructions, and most of these find and check the place
 * of a word: an access through {@link Mapping} takes about thirty, and an item ten accesses. Here an operation finds its
 * window once, and reads words as elements of a view of it. That is as safe as one access is: what an operation has begun
 * goes on undisturbed, since the window stays mapped as long as it is reachable from the frame; and who leaves waits for the
 * puts that write, as {@link QueuePuts} says. A queue that lies in two windows has no fast path.
 *
 * <p><b>Orderings</b> are those of the slow paths, where they are explained; each one here names its own. The view has plain
 * accesses only, so a fence stands behind each read that must come before the next. A JVM of 64 bits reads an aligned long in
 * one piece also where that is not promised; others have no fast path. And all that such a read decides is whether to try a
 * compare-and-set; what was read of the item counts only if that succeeds.
 *
 * <p><b>One to one</b> there is one thread at a time on each side, so each remembers its position here, and writes the hint
 * for the others now and then. That the side may have been somebody else's meanwhile shows in the cell.
 */
final class QueueFastPath {
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final boolean LONGS_ARE_WHOLE = "64".equals(System.getProperty("sun.arch.data.model"));

    /** The slow path is to be taken. */
    static final long MISS = -1;

    /** From so many cells on, a hint may lag by {@link #HINT_EVERY}: that is a small part of the ring. */
    private static final int LARGE = 64;

    /** A power of two. */
    static final int HINT_EVERY = 16;

    /** The window in which the queue lies. */
    static final class View {
        private final ByteBuffer bytes;
        private final LongBuffer longs;

        private View(ByteBuffer window) {
            bytes = window;
            longs = window.duplicate().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
        }

        private long get(int at) {
            Mapping.access();
            return longs.get(at >> 3);
        }

        /** No access that follows comes before this one. */
        private long getAcquire(int at) {
            Mapping.access();
            long value = longs.get(at >> 3);
            VarHandle.acquireFence();
            return value;
        }

        private void set(int at, long value) {
            Mapping.access();
            longs.put(at >> 3, value);
            Mapping.stored();
        }

        private boolean compareAndSet(int at, long expected, long value) {
            Mapping.access();
            return LONG.compareAndSet(bytes, at, expected, value);
        }
    }

    private final QueueRing ring;
    private final Mapping mapping;
    private final Membership membership;
    private final long base;
    private final boolean oneToOne;
    private final boolean remembers;
    private final int capacity;
    private final int shift;
    private final long mask;
    private final int stride;

    /** Where in the window the content of the queue begins, and its cells. */
    private final int at;

    private final int cellsAt;

    /** Null if there is none, or none any more: it must not keep the pages of a file that was left. */
    private volatile @Nullable View view;

    /**
     * Where the thread whose turn it is on a side begins to look. Never beyond the first cell that it may use: all positions
     * before are done with, or held, or came back, which shows elsewhere. So what others write here at the same time (an
     * abort, say) can only cost a miss.
     */
    private long nextPut;

    private long nextTake;

    QueueFastPath(QueueRing ring, long base, int stride) {
        this.ring = ring;
        this.mapping = ring.mapping;
        this.membership = ring.membership;
        this.base = base;
        this.stride = stride;
        oneToOne = ring.oneToOne;
        capacity = ring.capacity;
        remembers = oneToOne && capacity >= LARGE;
        shift = ring.shift;
        mask = (1L << shift) - 1;
        at = mapping.at(base);
        cellsAt = at + CELLS_AT;
        long last = base + CELLS_AT + (long) capacity * stride - 1;
        if (LONGS_ARE_WHOLE && base >>> mapping.windowShift() == last >>> mapping.windowShift()) {
            view = new View(mapping.window(base));
        }
    }

    /** Lets go of the window. */
    void beforeDetach() {
        view = null;
    }

    /** Returns what the other methods need, or null if there is no fast path. */
    @Nullable
    View view() {
        View known = view;
        return known == null || mapping.isDetached() ? null : known;
    }

    private int cell(long position) {
        return cellsAt + (int) (position & mask) * stride;
    }

    private long next(long position) {
        return (position & mask) + 1 < capacity ? position + 1 : ((position >>> shift) + 1) << shift;
    }

    // --- puts

    /**
     * Adds an item, as {@link QueuePuts#place} does, if there is nothing in the way.
     *
     * @return false if nothing was added, for whatever reason
     */
    boolean put(long value, byte @Nullable [] bytes, int from, int length) {
        View view = view();
        if (view == null) {
            return false;
        }
        try {
            long position = remembers ? nextPut : view.get(at + TAIL_AT);
            int cell = cell(position);
            long free = word(position >>> shift, FREE);
            // Acquire: pairs with the compare-and-set that freed the cell, or our item could be written over the one
            // that its consumer still copies. And the look at the end comes after it, or a put could be accepted
            // after an abort.
            if (view.getAcquire(cell) != free || QueueEnd.isClosed(view.getAcquire(at + END_AT))) {
                return false;
            }
            if (oneToOne
                    ? !putAlone(view, position, free, value, bytes, from, length)
                    : !putAmongOthers(view, position, free, value, bytes, from, length)) {
                return false;
            }
            moveOn(view, TAIL_AT, position, ITEMS_CELL_AT);
            return true;
        } catch (InternalError e) {
            throw mapping.lost(e);
        } finally {
            Reference.reachabilityFence(view.bytes);
        }
    }

    private boolean putAlone(
            View view, long position, long free, long value, byte @Nullable [] bytes, int from, int length) {
        int cell = cell(position);
        boolean done;
        // As in QueuePuts: once the user has left, the cell may be filled by the producer that comes after it.
        try {
            ring.puts.beginAlone();
            throwIfDetached();
            write(view, cell, value, bytes, from, length);
            // As a release it pairs with the acquire in find(). The look at the wait cell, which is volatile too, comes
            // after.
            done = view.compareAndSet(cell, free, word(position >>> shift, PUBLISHED));
        } finally {
            ring.puts.endAlone();
        }
        if (!done) {
            ring.puts.throwUnlessSealed(position);
            return false;
        }
        Mapping.stored();
        return true;
    }

    private boolean putAmongOthers(
            View view, long position, long free, long value, byte @Nullable [] bytes, int from, int length) {
        int cell = cell(position);
        long me = membership.me();
        long claimed = word(position >>> shift, CLAIMED, me);
        if (!view.compareAndSet(cell, free, claimed)) {
            return false;
        }
        boolean done = false;
        try {
            Mapping.stored();
            ring.puts.throwIfLeaving(); // volatile as the claim, and after it: see QueuePuts
            throwIfDetached();
            write(view, cell, value, bytes, from, length);
            // As in the form above. Fails if we were taken for dead.
            done = view.compareAndSet(cell, claimed, word(position >>> shift, PUBLISHED));
        } finally {
            if (!done) {
                ring.puts.giveUp(position, me);
            }
        }
        if (done) {
            Mapping.stored();
        }
        return done;
    }

    private static void write(View view, int cell, long value, byte @Nullable [] bytes, int from, int length) {
        if (bytes == null) {
            view.set(cell + ITEM_IN_CELL, value);
        } else {
            INT.set(view.bytes, cell + ITEM_IN_CELL, length);
            Mapping.stored();
            view.bytes.put(cell + BYTES_IN_CELL, bytes, from, length);
            Mapping.stored();
        }
    }

    // --- takes

    /** Returns the position of an item to take, as {@link QueueRing#find} does, or MISS. */
    long find(View view) {
        try {
            // Acquire: as in QueueEnd.look and QueueHolds.returned, before the cell is looked at.
            if ((view.getAcquire(at + END_AT) & QueueEnd.FROZEN) != 0
                    || !ring.holds.hasSeen(view.getAcquire(at + RETURNS_AT))) {
                return MISS;
            }
            long position = remembers ? nextTake : view.get(at + HEAD_AT);
            // Acquire: pairs with the publication, or the cell could be copied before the item is there.
            return view.getAcquire(cell(position)) == word(position >>> shift, PUBLISHED) ? position : MISS;
        } catch (InternalError e) {
            throw mapping.lost(e);
        } finally {
            Reference.reachabilityFence(view.bytes);
        }
    }

    /** Reads the item at a position that was found here; whether it is right, only {@link #free} tells. */
    long longAt(View view, long position) {
        try {
            return view.get(cell(position) + ITEM_IN_CELL);
        } catch (InternalError e) {
            throw mapping.lost(e);
        } finally {
            Reference.reachabilityFence(view.bytes);
        }
    }

    /** Copies the item at a position that was found here, and returns its length; as {@link #longAt}. */
    int copy(View view, long position, byte[] target, int offset) {
        try {
            int cell = cell(position);
            Mapping.access();
            int length = Math.max(0, Math.min((int) INT.get(view.bytes, cell + ITEM_IN_CELL), ring.maxBytes));
            Mapping.access();
            view.bytes.get(cell + BYTES_IN_CELL, target, offset, length);
            return length;
        } catch (InternalError e) {
            throw mapping.lost(e);
        } finally {
            Reference.reachabilityFence(view.bytes);
        }
    }

    /** Takes an item that was found here and copied; false as for {@link QueueRing#free}. */
    boolean free(View view, long position) {
        try {
            long lap = position >>> shift;
            // As a release it keeps the copy before it, for the acquire of the next put here. The look at the wait
            // cell, which is volatile too, comes after.
            if (!view.compareAndSet(cell(position), word(lap, PUBLISHED), word(lap + 1, FREE))) {
                return false;
            }
            Mapping.stored();
            moveOn(view, HEAD_AT, position, ROOM_CELL_AT);
            return true;
        } catch (InternalError e) {
            throw mapping.lost(e);
        } finally {
            Reference.reachabilityFence(view.bytes);
        }
    }

    // --- after both

    /** Follows a put or take that was made elsewhere. */
    void follow(int hint, long next) {
        if (remembers) {
            remember(hint, next);
        }
    }

    private void remember(int hint, long next) {
        if (hint == TAIL_AT) {
            nextPut = next;
        } else {
            nextTake = next;
        }
    }

    /** Follows a put or take that is made, as {@link QueueRing#moveOn}. */
    private void moveOn(View view, int hint, long position, int waitCell) {
        try {
            long next = next(position);
            if (remembers) {
                remember(hint, next);
                if ((next & HINT_EVERY - 1) == 0) {
                    view.set(at + hint, next);
                }
            } else if (oneToOne || view.get(at + hint) - next < 0) {
                view.set(at + hint, next);
            }
            // Volatile, as in Waits.wake: they pair with the announcement of the sleepers. A plain read could come
            // before the compare-and-set, which is no full fence to the reads behind it on every processor.
            int cell = at + waitCell;
            Mapping.access();
            if (((long) LONG.getVolatile(view.bytes, cell + Waits.PARKED)
                            | (long) LONG.getVolatile(view.bytes, cell + Waits.ON_WORD))
                    != 0) {
                ring.wakeAfter(base + waitCell);
            }
        } catch (InternalError e) {
            // It was made before the pages went, and we must not hide that. The next access tells.
            SharedStateLostException unused = mapping.lost(e);
        }
    }

    /** The view stays when the mapping is let go, so it has to be asked for both. */
    private void throwIfDetached() {
        if (mapping.isDetached()) {
            throw new SharedMemoryClosedException(mapping.file().path());
        }
    }
}
