package io.github.threeply.ipc.shared;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * How single fields lie in bytes: numbers little-endian, a boolean as 0 or 1, an enum constant as the int of its ordinal,
 * texts and arrays as their length in bytes, an int, and then their content. Used by method handles, see
 * {@link RecordPlan}.
 */
final class FieldForms {
    private static final VarHandle LONG = view(long[].class);
    private static final VarHandle INT = view(int[].class);
    private static final VarHandle SHORT = view(short[].class);
    private static final VarHandle CHAR = view(char[].class);
    private static final VarHandle DOUBLE = view(double[].class);
    private static final VarHandle FLOAT = view(float[].class);

    /** The greatest bound of a text or of bytes that are a value by themselves: beyond, an array is better. */
    static final int MOST_VALUE_BYTES = 1 << 24;

    /** The greatest bound of one in a record. */
    static final int MOST_FIELD_BYTES = 1 << 16;

    private FieldForms() {}

    private static VarHandle view(Class<?> array) {
        return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.LITTLE_ENDIAN);
    }

    static int checkMaxBytes(String what, int maxBytes, int most) {
        if (maxBytes < 1 || maxBytes > most) {
            throw new IllegalArgumentException(what + " must be from 1 to " + most + ", but was " + maxBytes);
        }
        return maxBytes;
    }

    static String bound(int maxBytes) {
        return "of at most " + maxBytes + " bytes";
    }

    static long getLong(byte[] source, int at) {
        return (long) LONG.get(source, at);
    }

    static void putLong(byte[] target, int at, long value) {
        LONG.set(target, at, value);
    }

    static int getInt(byte[] source, int at) {
        return (int) INT.get(source, at);
    }

    static void putInt(byte[] target, int at, int value) {
        INT.set(target, at, value);
    }

    static short getShort(byte[] source, int at) {
        return (short) SHORT.get(source, at);
    }

    static void putShort(byte[] target, int at, short value) {
        SHORT.set(target, at, value);
    }

    static char getChar(byte[] source, int at) {
        return (char) CHAR.get(source, at);
    }

    static void putChar(byte[] target, int at, char value) {
        CHAR.set(target, at, value);
    }

    static byte getByte(byte[] source, int at) {
        return source[at];
    }

    static void putByte(byte[] target, int at, byte value) {
        target[at] = value;
    }

    static boolean getBoolean(byte[] source, int at) {
        return source[at] != 0;
    }

    static void putBoolean(byte[] target, int at, boolean value) {
        target[at] = (byte) (value ? 1 : 0);
    }

    static double getDouble(byte[] source, int at) {
        return (double) DOUBLE.get(source, at);
    }

    static void putDouble(byte[] target, int at, double value) {
        DOUBLE.set(target, at, value);
    }

    static float getFloat(byte[] source, int at) {
        return (float) FLOAT.get(source, at);
    }

    static void putFloat(byte[] target, int at, float value) {
        FLOAT.set(target, at, value);
    }

    static Object getConstant(Object[] constants, byte[] source, int at) {
        return constant(constants, getInt(source, at));
    }

    static Object constant(Object[] constants, int ordinal) {
        if (ordinal < 0 || ordinal >= constants.length) {
            throw new BadContentException("one of " + constants.length + " constants", "the constant " + ordinal);
        }
        return constants[ordinal];
    }

    @SuppressWarnings("EnumOrdinal") // the names, in this order, are part of the shape of the object
    static void putConstant(String label, byte[] target, int at, Enum<?> value) {
        putInt(target, at, ((Enum<?>) nonNull(label, value)).ordinal());
    }

    static Object nonNull(String label, Object value) {
        if (value == null) {
            throw new NullPointerException(label + " is null");
        }
        return value;
    }

    static String getText(int maxBytes, byte[] source, int at) {
        return new String(source, at + Integer.BYTES, length(maxBytes, 1, source, at), StandardCharsets.UTF_8);
    }

    /** Returns how many bytes it takes. The rest of its room, if it has any, stays as it is. */
    static int putText(String label, int maxBytes, byte[] target, int at, String value) {
        return putBytes(label, maxBytes, target, at, utf8(label, value));
    }

    static byte[] utf8(String label, String value) {
        nonNull(label, value);
        checkPairs(label, value); // a half of a pair would become a question mark
        return value.getBytes(StandardCharsets.UTF_8);
    }

    private static void checkPairs(String label, String value) {
        for (int i = 0; i < value.length(); i++) {
            if (Character.isSurrogate(value.charAt(i))) {
                if (Character.isHighSurrogate(value.charAt(i))
                        && i + 1 < value.length()
                        && Character.isLowSurrogate(value.charAt(i + 1))) {
                    i++;
                } else {
                    throw new IllegalArgumentException(label + " has half of a surrogate pair, at index " + i);
                }
            }
        }
    }

    static byte[] getBytes(int maxBytes, byte[] source, int at) {
        int start = at + Integer.BYTES;
        return Arrays.copyOfRange(source, start, start + length(maxBytes, 1, source, at));
    }

    static int putBytes(String label, int maxBytes, byte[] target, int at, byte[] value) {
        nonNull(label, value);
        putLength(label, maxBytes, target, at, value.length);
        System.arraycopy(value, 0, target, at + Integer.BYTES, value.length);
        return Integer.BYTES + value.length;
    }

    static long[] getLongs(int maxBytes, byte[] source, int at) {
        int bytes = length(maxBytes, Long.BYTES, source, at);
        long[] values = new long[bytes / Long.BYTES];
        content(source, at, bytes).asLongBuffer().get(values);
        return values;
    }

    static void putLongs(String label, int maxBytes, byte[] target, int at, long[] values) {
        nonNull(label, values);
        int bytes = putLength(label, maxBytes, target, at, (long) values.length * Long.BYTES);
        content(target, at, bytes).asLongBuffer().put(values);
    }

    static int[] getInts(int maxBytes, byte[] source, int at) {
        int bytes = length(maxBytes, Integer.BYTES, source, at);
        int[] values = new int[bytes / Integer.BYTES];
        content(source, at, bytes).asIntBuffer().get(values);
        return values;
    }

    static void putInts(String label, int maxBytes, byte[] target, int at, int[] values) {
        nonNull(label, values);
        int bytes = putLength(label, maxBytes, target, at, (long) values.length * Integer.BYTES);
        content(target, at, bytes).asIntBuffer().put(values);
    }

    static double[] getDoubles(int maxBytes, byte[] source, int at) {
        int bytes = length(maxBytes, Double.BYTES, source, at);
        double[] values = new double[bytes / Double.BYTES];
        content(source, at, bytes).asDoubleBuffer().get(values);
        return values;
    }

    static void putDoubles(String label, int maxBytes, byte[] target, int at, double[] values) {
        nonNull(label, values);
        int bytes = putLength(label, maxBytes, target, at, (long) values.length * Double.BYTES);
        content(target, at, bytes).asDoubleBuffer().put(values);
    }

    static void checkLength(String label, int maxBytes, long bytes) {
        if (bytes > maxBytes) {
            throw new IllegalArgumentException(label + " must have at most " + maxBytes + " bytes, but has " + bytes);
        }
    }

    private static int putLength(String label, int maxBytes, byte[] target, int at, long bytes) {
        checkLength(label, maxBytes, bytes);
        putInt(target, at, (int) bytes);
        return (int) bytes;
    }

    private static int length(int maxBytes, int unit, byte[] source, int at) {
        int bytes = getInt(source, at);
        if (bytes < 0 || bytes > maxBytes || bytes % unit != 0) {
            throw new BadContentException("a length of 0 to " + maxBytes + " bytes", "a length of " + bytes);
        }
        return bytes;
    }

    private static ByteBuffer content(byte[] array, int at, int bytes) {
        return ByteBuffer.wrap(array, at + Integer.BYTES, bytes).slice().order(ByteOrder.LITTLE_ENDIAN);
    }
}
