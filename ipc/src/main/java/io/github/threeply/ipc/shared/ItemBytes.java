package io.github.threeply.ipc.shared;

import java.io.InputStream;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one item while it is encoded or decoded: little-endian, up to a bound. Each thread has one for use again, so
 * that an item costs no allocation; whoever finds it in use (a codec that puts while it encodes) gets another.
 */
final class ItemBytes {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle CHAR = MethodHandles.byteArrayViewVarHandle(char[].class, ByteOrder.LITTLE_ENDIAN);

    /** What a thread keeps at most. */
    private static final int KEPT = 64 << 10;

    private static final ThreadLocal<@Nullable ItemBytes> OWN = new ThreadLocal<>();

    private byte[] bytes = new byte[128];
    private int max;
    private int at;
    private int end;

    private ItemBytes() {}

    /** Returns the thread's own, empty, for an item of at most so many bytes. */
    static ItemBytes borrow(int maxBytes) {
        ItemBytes own = OWN.get();
        if (own == null) {
            own = new ItemBytes();
        } else {
            OWN.set(null);
        }
        own.max = maxBytes;
        own.at = 0;
        own.end = 0;
        return own;
    }

    void giveBack() {
        if (bytes.length <= KEPT) {
            OWN.set(this);
        }
    }

    byte[] array() {
        return bytes;
    }

    int size() {
        return end;
    }

    int left() {
        return end - at;
    }

    /** Makes room for so many bytes that come from elsewhere, and begins to read them. */
    byte[] fill(int size) {
        if (bytes.length < size) {
            bytes = new byte[size];
        }
        at = 0;
        end = size;
        return bytes;
    }

    private int room(int more) {
        int from = end;
        long wanted = (long) from + more;
        if (wanted > max) {
            throw new ItemTooLargeException(wanted, max);
        }
        if (wanted > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(max, Math.max(wanted, 2L * bytes.length)));
        }
        end = (int) wanted;
        return from;
    }

    private int take(int count) {
        if (count < 0 || count > end - at) {
            throw new IllegalStateException(
                    "an item ends after " + end + " bytes, and " + count + " are read at " + at);
        }
        int from = at;
        at += count;
        return from;
    }

    void putLong(long value) {
        int from = room(8); // first: it may put another array in place of this one
        LONG.set(bytes, from, value);
    }

    void putInt(int value) {
        int from = room(4);
        INT.set(bytes, from, value);
    }

    void putChar(char value) {
        int from = room(2);
        CHAR.set(bytes, from, value);
    }

    void putByte(int value) {
        int from = room(1);
        bytes[from] = (byte) value;
    }

    void putBytes(byte[] source, int offset, int length) {
        int from = room(length);
        System.arraycopy(source, offset, bytes, from, length);
    }

    @SuppressWarnings("deprecation") // getBytes(int, int, byte[], int) is the Latin-1 copy without a charset
    void putLatin1(String text) {
        int from = room(text.length());
        text.getBytes(0, text.length(), bytes, from);
    }

    long getLong() {
        return (long) LONG.get(bytes, take(8));
    }

    int getInt() {
        return (int) INT.get(bytes, take(4));
    }

    char getChar() {
        return (char) CHAR.get(bytes, take(2));
    }

    byte getByte() {
        return bytes[take(1)];
    }

    byte[] getBytes(int length) {
        int from = take(length);
        return Arrays.copyOfRange(bytes, from, from + length);
    }

    @SuppressWarnings("deprecation") // String(byte[], hibyte, ...) is the Latin-1 copy without a charset
    String getLatin1(int length) {
        int from = take(length);
        return new String(bytes, 0, from, length);
    }

    OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int value) {
                putByte(value);
            }

            @Override
            public void write(byte[] source, int offset, int length) {
                Objects.checkFromIndexSize(offset, length, source.length);
                putBytes(source, offset, length);
            }
        };
    }

    InputStream input() {
        int from = at;
        at = end;
        return new java.io.ByteArrayInputStream(bytes, from, end - from);
    }
}
