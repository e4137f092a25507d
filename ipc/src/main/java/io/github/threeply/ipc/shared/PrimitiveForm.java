package io.github.threeply.ipc.shared;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Boxes of primitives. */
final class PrimitiveForm<T> implements ItemForm<T> {
    private static final List<PrimitiveForm<?>> ALL = List.of(
            new PrimitiveForm<>(Long.class, long.class, 8, (v, out) -> out.putLong(v), ItemBytes::getLong),
            new PrimitiveForm<>(Integer.class, int.class, 4, (v, out) -> out.putInt(v), ItemBytes::getInt),
            new PrimitiveForm<>(
                    Double.class,
                    double.class,
                    8,
                    (v, out) -> out.putLong(Double.doubleToRawLongBits(v)),
                    in -> Double.longBitsToDouble(in.getLong())),
            new PrimitiveForm<>(
                    Float.class,
                    float.class,
                    4,
                    (v, out) -> out.putInt(Float.floatToRawIntBits(v)),
                    in -> Float.intBitsToFloat(in.getInt())),
            new PrimitiveForm<>(
                    Boolean.class, boolean.class, 1, (v, out) -> out.putByte(v ? 1 : 0), in -> in.getByte() != 0),
            new PrimitiveForm<>(Byte.class, byte.class, 1, (v, out) -> out.putByte(v), ItemBytes::getByte),
            new PrimitiveForm<>(Short.class, short.class, 2, (v, out) -> out.putChar((char) v.shortValue()), in ->
                    (short) in.getChar()),
            new PrimitiveForm<>(Character.class, char.class, 2, (v, out) -> out.putChar(v), ItemBytes::getChar));

    private final Class<T> box;
    private final Class<?> primitive;
    private final int bytes;
    private final BiConsumer<T, ItemBytes> writer;
    private final Function<ItemBytes, T> reader;

    private PrimitiveForm(
            Class<T> box,
            Class<?> primitive,
            int bytes,
            BiConsumer<T, ItemBytes> writer,
            Function<ItemBytes, T> reader) {
        this.box = box;
        this.primitive = primitive;
        this.bytes = bytes;
        this.writer = writer;
        this.reader = reader;
    }

    /** Returns the form of a primitive type or its box, or null for another class. */
    static @Nullable PrimitiveForm<?> of(Class<?> type) {
        for (PrimitiveForm<?> form : ALL) {
            if (form.box == type || form.primitive == type) {
                return form;
            }
        }
        return null;
    }

    /** Returns the box of the type that a description names, or null. */
    static @Nullable Class<?> named(String primitive) {
        for (PrimitiveForm<?> form : ALL) {
            if (form.primitive.getName().equals(primitive)) {
                return form.box;
            }
        }
        return null;
    }

    @Override
    public int maxBytes() {
        return bytes;
    }

    @Override
    public boolean isFixed() {
        return true;
    }

    @Override
    public String describe() {
        return primitive.getName();
    }

    @Override
    public void write(T item, ItemBytes out) {
        writer.accept(item, out);
    }

    @Override
    public T read(ItemBytes in) {
        return reader.apply(in);
    }
}
