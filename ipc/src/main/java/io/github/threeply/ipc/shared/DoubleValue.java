package io.github.threeply.ipc.shared;

import static java.lang.Double.doubleToRawLongBits;
import static java.lang.Double.longBitsToDouble;
import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.util.function.DoubleUnaryOperator;

/** A double on its own line, as the long of its bits. */
final class DoubleValue extends MappedObject implements SharedValue.OfDouble {
    @Serial
    private static final long serialVersionUID = 1;

    DoubleValue(MemoryFile file, Entry entry) {
        super(file, entry);
    }

    @Override
    public double get() {
        return longBitsToDouble(mapping.getLong(offset));
    }

    @Override
    public void set(double value) {
        mapping.setLong(offset, doubleToRawLongBits(value));
    }

    @Override
    public double getAcquire() {
        return longBitsToDouble(mapping.getLongAcquire(offset));
    }

    @Override
    public void setRelease(double value) {
        mapping.setLongRelease(offset, doubleToRawLongBits(value));
    }

    @Override
    public double getAndSet(double value) {
        return longBitsToDouble(mapping.getAndSetLong(offset, doubleToRawLongBits(value)));
    }

    @Override
    public double addAndGet(double delta) {
        return update(value -> value + delta);
    }

    @Override
    public boolean compareAndSet(double expected, double value) {
        return mapping.compareAndSetLong(offset, doubleToRawLongBits(expected), doubleToRawLongBits(value));
    }

    @Override
    public double update(DoubleUnaryOperator function) {
        requireNonNull(function, "function");
        while (true) {
            long before = mapping.getLong(offset);
            double after = function.applyAsDouble(longBitsToDouble(before));
            if (mapping.compareAndSetLong(offset, before, doubleToRawLongBits(after))) {
                return after;
            }
        }
    }

    @Override
    public SharedValue<Double> boxed() {
        return new BoxedValue<>(this, Double.class, this::get, this::set, this::getAndSet, this::compareAndSet);
    }
}
