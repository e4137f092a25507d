package io.github.threeply.ipc.shared;

import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/** An int on its own line. */
final class IntValue extends WordValue implements SharedValue.OfInt {
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
        changed();
    }

    @Override
    public int getAcquire() {
        return mapping.getIntAcquire(offset);
    }

    @Override
    public void setRelease(int value) {
        mapping.setIntRelease(offset, value);
        changed(); // without a fence before it the look can come too early, and the waiter sees the value a bit later
    }

    @Override
    public int getOpaque() {
        return WeakWords.getIntOpaque(mapping, offset);
    }

    @Override
    public void setOpaque(int value) {
        WeakWords.setIntOpaque(mapping, offset, value);
    }

    @Override
    public int getPlain() {
        return WeakWords.getIntPlain(mapping, offset);
    }

    @Override
    public void setPlain(int value) {
        WeakWords.setIntPlain(mapping, offset, value);
    }

    @Override
    public int getAndSet(int value) {
        int before = mapping.getAndSetInt(offset, value);
        changed();
        return before;
    }

    @Override
    public int getAndAdd(int delta) {
        int before = mapping.getAndAddInt(offset, delta);
        changed();
        return before;
    }

    @Override
    public int addAndGet(int delta) {
        return getAndAdd(delta) + delta;
    }

    @Override
    public boolean compareAndSet(int expected, int value) {
        boolean stored = mapping.compareAndSetInt(offset, expected, value);
        if (stored) {
            changed();
        }
        return stored;
    }

    @Override
    public int update(IntUnaryOperator function) {
        requireNonNull(function, "function");
        while (true) {
            int before = mapping.getInt(offset);
            int after = function.applyAsInt(before);
            if (mapping.compareAndSetInt(offset, before, after)) {
                changed();
                return after;
            }
        }
    }

    @Override
    public int await(IntPredicate condition) throws InterruptedException {
        requireNonNull(condition, "condition");
        int[] seen = new int[1];
        awaitWord(() -> {
            seen[0] = get();
            return condition.test(seen[0]);
        });
        return seen[0];
    }

    @Override
    public OptionalInt tryAwait(IntPredicate condition, Duration limit) throws InterruptedException {
        requireNonNull(condition, "condition");
        int[] seen = new int[1];
        boolean met = tryAwaitWord(
                () -> {
                    seen[0] = get();
                    return condition.test(seen[0]);
                },
                limit);
        return met ? OptionalInt.of(seen[0]) : OptionalInt.empty();
    }

    @Override
    public SharedValue<Integer> boxed() {
        return new BoxedValue<>(
                this,
                Integer.class,
                new BoxedValue.Accesses<>(
                        this::get,
                        this::getAcquire,
                        this::set,
                        this::setRelease,
                        this::getAndSet,
                        this::compareAndSet));
    }
}
