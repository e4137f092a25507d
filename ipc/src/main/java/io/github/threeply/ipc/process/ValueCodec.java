package io.github.threeply.ipc.process;

import java.lang.invoke.SerializedLambda;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns values into bytes and back. {@code null}, boxes, strings, primitive arrays, enums, records, lambdas and the
 * common collections of these have a direct form; all else goes by Java serialization under the {@link ClassGate}.
 *
 * <p>The direct form copies: two references to one object become two objects. What is nested deeper than
 * {@link #DEPTH}, and so perhaps a circle, goes by Java serialization, which keeps references.
 */
final class ValueCodec {
    private static final int DEPTH = 40;

    /** Room made before the elements are there. A count that lies, in each of many nested lists, must not take it all. */
    private static final int MOST_ROOM = 1024;

    private static final int LOOK_FOR_BYTES = 4096;

    private static final int NULL = 0;
    private static final int TRUE = 1;
    private static final int FALSE = 2;
    private static final int BYTE = 3;
    private static final int SHORT = 4;
    private static final int CHAR = 5;
    private static final int INT = 6;
    private static final int LONG = 7;
    private static final int FLOAT = 8;
    private static final int DOUBLE = 9;
    private static final int LATIN1 = 10;
    private static final int UTF16 = 11;
    private static final int BYTES = 12;
    private static final int SHORTS = 13;
    private static final int CHARS = 14;
    private static final int INTS = 15;
    private static final int LONGS = 16;
    private static final int FLOATS = 17;
    private static final int DOUBLES = 18;
    private static final int BOOLEANS = 19;
    private static final int STRINGS = 20;
    private static final int ENUM = 21;
    private static final int RECORD = 22;
    private static final int ARRAY_LIST = 23;
    private static final int FIXED_LIST = 24;
    private static final int HASH_MAP = 25;
    private static final int LINKED_MAP = 26;
    private static final int HASH_SET = 27;
    private static final int LINKED_SET = 28;
    private static final int LAMBDA = 29;
    private static final int OBJECT = 30;

    private final ClassLoader loader;
    private final ClassGate gate;
    private final boolean lambdas;

    /**
     * Makes a codec.
     *
     * @param loader finds the classes of what is read
     * @param gate decides which of them may be rebuilt
     * @param lambdas whether lambdas may travel this way
     */
    ValueCodec(ClassLoader loader, ClassGate gate, boolean lambdas) {
        this.loader = loader;
        this.gate = gate;
        this.lambdas = lambdas;
    }

    ValueCodec with(ClassGate otherGate) {
        return otherGate == gate ? this : new ValueCodec(loader, otherGate, lambdas);
    }

    ClassGate gate() {
        return gate;
    }

    ClassLoader loader() {
        return loader;
    }

    /**
     * Appends a value.
     *
     * @param rootName how an error calls it
     * @throws TaskNotSerializableException if it holds what cannot be serialized
     * @throws ByteWriter.CapExceededException if it is too large
     */
    void write(@Nullable Object value, ByteWriter out, String rootName) {
        int start = out.size();
        if (value == null) {
            out.write(NULL);
            return;
        }
        try {
            if (!writeDirect(value, out, rootName, 0)) {
                out.truncate(start);
                writeObject(value, out, rootName);
            }
        } catch (StackOverflowError e) { // lambdas that capture lambdas that capture lambdas
            throw SerializedForm.tooDeep(value, rootName, e);
        }
    }

    private static void writeObject(Object value, ByteWriter out, String rootName) {
        out.write(OBJECT);
        int at = out.skip(4);
        SerializedForm.write(value, out, rootName);
        out.setInt(at, out.size() - at - 4);
    }

    /** False if the value as a whole has to go by Java serialization; bytes may have been written. */
    private boolean writeDirect(@Nullable Object value, ByteWriter out, String rootName, int depth) {
        if (value == null) {
            out.write(NULL);
        } else if (value instanceof String text) {
            writeString(text, out);
        } else if (value instanceof Number || value instanceof Boolean || value instanceof Character) {
            return writeBox(value, out);
        } else if (value.getClass().isArray()) {
            return writeArray(value, out);
        } else if (depth > DEPTH) {
            return false;
        } else if (value instanceof Enum<?> constant) {
            out.write(ENUM);
            out.putText(constant.getDeclaringClass().getName());
            out.putText(constant.name());
        } else if (value instanceof Record) {
            return writeRecord(value, out, rootName, depth);
        } else if (value instanceof Collection<?> || value instanceof Map<?, ?>) {
            return writeCollection(value, out, rootName, depth);
        } else if (lambdas && value.getClass().isHidden()) {
            return writeLambda(value, out, rootName);
        } else {
            return false;
        }
        return true;
    }

    private static boolean writeBox(Object value, ByteWriter out) {
        if (value instanceof Long v) {
            out.write(LONG);
            out.putLong(v);
        } else if (value instanceof Integer v) {
            out.write(INT);
            out.putInt(v);
        } else if (value instanceof Double v) {
            out.write(DOUBLE);
            out.putLong(Double.doubleToRawLongBits(v));
        } else if (value instanceof Boolean v) {
            out.write(v ? TRUE : FALSE);
        } else if (value instanceof Float v) {
            out.write(FLOAT);
            out.putInt(Float.floatToRawIntBits(v));
        } else if (value instanceof Character v) {
            out.write(CHAR);
            out.putShort(v);
        } else if (value instanceof Byte v) {
            out.write(BYTE);
            out.write(v);
        } else if (value instanceof Short v) {
            out.write(SHORT);
            out.putShort(v);
        } else {
            return false;
        }
        return true;
    }

    /** Without UTF-8: a string with lone surrogates comes out as it went in. */
    @SuppressWarnings("deprecation") // getBytes(int, int, byte[], int) is the Latin-1 copy without a charset
    private static void writeString(String text, ByteWriter out) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) > 0xff) {
                out.write(UTF16);
                out.putInt(length);
                writeChars(text.toCharArray(), out);
                return;
            }
        }
        out.write(LATIN1);
        out.putInt(length);
        int at = out.skip(length);
        text.getBytes(0, length, out.array(), at);
    }

    private static void writeChars(char[] chars, ByteWriter out) {
        room(out, chars.length, 2).asCharBuffer().put(chars);
    }

    private static ByteBuffer room(ByteWriter out, int count, int bytesEach) {
        long length = (long) count * bytesEach;
        if (length > Integer.MAX_VALUE - 64) {
            throw new ByteWriter.CapExceededException(length, Integer.MAX_VALUE - 64);
        }
        int at = out.skip((int) length);
        return ByteBuffer.wrap(out.array(), at, (int) length);
    }

    private static boolean writeArray(Object value, ByteWriter out) {
        if (value instanceof byte[] v) {
            start(out, BYTES, v.length);
            out.write(v, 0, v.length);
        } else if (value instanceof long[] v) {
            start(out, LONGS, v.length);
            room(out, v.length, 8).asLongBuffer().put(v);
        } else if (value instanceof int[] v) {
            start(out, INTS, v.length);
            room(out, v.length, 4).asIntBuffer().put(v);
        } else if (value instanceof double[] v) {
            start(out, DOUBLES, v.length);
            room(out, v.length, 8).asDoubleBuffer().put(v);
        } else if (value instanceof float[] v) {
            start(out, FLOATS, v.length);
            room(out, v.length, 4).asFloatBuffer().put(v);
        } else if (value instanceof char[] v) {
            start(out, CHARS, v.length);
            writeChars(v, out);
        } else if (value instanceof short[] v) {
            start(out, SHORTS, v.length);
            room(out, v.length, 2).asShortBuffer().put(v);
        } else if (value instanceof boolean[] v) {
            start(out, BOOLEANS, v.length);
            for (boolean b : v) {
                out.write(b ? 1 : 0);
            }
        } else if (value instanceof String[] v) {
            start(out, STRINGS, v.length);
            for (String text : v) {
                if (text == null) {
                    out.write(NULL);
                } else {
                    writeString(text, out);
                }
            }
        } else {
            return false;
        }
        return true;
    }

    private static void start(ByteWriter out, int tag, int count) {
        out.write(tag);
        out.putInt(count);
    }

    private boolean writeRecord(Object value, ByteWriter out, String rootName, int depth) {
        RecordShape shape = RecordShape.of(value.getClass());
        if (shape == null) {
            return false;
        }
        out.write(RECORD);
        out.putText(value.getClass().getName());
        int count = shape.size();
        out.putInt(count);
        for (int i = 0; i < count; i++) {
            Object component = shape.get(value, i);
            int start = out.size();
            if (!writeDirect(component, out, rootName, depth + 1)) {
                if (depth > 0 || component == null) {
                    return false;
                }
                out.truncate(start);
                writeObject(component, out, rootName + "." + shape.name(i));
            }
        }
        return true;
    }

    private boolean writeCollection(Object value, ByteWriter out, String rootName, int depth) {
        Class<?> type = value.getClass();
        if (value instanceof Map<?, ?> map && (type == HashMap.class || type == LinkedHashMap.class)) {
            start(out, type == HashMap.class ? HASH_MAP : LINKED_MAP, map.size());
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                if (!writeDirect(entry.getKey(), out, rootName, depth + 1)
                        || !writeDirect(entry.getValue(), out, rootName, depth + 1)) {
                    return false;
                }
            }
            return true;
        }
        int tag = type == ArrayList.class
                ? ARRAY_LIST
                : type == HashSet.class
                        ? HASH_SET
                        : type == LinkedHashSet.class
                                ? LINKED_SET
                                : type.getName().startsWith("java.util.ImmutableCollections$List") ? FIXED_LIST : NULL;
        if (tag == NULL || !(value instanceof Collection<?> collection)) {
            return false;
        }
        start(out, tag, collection.size());
        for (Object element : collection) {
            if (!writeDirect(element, out, rootName, depth + 1)) {
                return false;
            }
        }
        return true;
    }

    private boolean writeLambda(Object value, ByteWriter out, String rootName) {
        SerializedLambda parts = Lambdas.takeApart(value);
        if (parts == null) {
            return false;
        }
        out.write(LAMBDA);
        Lambdas.writeShape(parts, out);
        writeCaptured(parts, out, rootName);
        return true;
    }

    /** Whether it is of the kinds that are captured most, so that nobody will ask for its name. */
    private static boolean cannotFail(@Nullable Object value) {
        return value instanceof Long || value instanceof Integer || value instanceof String || value instanceof Double;
    }

    /** Appends the values that a lambda captured. */
    void writeCaptured(SerializedLambda parts, ByteWriter out, String rootName) {
        int count = parts.getCapturedArgCount();
        out.putInt(count);
        for (int i = 0; i < count; i++) {
            writeCaptured(parts.getCapturedArg(i), i, out, rootName);
        }
    }

    /** As that, read in another way. */
    void writeCaptured(LambdaFields fields, Object lambda, ByteWriter out, String rootName) {
        int count = fields.count();
        out.putInt(count);
        for (int i = 0; i < count; i++) {
            writeCaptured(fields.get(lambda, i), i, out, rootName);
        }
    }

    private void writeCaptured(@Nullable Object value, int index, ByteWriter out, String rootName) {
        write(value, out, cannotFail(value) ? rootName : rootName + ".captured[" + index + "]");
    }

    @Nullable
    Object[] readCaptured(ByteReader in) {
        @Nullable Object[] captured = new @Nullable Object[in.getCount(1)];
        for (int i = 0; i < captured.length; i++) {
            captured[i] = read(in);
        }
        return captured;
    }

    /**
     * Reads a value.
     *
     * @throws ValueNotRebuiltException if its class is missing or not allowed
     * @throws ByteReader.MalformedValueException if the bytes are none of ours
     */
    @Nullable
    Object read(ByteReader in) {
        return read(in, 0);
    }

    private @Nullable Object read(ByteReader in, int depth) {
        if (depth > 2 * DEPTH) {
            throw new ByteReader.MalformedValueException("values nested deeper than " + 2 * DEPTH);
        }
        int tag = in.getByte();
        return switch (tag) {
            case NULL -> null;
            case TRUE -> true;
            case FALSE -> false;
            case BYTE -> in.getByte();
            case SHORT -> in.getShort();
            case CHAR -> (char) in.getShort();
            case INT -> in.getInt();
            case LONG -> in.getLong();
            case FLOAT -> Float.intBitsToFloat(in.getInt());
            case DOUBLE -> Double.longBitsToDouble(in.getLong());
            case LATIN1, UTF16 -> readString(tag, in);
            case ENUM -> readEnum(in);
            case RECORD -> readRecord(in, depth);
            case ARRAY_LIST, FIXED_LIST, HASH_SET, LINKED_SET, HASH_MAP, LINKED_MAP -> readCollection(tag, in, depth);
            case LAMBDA -> readLambda(in);
            case OBJECT -> {
                int length = in.getInt();
                int at = in.take(length);
                yield SerializedForm.read(in.array(), at, length, loader, gate);
            }
            default -> readArray(tag, in);
        };
    }

    @SuppressWarnings("deprecation") // String(byte[], hibyte, ...) is the Latin-1 copy without a charset
    private static String readString(int tag, ByteReader in) {
        if (tag == LATIN1) {
            int length = in.getCount(1);
            int at = in.take(length);
            return new String(in.array(), 0, at, length);
        }
        char[] chars = new char[in.getCount(2)];
        view(in, chars.length * 2).asCharBuffer().get(chars);
        return new String(chars);
    }

    /**
     * Where in an encoded payload the content of one large byte array begins, if that is all of the rest: the receiver
     * can then read it into an array of its own, which becomes the value without a copy. 0 if there is none near the
     * beginning. Should other bytes look like it, the payload is read right all the same.
     */
    static int startOfLastBytes(byte[] payload, int from, int length) {
        int last = from + Math.min(length - 5, LOOK_FOR_BYTES);
        for (int at = from; at < last; at++) {
            if (payload[at] == BYTES && ByteReader.intAt(payload, at + 1) == from + length - at - 5) {
                return at + 5 - from;
            }
        }
        return 0;
    }

    /** Appends what comes before the content of a byte array. */
    static void startBytes(ByteWriter out, int length) {
        start(out, BYTES, length);
    }

    private static ByteBuffer view(ByteReader in, int length) {
        int at = in.take(length);
        return ByteBuffer.wrap(in.array(), at, length);
    }

    private static Object readArray(int tag, ByteReader in) {
        switch (tag) {
            case BYTES -> {
                return in.takeBytes(in.getCount(1));
            }
            case LONGS -> {
                long[] v = new long[in.getCount(8)];
                view(in, v.length * 8).asLongBuffer().get(v);
                return v;
            }
            case INTS -> {
                int[] v = new int[in.getCount(4)];
                view(in, v.length * 4).asIntBuffer().get(v);
                return v;
            }
            case DOUBLES -> {
                double[] v = new double[in.getCount(8)];
                view(in, v.length * 8).asDoubleBuffer().get(v);
                return v;
            }
            case FLOATS -> {
                float[] v = new float[in.getCount(4)];
                view(in, v.length * 4).asFloatBuffer().get(v);
                return v;
            }
            case CHARS -> {
                char[] v = new char[in.getCount(2)];
                view(in, v.length * 2).asCharBuffer().get(v);
                return v;
            }
            case SHORTS -> {
                short[] v = new short[in.getCount(2)];
                view(in, v.length * 2).asShortBuffer().get(v);
                return v;
            }
            case BOOLEANS -> {
                boolean[] v = new boolean[in.getCount(1)];
                for (int i = 0; i < v.length; i++) {
                    v[i] = in.getByte() != 0;
                }
                return v;
            }
            case STRINGS -> {
                @Nullable String[] v = new @Nullable String[in.getCount(1)];
                for (int i = 0; i < v.length; i++) {
                    int kind = in.getByte();
                    v[i] = kind == NULL ? null : readString(kind, in);
                }
                return v;
            }
            default -> throw new ByteReader.MalformedValueException("no value starts with byte " + tag);
        }
    }

    private Class<?> classNamed(String name) {
        Class<?> type;
        try {
            type = Class.forName(name, false, loader); // not initialized before it has passed the gate
        } catch (ClassNotFoundException e) {
            throw SerializedForm.missing(name, e);
        } catch (LinkageError e) {
            throw new ValueNotRebuiltException("class " + name + " could not be loaded: " + e, name, e);
        }
        if (!gate.allows(type)) {
            throw SerializedForm.refused(name);
        }
        return type;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // checked by isEnum
    private Object readEnum(ByteReader in) {
        Class<?> type = classNamed(in.getText());
        String name = in.getText();
        if (!type.isEnum()) {
            throw new ByteReader.MalformedValueException(type.getName() + " is not an enum");
        }
        try {
            return Enum.valueOf((Class<? extends Enum>) type, name);
        } catch (IllegalArgumentException e) {
            throw new ValueNotRebuiltException(
                    "enum " + type.getName() + " has no constant " + name
                            + " here: both processes need the same class path",
                    type.getName(),
                    e);
        }
    }

    private Object readRecord(ByteReader in, int depth) {
        Class<?> type = classNamed(in.getText());
        int count = in.getCount(1);
        @Nullable Object[] components = new @Nullable Object[count];
        for (int i = 0; i < count; i++) {
            components[i] = read(in, depth + 1);
        }
        RecordShape shape = type.isRecord() ? RecordShape.of(type) : null;
        if (shape == null || shape.size() != count) {
            throw new ValueNotRebuiltException(
                    "class " + type.getName() + " is not a record of " + count
                            + " components here: both processes need the same class path",
                    type.getName(),
                    null);
        }
        return shape.make(components);
    }

    private @Nullable Object readLambda(ByteReader in) {
        if (!lambdas) {
            throw new ValueNotRebuiltException("a lambda may not come this way", "", null);
        }
        Lambdas.Shape shape = Lambdas.readShape(in, loader);
        return shape.with(readCaptured(in));
    }

    private Object readCollection(int tag, ByteReader in, int depth) {
        if (tag == HASH_MAP || tag == LINKED_MAP) {
            int count = in.getCount(2);
            Map<@Nullable Object, @Nullable Object> map = tag == HASH_MAP ? new HashMap<>() : new LinkedHashMap<>();
            for (int i = 0; i < count; i++) {
                Object key = read(in, depth + 1);
                map.put(key, read(in, depth + 1));
            }
            return map;
        }
        int count = in.getCount(1);
        Collection<@Nullable Object> collection = tag == HASH_SET
                ? new HashSet<>()
                : tag == LINKED_SET ? new LinkedHashSet<>() : new ArrayList<>(Math.min(count, MOST_ROOM));
        for (int i = 0; i < count; i++) {
            collection.add(read(in, depth + 1));
        }
        return tag == FIXED_LIST ? fixedList(collection.toArray()) : collection;
    }

    /** As {@code List.of}; as {@code Stream.toList} if there are nulls. */
    private static List<?> fixedList(@Nullable Object[] elements) {
        for (Object element : elements) {
            if (element == null) {
                return Arrays.stream(elements).toList();
            }
        }
        return List.of(elements);
    }
}
