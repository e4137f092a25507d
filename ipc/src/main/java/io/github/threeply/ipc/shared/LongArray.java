package io.github.threeply.ipc.shared;

import static java.util.Objects.checkFromIndexSize;
import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.function.LongUnaryOperator;

/** Longs side by side. */
final class LongArray extends Elements implements SharedArray.OfLong {
    @Serial
    private static final long serialVersionUID = 1;

    LongArray(MemoryFile file, Entry entry) {
        super(file, entry, Long.BYTES);
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
    public long getOpaque(long index) {
        return WeakWords.getLongOpaque(mapping, at(index));
    }

    @Override
    public void setOpaque(long index, long value) {
        WeakWords.setLongOpaque(mapping, at(index), value);
    }

    @Override
    public long getPlain(long index) {
        return WeakWords.getLongPlain(mapping, at(index));
    }

    @Override
    public void setPlain(long index, long value) {
        WeakWords.setLongPlain(mapping, at(index), value);
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
        copy(
                index,
                count,
                (part, done) -> part.asLongBuffer().get(target, targetOffset + done, part.capacity() / Long.BYTES));
    }

    @Override
    public void write(long index, long[] source, int sourceOffset, int count) {
        checkFromIndexSize(sourceOffset, count, source.length);
        copy(
                index,
                count,
                (part, done) -> part.asLongBuffer().put(source, sourceOffset + done, part.capacity() / Long.BYTES));
    }

    @Override
    public void fill(long value) {
        fill(0, length(), value);
    }

    @Override
    public void fill(long index, long count, long value) {
        checkRange(index, count);
        long[] chunk = new long[(int) Math.min(FILL_CHUNK, count)];
        Arrays.fill(chunk, value);
        for (long done = 0; done < count; done += chunk.length) {
            write(index + done, chunk, 0, (int) Math.min(chunk.length, count - done));
        }
    }

    @Override
    public LongBuffer view(long index, int count) {
        return bytes(index, count).asLongBuffer();
    }
}
