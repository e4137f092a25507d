package io.github.threeply.ipc.shared;

import static java.lang.Double.doubleToRawLongBits;
import static java.lang.Double.longBitsToDouble;
import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;

/** A double on its own line, as the long of its bits. */
final class DoubleValue extends WordValue implements SharedValue.OfDouble {
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
        changed();
    }

    @Override
    public double getAcquire() {
        return longBitsToDouble(mapping.getLongAcquire(offset));
    }

    @Override
    public void setRelease(double value) {
        mapping.setLongRelease(offset, doubleToRawLongBits(value));
        changed(); // without a fence before it the look can come too early, and the waiter sees the value a bit later
    }

    @Override
    public double getOpaque() {
        return longBitsToDouble(WeakWords.getLongOpaque(mapping, offset));
    }

    @Override
    public void setOpaque(double value) {
        WeakWords.setLongOpaque(mapping, offset, doubleToRawLongBits(value));
    }

    @Override
    public double getPlain() {
        return longBitsToDouble(WeakWords.getLongPlain(mapping, offset));
    }

    @Override
    public void setPlain(double value) {
        WeakWords.setLongPlain(mapping, offset, doubleToRawLongBits(value));
    }

    @Override
    public double getAndSet(double value) {
        double before = longBitsToDouble(mapping.getAndSetLong(offset, doubleToRawLongBits(value)));
        changed();
        return before;
    }

    @Override
    public double addAndGet(double delta) {
        return update(value -> value + delta);
    }

    @Override
    public boolean compareAndSet(double expected, double value) {
        boolean stored = mapping.compareAndSetLong(offset, doubleToRawLongBits(expected), doubleToRawLongBits(value));
        if (stored) {
            changed();
        }
        return stored;
    }

    @Override
    public double update(DoubleUnaryOperator function) {
        requireNonNull(function, "function");
        while (true) {
            long before = mapping.getLong(offset);
            double after = function.applyAsDouble(longBitsToDouble(before));
            if (mapping.compareAndSetLong(offset, before, doubleToRawLongBits(after))) {
                changed();
                return after;
            }
        }
    }

    @Override
    public double await(DoublePredicate condition) throws InterruptedException {
        requireNonNull(condition, "condition");
        double[] seen = new double[1];
        awaitWord(() -> {
            seen[0] = get();
            return condition.test(seen[0]);
        });
        return seen[0];
    }

    @Override
    public OptionalDouble tryAwait(DoublePredicate condition, Duration limit) throws InterruptedException {
        requireNonNull(condition, "condition");
        double[] seen = new double[1];
        boolean met = tryAwaitWord(
                () -> {
                    seen[0] = get();
                    return condition.test(seen[0]);
                },
                limit);
        return met ? OptionalDouble.of(seen[0]) : OptionalDouble.empty();
    }

    @Override
    public SharedValue<Double> boxed() {
        return new BoxedValue<>(
                this,
                Double.class,
                new BoxedValue.Accesses<>(
                        this::get,
                        this::getAcquire,
                        this::set,
                        this::setRelease,
                        this::getAndSet,
                        this::compareAndSet));
    }
}
