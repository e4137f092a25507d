package io.github.threeply.ipc.shared;

import java.io.Serial;
import java.time.Duration;

/** A boolean on its own line, as the int 0 or 1. */
final class BooleanValue extends WordValue implements SharedValue.OfBoolean {
    @Serial
    private static final long serialVersionUID = 1;

    BooleanValue(MemoryFile file, Entry entry) {
        super(file, entry);
    }

    @Override
    public boolean get() {
        return mapping.getInt(offset) != 0;
    }

    @Override
    public void set(boolean value) {
        mapping.setInt(offset, asInt(value));
        changed();
    }

    @Override
    public boolean getAcquire() {
        return mapping.getIntAcquire(offset) != 0;
    }

    @Override
    public void setRelease(boolean value) {
        mapping.setIntRelease(offset, asInt(value));
        changed(); // without a fence before it the look can come too early, and the waiter sees the value a bit later
    }

    @Override
    public boolean getOpaque() {
        return WeakWords.getIntOpaque(mapping, offset) != 0;
    }

    @Override
    public void setOpaque(boolean value) {
        WeakWords.setIntOpaque(mapping, offset, asInt(value));
    }

    @Override
    public boolean getPlain() {
        return WeakWords.getIntPlain(mapping, offset) != 0;
    }

    @Override
    public void setPlain(boolean value) {
        WeakWords.setIntPlain(mapping, offset, asInt(value));
    }

    @Override
    public boolean getAndSet(boolean value) {
        boolean before = mapping.getAndSetInt(offset, asInt(value)) != 0;
        changed();
        return before;
    }

    @Override
    public boolean compareAndSet(boolean expected, boolean value) {
        boolean stored = mapping.compareAndSetInt(offset, asInt(expected), asInt(value));
        if (stored) {
            changed();
        }
        return stored;
    }

    @Override
    public void await(boolean wanted) throws InterruptedException {
        awaitWord(() -> get() == wanted);
    }

    @Override
    public boolean tryAwait(boolean wanted, Duration limit) throws InterruptedException {
        return tryAwaitWord(() -> get() == wanted, limit);
    }

    @Override
    public SharedValue<Boolean> boxed() {
        return new BoxedValue<>(
                this,
                Boolean.class,
                new BoxedValue.Accesses<>(
                        this::get,
                        this::getAcquire,
                        this::set,
                        this::setRelease,
                        this::getAndSet,
                        this::compareAndSet));
    }

    private static int asInt(boolean value) {
        return value ? 1 : 0;
    }
}
