package io.github.threeply.ipc.shared;

import static java.util.Objects.checkFromIndexSize;
import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/** Ints side by side. */
final class IntArray extends MappedObject implements SharedArray.OfInt {
    @Serial
    private static final long serialVersionUID = 1;

    private static final int FILL_CHUNK = 8192;
    /** Copies go in parts, so that the bytes of one are an int. */
    private static final int COPY_CHUNK = 1 << 27;

    private final transient long length;

    IntArray(MemoryFile file, Entry entry) {
        super(file, entry);
        length = entry.length();
    }

    private long at(long index) {
        if (index < 0 || index >= length) {
            throw Indexes.outOfBounds(this, index, length);
        }
        return offset + index * Integer.BYTES;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public int get(long index) {
        return mapping.getInt(at(index));
    }

    @Override
    public void set(long index, int value) {
        mapping.setInt(at(index), value);
    }

    @Override
    public int getAcquire(long index) {
        return mapping.getIntAcquire(at(index));
    }

    @Override
    public void setRelease(long index, int value) {
        mapping.setIntRelease(at(index), value);
    }

    @Override
    public int getAndSet(long index, int value) {
        return mapping.getAndSetInt(at(index), value);
    }

    @Override
    public int getAndAdd(long index, int delta) {
        return mapping.getAndAddInt(at(index), delta);
    }

    @Override
    public int addAndGet(long index, int delta) {
        return mapping.getAndAddInt(at(index), delta) + delta;
    }

    @Override
    public boolean compareAndSet(long index, int expected, int value) {
        return mapping.compareAndSetInt(at(index), expected, value);
    }

    @Override
    public int update(long index, IntUnaryOperator function) {
        requireNonNull(function, "function");
        long at = at(index);
        while (true) {
            int before = mapping.getInt(at);
            int after = function.applyAsInt(before);
            if (mapping.compareAndSetInt(at, before, after)) {
                return after;
            }
        }
    }

    @Override
    public void read(long index, int[] target, int targetOffset, int count) {
        checkFromIndexSize(targetOffset, count, target.length);
        Indexes.checkRange(this, index, count, length);
        for (int done = 0; done < count; done += Math.min(COPY_CHUNK, count - done)) {
            int first = targetOffset + done;
            mapping.copy(
                    offset + (index + done) * Integer.BYTES,
                    Math.min(COPY_CHUNK, count - done) * Integer.BYTES,
                    (part, bytes) -> part.asIntBuffer()
                            .get(target, first + bytes / Integer.BYTES, part.capacity() / Integer.BYTES));
        }
    }

    @Override
    public void write(long index, int[] source, int sourceOffset, int count) {
        checkFromIndexSize(sourceOffset, count, source.length);
        Indexes.checkRange(this, index, count, length);
        for (int done = 0; done < count; done += Math.min(COPY_CHUNK, count - done)) {
            int first = sourceOffset + done;
            mapping.copy(
                    offset + (index + done) * Integer.BYTES,
                    Math.min(COPY_CHUNK, count - done) * Integer.BYTES,
                    (part, bytes) -> part.asIntBuffer()
                            .put(source, first + bytes / Integer.BYTES, part.capacity() / Integer.BYTES));
        }
    }

    @Override
    public void fill(int value) {
        int[] chunk = new int[(int) Math.min(FILL_CHUNK, length)];
        Arrays.fill(chunk, value);
        for (long index = 0; index < length; index += chunk.length) {
            write(index, chunk, 0, (int) Math.min(chunk.length, length - index));
        }
    }
}
