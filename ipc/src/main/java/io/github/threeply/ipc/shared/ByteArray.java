package io.github.threeply.ipc.shared;

import static java.util.Objects.checkFromIndexSize;
import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * Bytes side by side. Loads and stores are of single bytes; what reads and writes in one step is a compare-and-set of the
 * four bytes around, all of them in this array's lines, which succeeds only if none of the four has changed.
 */
final class ByteArray extends Elements implements SharedArray.OfByte {
    @Serial
    private static final long serialVersionUID = 1;

    ByteArray(MemoryFile file, Entry entry) {
        super(file, entry, Byte.BYTES);
    }

    @Override
    public byte get(long index) {
        return getAcquire(index); // a volatile store has its full fence behind it, so this is strong enough
    }

    @Override
    public void set(long index, byte value) {
        setRelease(index, value);
        // No later load passes the store: else two that each store a byte and read the other's could both miss it.
        VarHandle.fullFence();
    }

    @Override
    public byte getAcquire(long index) {
        byte value = WeakWords.getByte(mapping, at(index));
        VarHandle.acquireFence();
        return value;
    }

    @Override
    public void setRelease(long index, byte value) {
        long at = at(index);
        VarHandle.releaseFence();
        WeakWords.setByte(mapping, at, value);
    }

    @Override
    public byte getOpaque(long index) {
        return getAcquire(index); // there is nothing between this and plain for a byte
    }

    @Override
    public void setOpaque(long index, byte value) {
        setRelease(index, value);
    }

    @Override
    public byte getPlain(long index) {
        return WeakWords.getByte(mapping, at(index));
    }

    @Override
    public void setPlain(long index, byte value) {
        WeakWords.setByte(mapping, at(index), value);
    }

    @Override
    public byte getAndSet(long index, byte value) {
        return replace(index, before -> value);
    }

    @Override
    public byte getAndAdd(long index, byte delta) {
        return replace(index, before -> before + delta);
    }

    @Override
    public byte addAndGet(long index, byte delta) {
        return (byte) (getAndAdd(index, delta) + delta);
    }

    @Override
    public boolean compareAndSet(long index, byte expected, byte value) {
        long at = at(index);
        while (true) {
            int word = mapping.getInt(at & -Integer.BYTES);
            if (in(word, at) != expected) {
                return false;
            }
            if (mapping.compareAndSetInt(at & -Integer.BYTES, word, with(word, at, value))) {
                return true;
            }
        }
    }

    @Override
    public byte update(long index, IntUnaryOperator function) {
        requireNonNull(function, "function");
        long at = at(index);
        while (true) {
            int word = mapping.getInt(at & -Integer.BYTES);
            byte after = (byte) function.applyAsInt(in(word, at));
            if (mapping.compareAndSetInt(at & -Integer.BYTES, word, with(word, at, after))) {
                return after;
            }
        }
    }

    private byte replace(long index, IntUnaryOperator function) {
        long at = at(index);
        while (true) {
            int word = mapping.getInt(at & -Integer.BYTES);
            byte before = in(word, at);
            byte after = (byte) function.applyAsInt(before);
            if (mapping.compareAndSetInt(at & -Integer.BYTES, word, with(word, at, after))) {
                return before;
            }
        }
    }

    private static byte in(int word, long at) {
        return (byte) (word >>> shift(at));
    }

    private static int with(int word, long at, byte value) {
        return (word & ~(0xff << shift(at))) | ((value & 0xff) << shift(at));
    }

    /** The words are little-endian: their first byte is the lowest. */
    private static int shift(long at) {
        return (int) (at & (Integer.BYTES - 1)) * Byte.SIZE;
    }

    @Override
    public void read(long index, byte[] target, int targetOffset, int count) {
        checkFromIndexSize(targetOffset, count, target.length);
        copy(index, count, (part, done) -> part.get(target, targetOffset + done, part.capacity()));
    }

    @Override
    public void write(long index, byte[] source, int sourceOffset, int count) {
        checkFromIndexSize(sourceOffset, count, source.length);
        copy(index, count, (part, done) -> part.put(source, sourceOffset + done, part.capacity()));
    }

    @Override
    public void read(long index, ByteBuffer target) {
        requireNonNull(target, "target");
        copy(index, target.remaining(), (part, done) -> target.put(part));
    }

    @Override
    public void write(long index, ByteBuffer source) {
        requireNonNull(source, "source");
        copy(index, source.remaining(), (part, done) -> {
            ByteBuffer next = source.slice(source.position(), part.capacity());
            part.put(next);
            source.position(source.position() + next.capacity());
        });
    }

    @Override
    public void fill(byte value) {
        fill(0, length(), value);
    }

    @Override
    public void fill(long index, long count, byte value) {
        checkRange(index, count);
        byte[] chunk = new byte[(int) Math.min(FILL_CHUNK, count)];
        Arrays.fill(chunk, value);
        for (long done = 0; done < count; done += chunk.length) {
            write(index + done, chunk, 0, (int) Math.min(chunk.length, count - done));
        }
    }

    @Override
    public ByteBuffer view(long index, int count) {
        return bytes(index, count);
    }
}
