package io.github.threeply.ipc.shared;

import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.util.function.IntUnaryOperator;

/** An int on its own line. */
final class IntValue extends MappedObject implements SharedValue.OfInt {
    @Serial
    private static final long serialVersionUID = 1;

    IntValue(MemoryFile file, Entry entry) {
        super(file, entry);
    }

    @Override
    public int get() {
        return mapping.getInt(offset);
    }

    @Override
    public void set(int value) {
        mapping.setInt(offset, value);
    }

    @Override
    public int getAcquire() {
        return mapping.getIntAcquire(offset);
    }

    @Override
    public void setRelease(int value) {
        mapping.setIntRelease(offset, value);
    }

    @Override
    public int getAndSet(int value) {
        return mapping.getAndSetInt(offset, value);
    }

    @Override
    public int getAndAdd(int delta) {
        return mapping.getAndAddInt(offset, delta);
    }

    @Override
    public int addAndGet(int delta) {
        return mapping.getAndAddInt(offset, delta) + delta;
    }

    @Override
    public boolean compareAndSet(int expected, int value) {
        return mapping.compareAndSetInt(offset, expected, value);
    }

    @Override
    public int update(IntUnaryOperator function) {
        requireNonNull(function, "function");
        while (true) {
            int before = mapping.getInt(offset);
            int after = function.applyAsInt(before);
            if (mapping.compareAndSetInt(offset, before, after)) {
                return after;
            }
        }
    }

    @Override
    public SharedValue<Integer> boxed() {
        return new BoxedValue<>(this, Integer.class, this::get, this::set, this::getAndSet, this::compareAndSet);
    }
}
