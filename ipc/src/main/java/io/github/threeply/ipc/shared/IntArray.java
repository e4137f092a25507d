package io.github.threeply.ipc.shared;

import static java.util.Objects.checkFromIndexSize;
import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/** Ints side by side. */
final class IntArray extends Elements implements SharedArray.OfInt {
    @Serial
    private static final long serialVersionUID = 1;

    IntArray(MemoryFile file, Entry entry) {
        super(file, entry, Integer.BYTES);
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
    public int getOpaque(long index) {
        return WeakWords.getIntOpaque(mapping, at(index));
    }

    @Override
    public void setOpaque(long index, int value) {
        WeakWords.setIntOpaque(mapping, at(index), value);
    }

    @Override
    public int getPlain(long index) {
        return WeakWords.getIntPlain(mapping, at(index));
    }

    @Override
    public void setPlain(long index, int value) {
        WeakWords.setIntPlain(mapping, at(index), value);
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
        copy(
                index,
                count,
                (part, done) -> part.asIntBuffer().get(target, targetOffset + done, part.capacity() / Integer.BYTES));
    }

    @Override
    public void write(long index, int[] source, int sourceOffset, int count) {
        checkFromIndexSize(sourceOffset, count, source.length);
        copy(
                index,
                count,
                (part, done) -> part.asIntBuffer().put(source, sourceOffset + done, part.capacity() / Integer.BYTES));
    }

    @Override
    public void fill(int value) {
        fill(0, length(), value);
    }

    @Override
    public void fill(long index, long count, int value) {
        checkRange(index, count);
        int[] chunk = new int[(int) Math.min(FILL_CHUNK, count)];
        Arrays.fill(chunk, value);
        for (long done = 0; done < count; done += chunk.length) {
            write(index + done, chunk, 0, (int) Math.min(chunk.length, count - done));
        }
    }

    @Override
    public IntBuffer view(long index, int count) {
        return bytes(index, count).asIntBuffer();
    }
}
