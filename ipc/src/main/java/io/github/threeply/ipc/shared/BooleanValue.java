package io.github.threeply.ipc.shared;

import java.io.Serial;

/** A boolean on its own line, as the int 0 or 1. */
final class BooleanValue extends MappedObject implements SharedValue.OfBoolean {
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
    }

    @Override
    public boolean getAcquire() {
        return mapping.getIntAcquire(offset) != 0;
    }

    @Override
    public void setRelease(boolean value) {
        mapping.setIntRelease(offset, asInt(value));
    }

    @Override
    public boolean getAndSet(boolean value) {
        return mapping.getAndSetInt(offset, asInt(value)) != 0;
    }

    @Override
    public boolean compareAndSet(boolean expected, boolean value) {
        return mapping.compareAndSetInt(offset, asInt(expected), asInt(value));
    }

    @Override
    public SharedValue<Boolean> boxed() {
        return new BoxedValue<>(this, Boolean.class, this::get, this::set, this::getAndSet, this::compareAndSet);
    }

    private static int asInt(boolean value) {
        return value ? 1 : 0;
    }
}
