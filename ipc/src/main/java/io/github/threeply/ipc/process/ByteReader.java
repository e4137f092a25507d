package io.github.threeply.ipc.process;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads what {@link ByteWriter} wrote, and trusts none of it: a length that is not there is a {@link MalformedValueException}. */
final class ByteReader {
    private byte[] bytes;
    private int end;
    private int at;
    private byte @Nullable [] tail;

    ByteReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    /**
     * Reads an array and then another one.
     *
     * @param tail the second one, which becomes the reader's: if it is one value's content it is given out as it is
     */
    ByteReader(byte[] bytes, byte @Nullable [] tail) {
        this(bytes, 0, bytes.length);
        this.tail = tail;
    }

    ByteReader(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.at = offset;
        this.end = offset + length;
    }

    /** The bytes are not what a writer of this version makes. */
    static final class MalformedValueException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MalformedValueException(String message) {
            super(message);
        }
    }

    int remaining() {
        byte[] more = tail;
        return end - at + (more == null ? 0 : more.length);
    }

    int position() {
        return at;
    }

    /** Goes on elsewhere in the array: one reader for many values. */
    void moveTo(int offset) {
        at = offset;
    }

    byte[] array() {
        return bytes;
    }

    /** Moves over {@code length} bytes and returns where they start in {@link #array}, which may be another one then. */
    int take(int length) {
        if (length < 0 || length > end - at) {
            goToTail(length);
        }
        int from = at;
        at = from + length;
        return from;
    }

    /** Goes on in the second array; with both in one, if a value begins in the first. */
    private void goToTail(int wanted) {
        byte[] more = tail;
        if (wanted < 0 || more == null || wanted > end - at + more.length) {
            throw new MalformedValueException(
                    "a value of " + wanted + " bytes is announced where only " + remaining() + " are left");
        }
        int here = end - at;
        if (here == 0) {
            bytes = more;
        } else {
            byte[] both = new byte[here + more.length];
            System.arraycopy(bytes, at, both, 0, here);
            System.arraycopy(more, 0, both, here, more.length);
            bytes = both;
        }
        at = 0;
        end = bytes.length;
        tail = null;
    }

    byte[] takeBytes(int length) {
        byte[] more = tail;
        if (more != null && at == end && more.length == length) {
            tail = null;
            return more;
        }
        int from = take(length);
        byte[] copy = new byte[length];
        System.arraycopy(bytes, from, copy, 0, length);
        return copy;
    }

    byte getByte() {
        return bytes[take(1)];
    }

    short getShort() {
        int from = take(2);
        return (short) ((bytes[from] << 8) | (bytes[from + 1] & 0xff));
    }

    int getInt() {
        return intAt(bytes, take(4));
    }

    long getLong() {
        return longAt(bytes, take(8));
    }

    static long longAt(byte[] bytes, int at) {
        return ((long) intAt(bytes, at) << 32) | (intAt(bytes, at + 4) & 0xffff_ffffL);
    }

    static int intAt(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 24
                | (bytes[at + 1] & 0xff) << 16
                | (bytes[at + 2] & 0xff) << 8
                | (bytes[at + 3] & 0xff);
    }

    /** A count of things that take at least {@code bytesEach} bytes, checked before anything is allocated for them. */
    int getCount(int bytesEach) {
        int count = getInt();
        if (count < 0 || (long) count * bytesEach > remaining()) {
            throw new MalformedValueException(
                    count + " elements are announced where only " + remaining() + " bytes are left");
        }
        return count;
    }

    @Nullable
    String getTextOrNull() {
        int length = getInt();
        if (length == -1) {
            return null;
        }
        int from = take(length);
        return new String(bytes, from, length, StandardCharsets.UTF_8);
    }

    String getText() {
        String text = getTextOrNull();
        if (text == null) {
            throw new MalformedValueException("a text is missing");
        }
        return text;
    }
}
