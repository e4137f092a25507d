package io.github.threeply.ipc.process;

import io.github.threeply.ipc.internal.QuickBuffers;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A mapped file through which one worker hands its answers to its parent: a ring of bytes, and three words beside it. The
 * worker alone calls the methods under "worker", the parent's reading thread alone those under "parent". A pipe between
 * the two is only the bell.
 *
 * <p>What the worker has stored is there for the parent even if the worker is killed in the next instruction: it is the
 * same page of memory. That is what the order of the stores is worth: a task is STARTED here before its code is touched,
 * and its answer is here before the next one is.
 *
 * <p>The parent copies bytes out before it looks at them, and checks the worker's position before it copies.
 */
final class ResultRing {
    // Each on cache lines of its own: two cores write them.
    private static final int NONCE = 0;
    private static final int HEAD = 128; // how many bytes were ever written; stored by the worker
    private static final int STARTED = 256; // 1 + the number of the task begun last; stored by the worker
    private static final int TAIL = 384; // how many bytes were ever read; stored by the parent
    private static final int BELL_AT = 512; // where HEAD is to be for the bell to be rung, 0: nowhere; stored by both

    private static final int DRAFT = 640; // from which item on, and how many bytes; stored by the worker
    private static final int DRAFT_OF = 648; // the number of the block; stored by the worker

    private static final int DATA = 4096;
    private static final int DRAFT_BYTES = 32 * 1024; // behind the data

    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private static final VarHandle LONG_OF =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private static final int SMALL = 32; // bytes

    static {
        QuickBuffers.prepare();
    }

    private final ByteBuffer memory;
    private final int capacity; // a power of two

    // Each side's own; the page has a copy for the other side, and this side need not trust that.
    private long head;
    private long tail;
    private int draftBase;
    private int draftSize;

    /**
     * Makes one over memory that is all zeros, or its other side.
     *
     * @param memory {@link #bytes} of it, aligned to a page
     */
    ResultRing(ByteBuffer memory) {
        this.memory = memory.order(ByteOrder.nativeOrder());
        this.capacity = memory.capacity() - DATA - DRAFT_BYTES;
        if (capacity < 64 || Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("a ring has a power of two of bytes, not " + capacity);
        }
    }

    /** How large the memory for a ring of so many bytes is. */
    static int bytes(int capacity) {
        return DATA + capacity + DRAFT_BYTES;
    }

    int capacity() {
        return capacity;
    }

    void setNonce(long nonce) {
        LONG.setVolatile(memory, NONCE, nonce);
    }

    long nonce() {
        return (long) LONG.getVolatile(memory, NONCE);
    }

    // The worker.

    /** Says that a task begins. What was put before this is seen by who sees it. */
    void start(long number) {
        // Release: pairs with the acquire of started(). Who sees the task begun sees all answers before it, and so that
        // it is the only one that can be under way.
        LONG.setRelease(memory, STARTED, number + 1);
    }

    /** Whether so many bytes fit now. */
    boolean hasRoom(int length) {
        if (capacity - (head - tail) >= length) {
            return true;
        }
        // Acquire: pairs with the release in get(). Else the bytes that are written over could still be being read.
        tail = (long) LONG.getAcquire(memory, TAIL);
        return capacity - (head - tail) >= length;
    }

    /** Whether the parent has read all. */
    boolean isDrained() {
        return hasRoom(capacity);
    }

    /** Puts bytes for which there is room, as a whole: the parent sees all of them or none. True if the bell is to be rung. */
    boolean put(byte[] bytes, int length) {
        int at = (int) head & (capacity - 1);
        int first = Math.min(length, capacity - at);
        memory.put(DATA + at, bytes, 0, first);
        memory.put(DATA, bytes, first, length - first);
        head += length;
        // Release: pairs with the acquire in available(). Without it the position could be seen before the bytes.
        LONG.setRelease(memory, HEAD, head);
        // The parent says that it sleeps and then looks at the position; this moves the position and then looks whether
        // it sleeps. Both have a full fence between: with a release and an acquire alone each may miss the other, and
        // nobody would ever ring.
        VarHandle.fullFence();
        long bellAt = (long) LONG.getOpaque(memory, BELL_AT);
        if (bellAt == 0 || head < bellAt) {
            return false;
        }
        LONG.setOpaque(memory, BELL_AT, 0L); // one ring is enough
        return true;
    }

    /**
     * Nothing will be put for a while. True if the bell is to be rung: the parent sleeps until there is more, and there is
     * some. Here alone, and not after each {@link #put}, it is asked whether there is something that was not read.
     */
    boolean pause() {
        VarHandle
                .fullFence(); // pairs with the one in sleep(): there first the wish and then the look, here the reverse
        long bellAt = (long) LONG.getOpaque(memory, BELL_AT);
        if (bellAt == 0 || (long) LONG.getAcquire(memory, TAIL) == head) {
            return false;
        }
        LONG.setOpaque(memory, BELL_AT, 0L);
        return true;
    }

