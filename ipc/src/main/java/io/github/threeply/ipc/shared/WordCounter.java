package io.github.threeply.ipc.shared;

import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.util.function.LongUnaryOperator;

/** A counter that is one long on its own line. */
final class WordCounter extends MappedObject implements MappedCounter {
    @Serial
    private static final long serialVersionUID = 1;

    WordCounter(MemoryFile file, Entry entry) {
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
    public long add(long delta) {
        return mapping.getAndAddLong(offset, delta) + delta;
    }

    @Override
    public boolean tryAdd(long delta) {
        mapping.getAndAddLong(offset, delta);
        return true;
    }

    @Override
    public long getAndSet(long value) {
        return mapping.getAndSetLong(offset, value);
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
}
