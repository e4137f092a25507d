package io.github.threeply.ipc.process;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes a payload in pieces: see {@link Frames}. Who owns the pipe calls {@link #writeNext} again and again, and may
 * write other frames in between. For one thread at a time.
 */
final class ChunkWriter {
    /** So much goes with the header in one write: a small write of its own would wake the reader for nothing. */
    private static final int WITH_HEADER = 8 * 1024;

    /** What one write takes: what a pipe holds. The JDK copies as much for each write, so more only costs memory. */
    private static final int WRITE = 64 * 1024;

    private final Frames frames;
    private final int type;
    private final long taskId;
    private final int aux;
    private final byte[] head;
    private final int headFrom;
    private final int headLength;
    private final byte[] body;
    private final int bodyFrom;
    private final int bodyLength;
    private final byte[] scratch = new byte[Frames.HEADER + WITH_HEADER];
    private boolean headWritten;
    private int written; // of the body

    /** For a payload that is in one array. */
    ChunkWriter(Frames frames, int type, long taskId, int aux, byte[] payload, int from, int length) {
        this(frames, type, taskId, aux, payload, from, headOf(payload, from, length), payload, from, length);
    }

    private static int headOf(byte[] payload, int from, int length) {
        return length > Frames.CHUNK ? FlatForms.startOfLastBytes(payload, from, length) : 0;
    }

    private ChunkWriter(
            Frames frames,
            int type,
            long taskId,
            int aux,
            byte[] head,
            int headFrom,
            int headLength,
            byte[] payload,
            int from,
            int length) {
        this.frames = frames;
        this.type = type;
        this.taskId = taskId;
        this.aux = aux;
        this.head = head;
        this.headFrom = headFrom;
        this.headLength = headLength;
        this.body = payload;
        this.bodyFrom = from + headLength;
        this.bodyLength = length - headLength;
    }

    /** For a payload that ends with the content of a large array, which goes from where it is. */
    static ChunkWriter withTail(Frames frames, int type, long taskId, int aux, byte[] head, byte[] tail) {
        return new ChunkWriter(
                frames, type, taskId, aux, head, 0, head.length, tail, -head.length, head.length + tail.length);
    }

    /** For a payload whose receiver wants it in one array. */
    static ChunkWriter plain(Frames frames, int type, long taskId, int aux, byte[] payload, int from, int length) {
        return new ChunkWriter(frames, type, taskId, aux, payload, from, 0, payload, from, length);
    }

    /** Writes a piece, or a payload that is small enough as a whole. True if it was the last one. */
    boolean writeNext(OutputStream pipe) throws IOException {
        if (headLength > 0 && !headWritten) {
            frames.put(scratch, FrameType.CHUNK_HEAD, taskId, total(), head, headFrom, headLength);
            pipe.write(scratch, 0, Frames.HEADER);
            pipe.write(head, headFrom, headLength);
            headWritten = true; // the body follows at once
        }
        int at = bodyFrom + written;
        int size = Math.min(Frames.CHUNK, bodyLength - written);
        boolean last = written + size == bodyLength;
        if (last) {
            int lastType = isBegun() ? type | Frames.LAST_PIECE : type;
            frames.put(scratch, lastType, taskId, aux, body, at, size);
        } else {
            frames.put(scratch, FrameType.CHUNK, taskId, total(), body, at, size);
        }
        written += size;
        int first = Math.min(WITH_HEADER, size);
        System.arraycopy(body, at, scratch, Frames.HEADER, first);
        pipe.write(scratch, 0, Frames.HEADER + first);
        for (int next = first; next < size; next += WRITE) {
            pipe.write(body, at + next, Math.min(WRITE, size - next));
        }
        pipe.flush();
        return last;
    }

    private int total() {
        return headLength + bodyLength;
    }

    private boolean isBegun() {
        return headWritten || written > 0;
    }

    /** Appends the frame that takes back what was written of it, if anything was. */
    void giveUp(ByteWriter out) {
        if (isBegun()) {
            frames.header(out, FrameType.CHUNK, taskId, total(), 0);
        }
    }
}
