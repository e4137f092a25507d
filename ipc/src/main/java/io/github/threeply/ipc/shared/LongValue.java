package io.github.threeply.ipc.shared;

import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;

/** A long on its own line. */
final class LongValue extends WordValue implements SharedValue.OfLong {
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
        changed();
    }

    @Override
    public long getAcquire() {
        return mapping.getLongAcquire(offset);
    }

    @Override
    public void setRelease(long value) {
        mapping.setLongRelease(offset, value);
        changed(); // without a fence before it the look can come too early, and the waiter sees the value a bit later
    }

    @Override
    public long getOpaque() {
        return WeakWords.getLongOpaque(mapping, offset);
    }

    @Override
    public void setOpaque(long value) {
        WeakWords.setLongOpaque(mapping, offset, value);
    }

    @Override
    public long getPlain() {
        return WeakWords.getLongPlain(mapping, offset);
    }

    @Override
    public void setPlain(long value) {
        WeakWords.setLongPlain(mapping, offset, value);
    }

    @Override
    public long getAndSet(long value) {
        long before = mapping.getAndSetLong(offset, value);
        changed();
        return before;
    }

    @Override
    public long getAndAdd(long delta) {
        long before = mapping.getAndAddLong(offset, delta);
        changed();
        return before;
    }

    @Override
    public long addAndGet(long delta) {
        return getAndAdd(delta) + delta;
    }

    @Override
    public boolean compareAndSet(long expected, long value) {
        boolean stored = mapping.compareAndSetLong(offset, expected, value);
        if (stored) {
            changed();
        }
        return stored;
    }

    @Override
    public long update(LongUnaryOperator function) {
        requireNonNull(function, "function");
        while (true) {
            long before = mapping.getLong(offset);
            long after = function.applyAsLong(before);
            if (mapping.compareAndSetLong(offset, before, after)) {
                changed();
                return after;
            }
        }
    }

    @Override
    public long await(LongPredicate condition) throws InterruptedException {
        requireNonNull(condition, "condition");
        long[] seen = new long[1];
        awaitWord(() -> {
            seen[0] = get();
            return condition.test(seen[0]);
        });
        return seen[0];
    }

    @Override
    public OptionalLong tryAwait(LongPredicate condition, Duration limit) throws InterruptedException {
        requireNonNull(condition, "condition");
        long[] seen = new long[1];
        boolean met = tryAwaitWord(
                () -> {
                    seen[0] = get();
                    return condition.test(seen[0]);
                },
                limit);
        return met ? OptionalLong.of(seen[0]) : OptionalLong.empty();
    }

    @Override
    public SharedValue<Long> boxed() {
        return new BoxedValue<>(
                this,
                Long.class,
                new BoxedValue.Accesses<>(
                        this::get,
                        this::getAcquire,
                        this::set,
                        this::setRelease,
                        this::getAndSet,
                        this::compareAndSet));
    }
}
