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
    private final byte[] payload;
    private final int from;
    private final int length;
    private final byte[] scratch = new byte[Frames.HEADER + WITH_HEADER];
    private int written;

    ChunkWriter(Frames frames, int type, long taskId, int aux, byte[] payload, int from, int length) {
        this.frames = frames;
        this.type = type;
        this.taskId = taskId;
        this.aux = aux;
        this.payload = payload;
        this.from = from;
        this.length = length;
    }

    /** Writes a piece, or a payload that is small enough as a whole. True if it was the last one. */
    boolean writeNext(OutputStream pipe) throws IOException {
        int at = from + written;
        int size = Math.min(Frames.CHUNK, length - written);
        boolean last = written + size == length;
        if (last) {
            frames.put(scratch, written == 0 ? type : type | Frames.LAST_PIECE, taskId, aux, payload, at, size);
        } else {
            frames.put(scratch, FrameType.CHUNK, taskId, length, payload, at, size);
        }
        written += size;
        int first = Math.min(WITH_HEADER, size);
        System.arraycopy(payload, at, scratch, Frames.HEADER, first);
        pipe.write(scratch, 0, Frames.HEADER + first);
        for (int next = first; next < size; next += WRITE) {
            pipe.write(payload, at + next, Math.min(WRITE, size - next));
        }
        pipe.flush();
        return last;
    }

    /** Appends the frame that takes back what was written of it, if anything was. */
    void giveUp(ByteWriter out) {
        if (written > 0) {
            frames.header(out, FrameType.CHUNK, taskId, length, 0);
        }
    }
}