    /**
     * For any thread of the worker: the place at which the bell is to be rung, if the parent sleeps beside answers that
     * are there; else 0. Only a look: two that are the same, some time apart, say that it sleeps too long.
     */
    long bellOwed() {
        long bellAt = (long) LONG.getOpaque(memory, BELL_AT);
        return bellAt == 0 || (long) LONG.getOpaque(memory, TAIL) == (long) LONG.getOpaque(memory, HEAD) ? 0 : bellAt;
    }

    /**
     * Begins the draft anew: the outcomes of a block's items from this one on. They are
     * put here one by one while the frame that they will be sent in grows. Nobody is told; whoever wants to know how far
     * the block is, or how far it was when the worker was killed, looks here.
     */
    void newDraft(long number, int firstItem) {
        draftBase = firstItem;
        draftSize = 0;
        LONG.setRelease(memory, DRAFT, (long) firstItem << 32);
        LONG.setRelease(memory, DRAFT_OF, number);
        // The parent checks after its copy that no other draft was begun meanwhile. Without the fence the bytes of that
        // one could be there before the word says so.
        VarHandle.storeStoreFence();
    }

    /** Adds to the draft. False if there is no room. */
    boolean draft(byte[] bytes, int offset, int length) {
        if (length > DRAFT_BYTES - draftSize) {
            return false;
        }
        int at = DATA + capacity + draftSize;
        if (length <= SMALL) { // the bulk copy takes longer to get going than most outcomes take
            int i = 0;
            for (; i + Long.BYTES <= length; i += Long.BYTES) {
                memory.putLong(at + i, (long) LONG_OF.get(bytes, offset + i));
            }
            for (; i < length; i++) {
                memory.put(at + i, bytes[offset + i]);
            }
        } else {
            memory.put(at, bytes, offset, length);
        }
        draftSize += length;
        // Release: pairs with the acquire in draft(). Else the size could be seen before the bytes.
        LONG.setRelease(memory, DRAFT, ((long) draftBase << 32) | draftSize);
        return true;
    }

    /** Changes when the draft does; for any thread of the worker. */
    long progress() {
        return (long) LONG.getOpaque(memory, DRAFT);
    }

    // The parent.

    /** A look at the draft. */
    @SuppressWarnings("ArrayRecordComponent") // handed on at once, never compared
    record Draft(long number, int firstItem, byte[] items) {}

    /** What is in the draft, or null if there is nothing, or another is being begun. */
    @Nullable
    Draft draft() {
        long number = (long) LONG.getAcquire(memory, DRAFT_OF);
        long word = (long) LONG.getAcquire(memory, DRAFT);
        int size = (int) word;
        if (size < 1 || size > DRAFT_BYTES) {
            return null;
        }
        byte[] items = new byte[size];
        memory.get(DATA + capacity, items, 0, size);
        VarHandle.loadLoadFence(); // pairs with the fence in newDraft(): first the bytes, then the words again
        long after = (long) LONG.getAcquire(memory, DRAFT);
        if (after >>> 32 != word >>> 32 || (int) after < size || (long) LONG.getOpaque(memory, DRAFT_OF) != number) {
            return null;
        }
        return new Draft(number, (int) (word >>> 32), items);
    }

    /** Whether the draft is one of this block. */
    boolean isDraftOf(long number) {
        return (long) LONG.getAcquire(memory, DRAFT_OF) == number;
    }

    /** With which item the draft begins. */
    int draftBegin() {
        return (int) ((long) LONG.getAcquire(memory, DRAFT) >>> 32);
    }

    /** 1 + the number of the task begun last, 0 for none. To be asked before {@link #available} to tell if it was answered. */
    long started() {
        return (long) LONG.getAcquire(memory, STARTED); // pairs with start()
    }

    /** How many bytes there are to read; anything else than 0 to {@link #capacity} is a lie. */
    long available() {
        return (long) LONG.getAcquire(memory, HEAD) - tail; // pairs with put()
    }

    /** Copies out some of the bytes that are there. Returns how many, or -1 if the position is a lie. */
    int get(byte[] to, int offset, int length) {
        long there = available();
        if (there < 0 || there > capacity) {
            return -1;
        }
        int at = (int) tail & (capacity - 1);
        int n = (int) Math.min(Math.min(length, there), capacity - at);
        memory.get(DATA + at, to, offset, n);
        tail += n;
        LONG.setRelease(memory, TAIL, tail); // pairs with hasRoom(): the bytes were copied, they may be written over
        return n;
    }

    /** As {@link #sleep(int)}, for as little as there may be. */
    boolean sleep() {
        return sleep(1);
    }

    /**
     * Says that the bell is to be rung as soon as so many bytes are there, or the worker pauses with some. False if there
     * is something to read instead, however little: the worker may have paused behind that already.
     */
    boolean sleep(int bytes) {
        LONG.setOpaque(memory, BELL_AT, tail + Math.max(1, Math.min(bytes, capacity / 4)));
        VarHandle.fullFence(); // pairs with the ones in put() and pause()
        if (available() == 0) {
            return true;
        }
        wake();
        return false;
    }

    /** The bell need not be rung. A ring that comes all the same is for nothing, and does no harm. */
    void wake() {
        LONG.setOpaque(memory, BELL_AT, 0L);
    }
}
