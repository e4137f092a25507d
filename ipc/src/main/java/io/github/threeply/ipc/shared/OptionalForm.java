package io.github.threeply.ipc.shared;

import org.jspecify.annotations.Nullable;

/** Strings and byte arrays inside of a record: a length first, -1 for null. */
final class OptionalForm implements ItemForm<@Nullable Object> {
    private final Class<?> type;
    private final int maxBytes;

    OptionalForm(Class<?> type, int maxBytes) {
        this.type = type;
        this.maxBytes = maxBytes;
    }

    @Override
    public int maxBytes() {
        return maxBytes;
    }

    @Override
    public boolean isFixed() {
        return false;
    }

    @Override
    public String describe() {
        return type.getSimpleName();
    }

    @Override
    public void write(@Nullable Object item, ItemBytes out) {
        if (item == null) {
            out.putInt(-1);
        } else if (item instanceof String text) {
            out.putInt(TextForm.size(text));
            TextForm.writeText(text, out);
        } else {
            byte[] bytes = (byte[]) item;
            out.putInt(bytes.length);
            out.putBytes(bytes, 0, bytes.length);
        }
    }

    @Override
    public @Nullable Object read(ItemBytes in) {
        int length = in.getInt();
        if (length < 0) {
            return null;
        }
        return type == String.class ? TextForm.readText(in, length) : in.getBytes(length);
    }
}
