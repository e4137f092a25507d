package io.github.threeply.ipc.shared;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Constants of an enum, by their number; the description has their names, so a number means the same everywhere. */
final class EnumForm<T> implements ItemForm<T> {
    private final Class<T> type;
    private final T[] constants;

    EnumForm(Class<T> type) {
        this.type = type;
        this.constants = type.getEnumConstants();
    }

    @Override
    public int maxBytes() {
        return Integer.BYTES;
    }

    @Override
    public boolean isFixed() {
        return true;
    }

    @Override
    public String describe() {
        return Arrays.stream(constants)
                .map(constant -> ((Enum<?>) constant).name())
                .collect(Collectors.joining(", ", "enum " + type.getName() + " {", "}"));
    }

    @Override
    @SuppressWarnings("EnumOrdinal") // the names, in this order, are part of the shape of the object
    public void write(T item, ItemBytes out) {
        out.putInt(((Enum<?>) item).ordinal());
    }

    @Override
    public T read(ItemBytes in) {
        return constants[in.getInt()];
    }
}
