package io.github.threeply.ipc.shared;

import static java.lang.Double.doubleToRawLongBits;
import static java.lang.Double.longBitsToDouble;
import static java.util.Objects.checkFromIndexSize;
import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.nio.DoubleBuffer;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** Doubles side by side, as the longs of their bits. */
final class DoubleArray extends Elements implements SharedArray.OfDouble {
    @Serial
    private static final long serialVersionUID = 1;

    DoubleArray(MemoryFile file, Entry entry) {
        super(file, entry, Double.BYTES);
    }

    @Override
    public double get(long index) {
        return longBitsToDouble(mapping.getLong(at(index)));
    }

    @Override
    public void set(long index, double value) {
        mapping.setLong(at(index), doubleToRawLongBits(value));
    }

    @Override
    public double getAcquire(long index) {
        return longBitsToDouble(mapping.getLongAcquire(at(index)));
    }

    @Override
    public void setRelease(long index, double value) {
        mapping.setLongRelease(at(index), doubleToRawLongBits(value));
    }

    @Override
    public double getOpaque(long index) {
        return longBitsToDouble(WeakWords.getLongOpaque(mapping, at(index)));
    }

    @Override
    public void setOpaque(long index, double value) {
        WeakWords.setLongOpaque(mapping, at(index), doubleToRawLongBits(value));
    }

    @Override
    public double getPlain(long index) {
        return longBitsToDouble(WeakWords.getLongPlain(mapping, at(index)));
    }

    @Override
    public void setPlain(long index, double value) {
        WeakWords.setLongPlain(mapping, at(index), doubleToRawLongBits(value));
    }

    @Override
    public double getAndSet(long index, double value) {
        return longBitsToDouble(mapping.getAndSetLong(at(index), doubleToRawLongBits(value)));
    }

    @Override
    public double addAndGet(long index, double delta) {
        return update(index, value -> value + delta);
    }

    @Override
    public boolean compareAndSet(long index, double expected, double value) {
        return mapping.compareAndSetLong(at(index), doubleToRawLongBits(expected), doubleToRawLongBits(value));
    }

    @Override
    public double update(long index, DoubleUnaryOperator function) {
        requireNonNull(function, "function");
        long at = at(index);
        while (true) {
            long before = mapping.getLong(at);
            double after = function.applyAsDouble(longBitsToDouble(before));
            if (mapping.compareAndSetLong(at, before, doubleToRawLongBits(after))) {
                return after;
            }
        }
    }

    @Override
    public void read(long index, double[] target, int targetOffset, int count) {
        checkFromIndexSize(targetOffset, count, target.length);
        copy(
                index,
                count,
                (part, done) -> part.asDoubleBuffer().get(target, targetOffset + done, part.capacity() / Double.BYTES));
    }

    @Override
    public void write(long index, double[] source, int sourceOffset, int count) {
        checkFromIndexSize(sourceOffset, count, source.length);
        copy(
                index,
                count,
                (part, done) -> part.asDoubleBuffer().put(source, sourceOffset + done, part.capacity() / Double.BYTES));
    }

    @Override
    public void fill(double value) {
        fill(0, length(), value);
    }

    @Override
    public void fill(long index, long count, double value) {
        checkRange(index, count);
        double[] chunk = new double[(int) Math.min(FILL_CHUNK, count)];
        Arrays.fill(chunk, value);
        for (long done = 0; done < count; done += chunk.length) {
            write(index + done, chunk, 0, (int) Math.min(chunk.length, count - done));
        }
    }

    @Override
    public DoubleBuffer view(long index, int count) {
        return bytes(index, count).asDoubleBuffer();
    }
}
