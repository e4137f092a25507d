package io.github.threeply.ipc.shared;

import static java.util.Objects.checkFromIndexSize;
import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.util.Arrays;
import java.util.function.LongUnaryOperator;

/** Longs side by side. */
final class LongArray extends MappedObject implements SharedArray.OfLong {
    @Serial
    private static final long serialVersionUID = 1;

    private static final int FILL_CHUNK = 8192;
    /** Copies go in parts, so that the bytes of one are an int. */
    private static final int COPY_CHUNK = 1 << 27;

    private final transient long length;

    LongArray(MemoryFile file, Entry entry) {
        super(file, entry);
        length = entry.length();
    }

    private long at(long index) {
        if (index < 0 || index >= length) {
            throw Indexes.outOfBounds(this, index, length);
        }
        return offset + index * Long.BYTES;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public long get(long index) {
        return mapping.getLong(at(index));
    }

    @Override
    public void set(long index, long value) {
        mapping.setLong(at(index), value);
    }

    @Override
    public long getAcquire(long index) {
        return mapping.getLongAcquire(at(index));
    }

    @Override
    public void setRelease(long index, long value) {
        mapping.setLongRelease(at(index), value);
    }

    @Override
    public long getAndSet(long index, long value) {
        return mapping.getAndSetLong(at(index), value);
    }

    @Override
    public long getAndAdd(long index, long delta) {
        return mapping.getAndAddLong(at(index), delta);
    }

    @Override
    public long addAndGet(long index, long delta) {
        return mapping.getAndAddLong(at(index), delta) + delta;
    }

    @Override
    public boolean compareAndSet(long index, long expected, long value) {
        return mapping.compareAndSetLong(at(index), expected, value);
    }

    @Override
    public long update(long index, LongUnaryOperator function) {
        requireNonNull(function, "function");
        long at = at(index);
        while (true) {
            long before = mapping.getLong(at);
            long after = function.applyAsLong(before);
            if (mapping.compareAndSetLong(at, before, after)) {
                return after;
            }
        }
    }

    @Override
    public void read(long index, long[] target, int targetOffset, int count) {
        checkFromIndexSize(targetOffset, count, target.length);
        Indexes.checkRange(this, index, count, length);
        for (int done = 0; done < count; done += Math.min(COPY_CHUNK, count - done)) {
            int first = targetOffset + done;
            mapping.copy(
                    offset + (index + done) * Long.BYTES,
                    Math.min(COPY_CHUNK, count - done) * Long.BYTES,
                    (part, bytes) ->
                            part.asLongBuffer().get(target, first + bytes / Long.BYTES, part.capacity() / Long.BYTES));
        }
    }

    @Override
    public void write(long index, long[] source, int sourceOffset, int count) {
        checkFromIndexSize(sourceOffset, count, source.length);
        Indexes.checkRange(this, index, count, length);
        for (int done = 0; done < count; done += Math.min(COPY_CHUNK, count - done)) {
            int first = sourceOffset + done;
            mapping.copy(
                    offset + (index + done) * Long.BYTES,
                    Math.min(COPY_CHUNK, count - done) * Long.BYTES,
                    (part, bytes) ->
                            part.asLongBuffer().put(source, first + bytes / Long.BYTES, part.capacity() / Long.BYTES));
        }
    }

    @Override
    public void fill(long value) {
        long[] chunk = new long[(int) Math.min(FILL_CHUNK, length)];
        Arrays.fill(chunk, value);
        for (long index = 0; index < length; index += chunk.length) {
            write(index, chunk, 0, (int) Math.min(chunk.length, length - index));
        }
    }
}
