package io.github.threeply.ipc.process;

/**
 * Puts small tasks that follow each other into one frame: a header and its checksums cost more than such a task. Between
 * {@link #begin} and {@link #end} nothing else may be written. For one thread at a time.
 */
final class BatchWriter {
    private static final int NONE = -1;

    /** More than that is not put off by one frame. */
    private static final int LARGEST = 16 * 1024;

    private final Frames frames;
    private int header = NONE; // where the frame begins, if there is one
    private int function;
    private long first;
    private int count;
    private int length; // of the last one

    BatchWriter(Frames frames) {
        this.frames = frames;
    }

    /** Whether the frame that has begun is for such tasks, and has room. */
    boolean takes(int ofFunction, ByteWriter out) {
        return header != NONE && function == ofFunction && out.size() - header < LARGEST;
    }

    void begin(ByteWriter out, int ofFunction, long firstTask) {
        header = out.size();
        function = ofFunction;
        first = firstTask;
        count = 0;
        out.skip(Frames.HEADER + Integer.BYTES);
    }

    /** Appends the task whose number is the next one. */
    void add(ByteWriter out, byte[] payload) {
        int at = Items.begin(out);
        out.write(payload, 0, payload.length);
        Items.end(out, at, false);
        length = payload.length;
        count++;
    }

    /** Completes the frame, if there is one. */
    void end(ByteWriter out) {
        int at = header;
        if (at == NONE) {
            return;
        }
        header = NONE;
        if (count == 1) { // as if it had never been meant for more
            System.arraycopy(out.array(), out.size() - length, out.array(), at + Frames.HEADER, length);
            out.truncate(at + Frames.HEADER + length);
            frames.fill(out, at, FrameType.TASK, first, function);
        } else {
            out.setInt(at + Frames.HEADER, count);
            frames.fill(out, at, FrameType.TASKS, first, function);
        }
    }

    /** What was begun is not sent. */
    void forget() {
        header = NONE;
    }
}
