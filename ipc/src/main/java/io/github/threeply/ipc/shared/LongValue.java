package io.github.threeply.ipc.shared;

import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.util.function.LongUnaryOperator;

/** A long on its own line. */
final class LongValue extends MappedObject implements SharedValue.OfLong {
    @Serial
    private static final long serialVersionUID = 1;

    LongValue(MemoryFile file, Entry entry) {
        super(file, entry);
    }

    @Override
    public long get() {
        return mapping.getLong(offset);
    }

    @Override
    public void set(long value) {
        mapping.setLong(offset, value);
    }

    @Override
    public long getAcquire() {
        return mapping.getLongAcquire(offset);
    }

    @Override
    public void setRelease(long value) {
        mapping.setLongRelease(offset, value);
    }

    @Override
    public long getAndSet(long value) {
        return mapping.getAndSetLong(offset, value);
    }

    @Override
    public long getAndAdd(long delta) {
        return mapping.getAndAddLong(offset, delta);
    }

    @Override
    public long addAndGet(long delta) {
        return mapping.getAndAddLong(offset, delta) + delta;
    }

    @Override
    public boolean compareAndSet(long expected, long value) {
        return mapping.compareAndSetLong(offset, expected, value);
    }

    @Override
    public long update(LongUnaryOperator function) {
        requireNonNull(function, "function");
        while (true) {
            long before = mapping.getLong(offset);
            long after = function.applyAsLong(before);
            if (mapping.compareAndSetLong(offset, before, after)) {
                return after;
            }
        }
    }

    @Override
    public SharedValue<Long> boxed() {
        return new BoxedValue<>(this, Long.class, this::get, this::set, this::getAndSet, this::compareAndSet);
    }
}
