package io.github.threeply.ipc.process;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * What a pool's worker has as {@code System.out} and {@code System.err}: puts {@link OutputMarks} around all that is
 * printed, so that the parent knows which task printed it, whenever it comes to read it.
 */
final class MarkedOutput extends OutputStream {
    /** So much is written in one piece, so that what others print is not in the middle of it. A pipe takes that at once. */
    private static final int MOST = 4096 - 16;

    /** Plain: the thread of the task sees what it wrote itself, and others see it or what was there a moment ago. */
    @SuppressWarnings("NonFinalStaticField") // there is one task at a time in this process
    private static long task = OutputMarks.NO_TASK;

    private final int kind;
    private final OutputStream to;
    private final byte[] buffer; // with the lock, which both streams share

    private MarkedOutput(int kind, OutputStream to, byte[] buffer) {
        this.kind = kind;
        this.to = to;
        this.buffer = buffer;
    }

    /** From now on everything printed is marked. On the boot path of every worker. */
    static void install() {
        OutputStream to = new FileOutputStream(FileDescriptor.err);
        byte[] buffer = new byte[4096];
        System.setOut(new PrintStream(new MarkedOutput(OutputMarks.OUT, to, buffer), true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(new MarkedOutput(OutputMarks.ERR, to, buffer), true, StandardCharsets.UTF_8));
    }

    /** The task with this number in this worker runs from now on. By its thread. */
    static void begin(long number) {
        task = number;
    }

    /** None runs. */
    static void end() {
        task = OutputMarks.NO_TASK;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        long number = task;
        int from = offset;
        int left = length;
        while (left > 0) {
            int part = Math.min(left, MOST);
            writePart(number, bytes, from, part);
            from += part;
            left -= part;
        }
    }

    private void writePart(long number, byte[] bytes, int from, int part) throws IOException {
        synchronized (buffer) {
            int at = mark(0, kind);
            for (int shift = 56; shift >= 0; shift -= 8) {
                buffer[at++] = (byte) (number >>> shift);
            }
            System.arraycopy(bytes, from, buffer, at, part);
            to.write(buffer, 0, mark(at + part, OutputMarks.END));
        }
    }

    private int mark(int at, int what) {
        System.arraycopy(OutputMarks.MARK, 0, buffer, at, 3);
        buffer[at + 3] = (byte) what;
        return at + 4;
    }
}
