package io.github.threeply.ipc.shared;

import org.jspecify.annotations.Nullable;

/**
 * Strings and byte arrays inside of a record: a length first, -1 for null.
 *
 * <p>The bound of one is not part of what the memory has written down: it keeps items out, and says nothing of those inside.
 */
final class OptionalForm implements ItemForm<@Nullable Object> {
    private final Class<?> type;
    private final int maxBytes;
    private final String label;

    /** Of this one alone: in bytes of UTF-8 if it is a text, as for values. */
    private final int ownMaxBytes;

    OptionalForm(Class<?> type, int maxBytes, String label, @Nullable MaxBytes own) {
        this.type = type;
        this.maxBytes = maxBytes;
        this.label = label;
        this.ownMaxBytes = own == null
                ? Integer.MAX_VALUE
                : FieldForms.checkMaxBytes("@MaxBytes of " + label, own.value(), FieldForms.MOST_FIELD_BYTES);
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
            check(text);
            out.putInt(TextForm.size(text));
            TextForm.writeText(text, out);
        } else {
            byte[] bytes = (byte[]) item;
            check(bytes.length);
            out.putInt(bytes.length);
            out.putBytes(bytes, 0, bytes.length);
        }
    }

    private void check(String text) {
        // No character takes more than three bytes, and a pair of them four.
        if (ownMaxBytes / 3 < text.length()) {
            check(utf8Bytes(text));
        }
    }

    private void check(long bytes) {
        if (bytes > ownMaxBytes) {
            throw ItemTooLargeException.ofComponent(label, bytes, ownMaxBytes);
        }
    }

    /** Returns how many bytes a text takes in UTF-8; half of a pair, which has no form there, as many as a whole character. */
    private static long utf8Bytes(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                bytes += 4;
                i++;
            } else {
                bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
            }
        }
        return bytes;
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
