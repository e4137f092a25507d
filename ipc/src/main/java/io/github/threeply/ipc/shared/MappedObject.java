package io.github.threeply.ipc.shared;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** What all handles have in common: where their words are, who they are, and how they travel. */
abstract class MappedObject implements SharedObject {
    @Serial
    private static final long serialVersionUID = 1;

    // Transient, because a HandleForm travels in place of the handle.
    final transient MemoryFile file;
    final transient Mapping mapping;
    final transient Entry entry;
    final transient long offset;

    MappedObject(MemoryFile file, Entry entry) {
        this.file = file;
        this.mapping = file.mapping();
        this.entry = entry;
        this.offset = entry.dataOffset();
    }

    @Override
    public final String name() {
        return entry.name();
    }

    /** Returns the class that must travel with the handle, because the directory cannot name it; null if none. */
    @Nullable
    Class<?> valueClass() {
        return null;
    }

    @Serial
    final Object writeReplace() {
        return new HandleForm(file, entry, isPart(), valueClass());
    }

    /** Tells whether this is the second form of an object, which is made from its first. */
    boolean isPart() {
        return this instanceof BoxedValue;
    }

    /** Returns the class of handle that this is. */
    Class<?> kind() {
        return getClass();
    }

    @Serial
    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a handle travels as its HandleForm only");
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof MappedObject that
                && kind() == that.kind()
                && entry.name().equals(that.entry.name())
                && mapping.file().uuid().equals(that.mapping.file().uuid());
    }

    @Override
    public final int hashCode() {
        return mapping.file().uuid().hashCode() * 31 + entry.name().hashCode();
    }

    @Override
    public final String toString() {
        return entry.describe() + " \"" + entry.name() + "\" in "
                + mapping.file().path();
    }
}
