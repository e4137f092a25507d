package io.github.threeply.ipc.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A byte array that grows, with big-endian writes, up to a cap. Plain shifts and no view handles: this is on the boot
 * path of every worker.
 */
final class ByteWriter extends OutputStream {
    private final int cap;
    private byte[] bytes;
    private int size;

    ByteWriter(int initial, int cap) {
        this.bytes = new byte[initial];
        this.cap = cap;
    }

    /** Thrown when more was written than the cap allows. */
    static final class CapExceededException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final long size;

        CapExceededException(long size, int cap) {
            super("more than " + cap + " bytes", null, false, false);
            this.size = size;
        }

        /** At least how many bytes it would have been. */
        long size() {
            return size;
        }
    }

    int size() {
        return size;
    }

    /** Forgets what was written after the first {@code size} bytes. */
    void truncate(int size) {
        this.size = size;
    }

    byte[] array() {
        return bytes;
    }

    /** What was written, in an array of its own: what is written later does not change it. */
    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    /** As {@link #toByteArray}, for the last use of this: the array itself if it is full. */
    byte[] finish() {
        return size == bytes.length ? bytes : toByteArray();
    }

    /** Gives back memory that one large value took. */
    void reset(int keep) {
        size = 0;
        if (bytes.length > keep) {
            bytes = new byte[keep];
        }
    }

    private int room(int more) {
        int at = size;
        long wanted = (long) at + more;
        if (wanted > bytes.length) {
            if (wanted > cap) {
                throw new CapExceededException(wanted, cap);
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(cap, Math.max(wanted, 2L * bytes.length)));
        }
        size = (int) wanted;
        return at;
    }

    @Override
    public void write(int value) {
        int at = room(1); // first: it may put another array in place of this one
        bytes[at] = (byte) value;
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        int at = room(length);
        System.arraycopy(source, offset, bytes, at, length);
    }

    void putShort(int value) {
        int at = room(2);
        bytes[at] = (byte) (value >>> 8);
        bytes[at + 1] = (byte) value;
    }

    void putInt(int value) {
        setInt(room(4), value);
    }

    void setInt(int at, int value) {
        setInt(bytes, at, value);
    }

    static void setInt(byte[] to, int at, int value) {
        to[at] = (byte) (value >>> 24);
        to[at + 1] = (byte) (value >>> 16);
        to[at + 2] = (byte) (value >>> 8);
        to[at + 3] = (byte) value;
    }

    /** A byte and a long, in one step. */
    void putTagged(int tag, long value) {
        int at = room(1 + Long.BYTES);
        byte[] to = bytes;
        to[at] = (byte) tag;
        setInt(to, at + 1, (int) (value >>> 32));
        setInt(to, at + 5, (int) value);
    }

    void putLong(long value) {
        int at = room(8);
        setInt(at, (int) (value >>> 32));
        setInt(at + 4, (int) value);
    }

    /** A length and UTF-8; {@code null} is length -1. Lone surrogates become question marks. */
    void putText(@Nullable String text) {
        if (text == null) {
            putInt(-1);
            return;
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        putInt(utf8.length);
        write(utf8, 0, utf8.length);
    }

    /** Reserves room for {@code length} bytes and returns where it starts. */
    int skip(int length) {
        return room(length);
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, size);
    }

    @Override
    public void close() {}
}
