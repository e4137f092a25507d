package io.github.threeply.ipc.shared;

/**
 * How single fields of a fixed size lie in a word of eight bytes, which is little-endian what {@link FieldForms} writes.
 * Used by method handles, see {@link RecordPlan}.
 *
 * <p>The shifts are in bits, to the least one of the field.
 */
final class WordForms {
    private WordForms() {}

    static long getLong(long word, int shift) {
        return word >>> shift;
    }

    static int getInt(long word, int shift) {
        return (int) (word >>> shift);
    }

    static short getShort(long word, int shift) {
        return (short) (word >>> shift);
    }

    static char getChar(long word, int shift) {
        return (char) (word >>> shift);
    }

    static byte getByte(long word, int shift) {
        return (byte) (word >>> shift);
    }

    static boolean getBoolean(long word, int shift) {
        return (byte) (word >>> shift) != 0;
    }

    static double getDouble(long word, int shift) {
        return Double.longBitsToDouble(word >>> shift);
    }

    static float getFloat(long word, int shift) {
        return Float.intBitsToFloat((int) (word >>> shift));
    }

    static Object getConstant(Object[] constants, long word, int shift) {
        return FieldForms.constant(constants, (int) (word >>> shift));
    }

    static long ofLong(long value, int shift) {
        return value << shift;
    }

    static long ofInt(int value, int shift) {
        return (value & 0xFFFF_FFFFL) << shift;
    }

    static long ofShort(short value, int shift) {
        return (value & 0xFFFFL) << shift;
    }

    static long ofChar(char value, int shift) {
        return (long) value << shift;
    }

    static long ofByte(byte value, int shift) {
        return (value & 0xFFL) << shift;
    }

    static long ofBoolean(boolean value, int shift) {
        return (value ? 1L : 0L) << shift;
    }

    static long ofDouble(double value, int shift) {
        return Double.doubleToRawLongBits(value) << shift;
    }

    static long ofFloat(float value, int shift) {
        return ofInt(Float.floatToRawIntBits(value), shift);
    }

    @SuppressWarnings("EnumOrdinal") // as in FieldForms
    static long ofConstant(Enum<?> value, int shift) {
        return (long) value.ordinal() << shift;
    }

    static long both(long some, long others) {
        return some | others;
    }
}
