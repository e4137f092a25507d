package io.github.threeply.ipc.shared;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;

/**
 * An item of a queue or list as text, made from what the directory says of the items and from its bytes: without its class,
 * and without running any code that came with it. What only its class or codec can read is told as bytes.
 */
final class ItemText {
    private static final int UTF16 = 1;

    private final String forms;
    private final ByteBuffer bytes;
    private int at;

    private ItemText(String forms, ByteBuffer bytes) {
        this.forms = forms;
        this.bytes = bytes;
    }

    /** Returns the text of an item. */
    static String of(String description, byte[] item) {
        ByteBuffer bytes = ByteBuffer.wrap(item).order(ByteOrder.LITTLE_ENDIAN);
        try {
            if (description.startsWith("String up to ")) {
                return text(bytes, bytes.remaining() - 1);
            }
            if (!description.startsWith("serialized ")
                    && !description.startsWith("coded ")
                    && !description.startsWith("byte[] ")) {
                return new ItemText(description, bytes).form(true);
            }
        } catch (IndexOutOfBoundsException | BufferUnderflowException e) {
            // told as bytes
        }
        return Shown.bytes(item);
    }

    private String form(boolean outermost) {
        int end = at;
        while (end < forms.length() && forms.charAt(end) != ' ') {
            end++;
        }
        String kind = forms.substring(at, end);
        at = end;
        return switch (kind) {
            case "long" -> Long.toString(bytes.getLong());
            case "int" -> Integer.toString(bytes.getInt());
            case "double" -> Double.toString(Double.longBitsToDouble(bytes.getLong()));
            case "float" -> Float.toString(Float.intBitsToFloat(bytes.getInt()));
            case "boolean" -> Boolean.toString(bytes.get() != 0);
            case "byte" -> Byte.toString(bytes.get());
            case "short" -> Short.toString(bytes.getShort());
            case "char" -> Shown.text(String.valueOf(bytes.getChar()));
            case "enum" -> constant();
            case "record" -> record();
            case "String", "byte[]" -> optional(kind, outermost);
            default -> throw new IndexOutOfBoundsException(kind);
        };
    }

    private String constant() {
        int open = forms.indexOf('{', at);
        int close = forms.indexOf('}', open);
        String[] constants = forms.substring(open + 1, close).split(", ", -1);
        at = close + 1;
        return constants[bytes.getInt()];
    }

    private String record() {
        int open = forms.indexOf(" {", at);
        String name = forms.substring(at + 1, open);
        StringJoiner all = new StringJoiner(", ", name.substring(name.lastIndexOf('.') + 1) + "[", "]");
        at = open + 2;
        while (forms.charAt(at) != '}') {
            String value = form(false);
            int end = ++at;
            while (Character.isJavaIdentifierPart(forms.charAt(end))) {
                end++;
            }
            all.add(forms.substring(at, end) + "=" + value);
            at = end;
            if (forms.startsWith(", ", at)) {
                at += 2;
            }
        }
        at++;
        return all.toString();
    }

    private String optional(String kind, boolean outermost) {
        if (outermost) {
            throw new IndexOutOfBoundsException(kind);
        }
        int length = bytes.getInt();
        if (length < 0) {
            return "null";
        }
        return kind.equals("String") ? text(bytes, length) : Shown.bytes(take(bytes, length));
    }

    private static String text(ByteBuffer bytes, int length) {
        boolean wide = bytes.get() == UTF16;
        byte[] text = take(bytes, length);
        return Shown.text(new String(text, wide ? StandardCharsets.UTF_16LE : StandardCharsets.ISO_8859_1));
    }

    private static byte[] take(ByteBuffer bytes, int length) {
        if (length < 0 || length > bytes.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] part = new byte[length];
        bytes.get(part);
        return part;
    }
}
