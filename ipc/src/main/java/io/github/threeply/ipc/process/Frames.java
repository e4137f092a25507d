package io.github.threeply.ipc.process;

import java.util.zip.CRC32C;

/**
 * The frame's header, readable without any class of the user.
 * <pre>
 *  0   2 magic 0x3B19
 *  2   1 version of the protocol
 *  3   1 type, see {@link FrameType}
 *  4   4 length of the payload that follows the header
 *  8   8 task id
 * 16   4 aux, by type
 * 20   4 CRC32C of bytes 0 to 19
 * </pre>
 */
final class Frames {
    static final int HEADER = 24;
    static final int MAGIC = 0x3B19;
    static final int VERSION = 1;

    private final CRC32C crc = new CRC32C();

    /** Appends a header; the payload's bytes are to follow. */
    void header(ByteWriter out, int type, long taskId, int aux, int length) {
        int at = out.size();
        out.putShort(MAGIC);
        out.write(VERSION);
        out.write(type);
        out.putInt(length);
        out.putLong(taskId);
        out.putInt(aux);
        out.putInt(checksum(out.array(), at));
    }

    /** Writes the length into a header whose payload was appended behind it. */
    void patchLength(ByteWriter out, int headerAt) {
        out.setInt(headerAt + 4, out.size() - headerAt - HEADER);
        out.setInt(headerAt + 20, checksum(out.array(), headerAt));
    }

    int checksum(byte[] bytes, int headerAt) {
        crc.reset();
        crc.update(bytes, headerAt, 20);
        return (int) crc.getValue();
    }
}
