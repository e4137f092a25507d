package io.github.threeply.ipc.process;

import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * The frame's header, readable without any class of the user.
 * <pre>
 *  0   2 magic 0x3B19
 *  2   1 version of the protocol; 0 in the frames of the handshake, whose form no version changes
 *  3   1 type, see {@link FrameType}; the highest bit: {@link #LAST_PIECE}
 *  4   4 length of the payload that follows the header
 *  8   8 task id
 * 16   4 aux, by type
 * 20   4 CRC32 of the payload
 * 24   4 CRC32 of bytes 0 to 23
 * </pre>
 *
 * <p>A payload of more than {@link #CHUNK} bytes travels in pieces, between which other frames may go: frames of type
 * {@link FrameType#CHUNK}, each with the size of the whole in {@code aux}, and then the frame itself with the last piece
 * and {@link #LAST_PIECE}. Where all but the beginning is the content of one array, that beginning is a piece of its own, of
 * type {@link FrameType#CHUNK_HEAD}, and the receiver makes the array from the rest without a copy. In each direction one payload at a time is on its way so. A CHUNK without payload takes back
 * the pieces that were sent.
 *
 * <p>In a ring, which is memory, answers of up to {@link #MOST_BRIEF} bytes have a brief form, with one checksum instead of
 * two:
 * <pre>
 *  0   2 magic 0x3B1A
 *  2   1 type
 *  3   1 0
 *  4   4 length of the payload
 *  8   8 task id
 * 16     the payload
 *      4 CRC32 of all that
 * </pre>
 *
 * <p>CRC32 and not CRC32C: the JDK has it in the interpreter too, loads it at each start anyway, and on x86 with vector
 * instructions computes it eight times as fast (17 against 137 microseconds a MiB).
 */
final class Frames {
    static final int HEADER = 28;
    static final int MAGIC = 0x3B19;

    static final int BRIEF_HEADER = 16;
    static final int BRIEF_MAGIC = 0x3B1A;
    static final int BRIEF_SUM = 4;
    static final int MOST_BRIEF = 1024;

    /** The version that this build speaks, and the oldest one. Both ends of a pipe mostly come from one class path. */
    static final int VERSION = 3;

    static final int OLDEST_VERSION = 3;

    /** The version in the frames that agree on a version. */
    static final int HANDSHAKE = 0;

    /** More than this goes in pieces of this size. A cancellation waits for one piece at most: some 0.2 ms. */
    static final int CHUNK = 256 * 1024;

    /** In the type of a frame: its payload is what the chunks before it brought, and then its own. */
    static final int LAST_PIECE = 0x80;

    private final CRC32 crc = new CRC32();

    /** Appends a frame without payload; or, followed by the payload and {@link #patchLength}, the start of any frame. */
    void header(ByteWriter out, int type, long taskId, int aux, int length) {
        if (length != 0) {
            throw new IllegalArgumentException("the checksum needs the payload: use whole or patchLength");
        }
        int at = out.size();
        head(out, type, taskId, aux, 0);
        seal(out.array(), at);
    }

    /** Appends a frame whose payload is there already. */
    void whole(ByteWriter out, int type, long taskId, int aux, byte[] payload) {
        int at = out.size();
        head(out, type, taskId, aux, payload.length);
        out.write(payload, 0, payload.length);
        out.setInt(at + 20, checksum(payload, 0, payload.length));
        seal(out.array(), at);
    }

    private static void head(ByteWriter out, int type, long taskId, int aux, int length) {
        out.putShort(MAGIC);
        out.write(versionFor(type));
        out.write(type);
        out.putInt(length);
        out.putLong(taskId);
        out.putInt(aux);
        out.putLong(0); // the checksums
    }

    static int versionFor(int type) {
        return type == FrameType.HELLO || type == FrameType.READY || type == FrameType.REFUSED ? HANDSHAKE : VERSION;
    }

    /** Writes length and checksums into a header whose payload was appended behind it. */
    void patchLength(ByteWriter out, int headerAt) {
        int from = headerAt + HEADER;
        int length = out.size() - from;
        out.setInt(headerAt + 4, length);
        out.setInt(headerAt + 20, checksum(out.array(), from, length));
        seal(out.array(), headerAt);
    }

    /** Writes a whole header into the room that was left for it, with the payload behind it. */
    void fill(ByteWriter out, int headerAt, int type, long taskId, int aux) {
        int end = out.size();
        out.truncate(headerAt);
        head(out, type, taskId, aux, 0);
        out.truncate(end);
        patchLength(out, headerAt);
    }

    /** Writes a whole header into an array, for a payload of which this is one piece. */
    void put(byte[] to, int type, long taskId, int aux, byte[] payload, int from, int length) {
        to[0] = (byte) (MAGIC >>> 8);
        to[1] = (byte) MAGIC;
        to[2] = (byte) versionFor(type & ~LAST_PIECE);
        to[3] = (byte) type;
        ByteWriter.setInt(to, 4, length);
        ByteWriter.setInt(to, 8, (int) (taskId >>> 32));
        ByteWriter.setInt(to, 12, (int) taskId);
        ByteWriter.setInt(to, 16, aux);
        ByteWriter.setInt(to, 20, checksum(payload, from, length));
        seal(to, 0);
    }

    /** Appends the header of a brief frame, to be followed by the payload and {@link #endBrief}. */
    static void brief(ByteWriter out, int type, long taskId) {
        out.putShort(BRIEF_MAGIC);
        out.write(type);
        out.write(0);
        out.putInt(0);
        out.putLong(taskId);
    }

    /** Completes a brief frame. */
    void endBrief(ByteWriter out, int headerAt) {
        int length = out.size() - headerAt - BRIEF_HEADER;
        out.setInt(headerAt + 4, length);
        out.putInt(checksum(out.array(), headerAt, BRIEF_HEADER + length));
    }

    /** Makes an ordinary frame of the brief one that is the last thing written. */
    void lengthen(ByteWriter out, int headerAt) {
        byte[] brief = Arrays.copyOfRange(out.array(), headerAt, out.size() - BRIEF_SUM);
        out.truncate(headerAt);
        header(out, brief[2], ByteReader.longAt(brief, 8), 0, 0);
        out.write(brief, BRIEF_HEADER, brief.length - BRIEF_HEADER);
        patchLength(out, headerAt);
    }

    private void seal(byte[] bytes, int headerAt) {
        ByteWriter.setInt(bytes, headerAt + 24, checksum(bytes, headerAt, 24));
    }

    boolean isSealed(byte[] bytes, int headerAt) {
        return ByteReader.intAt(bytes, headerAt + 24) == checksum(bytes, headerAt, 24);
    }

    int checksum(byte[] bytes, int from, int length) {
        if (length == 0) {
            return 0;
        }
        crc.reset();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    // The checksum of what comes bit by bit.

    void startSum() {
        crc.reset();
    }

    void addToSum(byte[] bytes, int from, int length) {
        crc.update(bytes, from, length);
    }

    int sum() {
        return (int) crc.getValue();
    }
}
