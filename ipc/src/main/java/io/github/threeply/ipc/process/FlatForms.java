package io.github.threeply.ipc.process;

import static io.github.threeply.ipc.process.ValueTags.*;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Boxes, strings and arrays of primitives and of strings: the values that hold no others. */
final class FlatForms {
    private static final int LOOK_FOR_BYTES = 4096;

    private FlatForms() {}

    static boolean writeBox(Object value, ByteWriter out) {
        if (value instanceof Long v) {
            out.putTagged(LONG, v);
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
    static void writeString(String text, ByteWriter out) {
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

    static boolean writeArray(Object value, ByteWriter out) {
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

    static void start(ByteWriter out, int tag, int count) {
        out.write(tag);
        out.putInt(count);
    }

    @SuppressWarnings("deprecation") // String(byte[], hibyte, ...) is the Latin-1 copy without a charset
    static String readString(int tag, ByteReader in) {
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

    static Object readArray(int tag, ByteReader in) {
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
}
