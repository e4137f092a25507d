package io.github.threeply.ipc.shared;

import io.github.threeply.ipc.process.PayloadCodec;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/** Which form items of a class have, and the way back from what a memory has written down about them. */
final class ItemForms {
    private static final int MAX_DEPTH = 16;
    private static final String UP_TO = " up to ";

    private ItemForms() {}

    /** Returns the form of a class whose items all have one size. */
    static <T> ItemForm<T> fixed(Class<T> type) {
        ItemForm<T> form = plain(type, 0, 0);
        if (form == null) {
            throw new IllegalArgumentException("items of " + type.getName() + " have no fixed size: only boxes of "
                    + "primitives, enums and records of these have; say how large one may be, or give a codec");
        }
        return form;
    }

    /** Returns the form of a class whose items have a bound. */
    @SuppressWarnings("unchecked") // the class tells
    static <T> ItemForm<T> bounded(Class<T> type, int maxBytes) {
        ItemForm<?> form = type == String.class
                ? new TextForm(maxBytes)
                : type == byte[].class ? new BytesForm(maxBytes) : plain(type, maxBytes, 0);
        if (form == null) {
            throw new IllegalArgumentException("items must be strings, byte arrays, boxes of primitives, enums or "
                    + "records, but " + type.getName() + " is none; see SharedItems.serialized and SharedItems.coded");
        }
        if (form.isFixed() && form.maxBytes() > maxBytes) {
            throw new IllegalArgumentException("items of " + type.getName() + " take " + form.maxBytes()
                    + " bytes each, but maxBytes was " + maxBytes);
        }
        return (ItemForm<T>) form;
    }

    @SuppressWarnings("unchecked") // the class tells
    private static <T> @Nullable ItemForm<T> plain(Class<T> type, int maxBytes, int depth) {
        ItemForm<?> form = PrimitiveForm.of(type);
        if (form == null && type.isEnum()) {
            form = new EnumForm<>(type);
        } else if (form == null && type.isRecord()) {
            form = new RecordForm<>(type, maxBytes, depth);
        }
        return (ItemForm<T>) form;
    }

    /** Returns the form of a component of a record. */
    static ItemForm<?> component(Class<?> record, RecordComponent component, int maxBytes, int depth) {
        Class<?> type = component.getType();
        if (depth >= MAX_DEPTH) {
            throw new IllegalArgumentException("record " + record.getName() + " is nested too deep, or in itself");
        }
        ItemForm<?> form = plain(type, maxBytes, depth + 1);
        if (form == null && maxBytes > 0 && (type == String.class || type == byte[].class)) {
            String label = component.getName() + " of " + record.getSimpleName();
            form = new OptionalForm(type, maxBytes, label, component.getAnnotation(MaxBytes.class));
        }
        if (form == null) {
            throw new IllegalArgumentException("component " + component.getName() + " of record " + record.getName()
                    + " is of " + type.getTypeName()
                    + (type == String.class || type == byte[].class
                            ? ", which has no fixed size; say how many bytes an item may take"
                            : ", which items cannot hold; see SharedItems.serialized and SharedItems.coded"));
        }
        return form;
    }

    /**
     * Returns the items that a text describes.
     *
     * @throws IllegalArgumentException if this process has none like that; the message says why
     */
    static SharedItems<?> parse(String text) {
        SharedItems<?> items;
        try {
            items = parsed(text);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("class " + e.getMessage() + " of the items is not on the class path", e);
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            throw new IllegalArgumentException("items of a kind that this version does not know: " + text, e);
        }
        if (!items.toString().equals(text)) {
            throw new IllegalArgumentException(
                    "the items are not what they are in this process: expected " + items + ", found " + text);
        }
        return items;
    }

    private static SharedItems<?> parsed(String text) throws ClassNotFoundException {
        int space = text.indexOf(' ');
        String kind = space < 0 ? text : text.substring(0, space);
        Class<?> primitive = PrimitiveForm.named(kind);
        if (primitive != null) {
            return SharedItems.of(primitive);
        }
        String rest = text.substring(space + 1);
        return switch (kind) {
            case "String" -> SharedItems.strings(bound(text));
            case "byte[]" -> SharedItems.bytes(bound(text));
            case "enum" -> SharedItems.of(find(rest.substring(0, rest.indexOf(' '))));
            case "record" -> {
                Class<?> record = find(rest.substring(0, rest.indexOf(' ')));
                int end = text.lastIndexOf('}') + 1;
                yield end == text.length()
                        ? SharedItems.of(record)
                        : SharedItems.of(record, bound(text.substring(end)));
            }
            case "serialized" -> {
                int filter = rest.indexOf(", filter ");
                yield SharedItems.serialized(
                        find(rest.substring(0, rest.indexOf(' '))),
                        bound(rest.substring(0, filter)),
                        rest.substring(filter + ", filter ".length()));
            }
            case "coded" -> {
                int codec = rest.indexOf(", codec ");
                yield SharedItems.coded(
                        find(rest.substring(0, rest.indexOf(' '))),
                        bound(rest.substring(0, codec)),
                        find(rest.substring(codec + ", codec ".length())).asSubclass(PayloadCodec.class));
            }
            default -> throw new IndexOutOfBoundsException(kind);
        };
    }

    private static int bound(String text) {
        int from = text.lastIndexOf(UP_TO) + UP_TO.length();
        return Integer.parseInt(text.substring(from, text.indexOf(' ', from)));
    }

    private static Class<?> find(String name) throws ClassNotFoundException {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        if (context != null) {
            try {
                return Class.forName(name, false, context);
            } catch (ClassNotFoundException e) {
                // perhaps ours
            }
        }
        return Class.forName(name, false, ItemForms.class.getClassLoader());
    }

    static ClassLoader loaderOf(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader != null ? loader : ClassLoader.getSystemClassLoader();
    }
}
