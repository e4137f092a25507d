package io.github.threeply.ipc.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The pipe to the parent, with faults at the frames that the plan names. Who writes takes turns. */
final class FaultyOutput extends OutputStream {
    private final OutputStream out;
    private final List<Fault> faults;
    private final byte[] header = new byte[Wire.HEADER];
    private int headerAt;
    private long position; // in the current frame
    private long size; // of the current frame
    private long cutAt = Long.MAX_VALUE;
    private long flippedBit = -1;
    private @Nullable Fault inside;
    private int frames;
    private int tasks;
    private int results;

    FaultyOutput(OutputStream out, List<Fault> faults) {
        this.out = out;
        this.faults = faults;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            if (headerAt < header.length) {
                int n = Math.min(end - at, header.length - headerAt);
                System.arraycopy(bytes, at, header, headerAt, n);
                headerAt += n;
                at += n;
                if (headerAt < header.length) {
                    return;
                }
                begin();
                pass(header, 0, header.length);
            } else {
                int n = (int) Math.min(end - at, size - position);
                pass(bytes, at, n);
                at += n;
            }
            if (position == size) {
                headerAt = 0;
                ended();
            }
        }
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }

    /** A header is complete, and nothing of it was written. */
    private void begin() throws IOException {
        position = 0;
        size = header.length + (long) Wire.length(header);
        cutAt = Long.MAX_VALUE;
        flippedBit = -1;
        frames++;
        boolean isResult = Wire.type(header) == Wire.RESULT;
        if (isResult) {
            results++;
        }
        for (Fault each : faults) {
            boolean here =
                    each.isAt(Fault.When.IN_FRAME, frames) || (isResult && each.isAt(Fault.When.IN_RESULT, results));
            if (here && each.isDue()) {
                if (each.how == Fault.How.MUTATE) {
                    flippedBit = Math.floorMod(new Random(each.argument).nextLong(), size * 8);
                } else {
                    inside = each;
                    cutAt = Math.min(each.offset, size);
                }
                return;
            }
        }
    }

    private void pass(byte[] bytes, int offset, int length) throws IOException {
        int n = (int) Math.min(length, cutAt - position);
        long flippedByte = flippedBit >> 3;
        if (flippedBit >= 0 && flippedByte >= position && flippedByte < position + n) {
            byte[] copy = new byte[n];
            System.arraycopy(bytes, offset, copy, 0, n);
            copy[(int) (flippedByte - position)] ^= (byte) (1 << (flippedBit & 7));
            out.write(copy, 0, n);
        } else if (n > 0) {
            out.write(bytes, offset, n);
        }
        position += n;
        Fault fault = inside;
        if (fault != null && position >= cutAt) {
            inside = null;
            cutAt = Long.MAX_VALUE;
            out.flush();
            Breaker.act(fault, out);
            pass(bytes, offset + n, length - n); // what was done does not end the process
        }
    }

    private void ended() throws IOException {
        boolean isStart = Wire.type(header) == Wire.STARTED;
        if (isStart) {
            tasks++;
        }
        for (Fault each : faults) {
            boolean here =
                    each.isAt(Fault.When.AFTER_FRAME, frames) || (isStart && each.isAt(Fault.When.BEFORE_TASK, tasks));
            if (here && each.isDue()) {
                out.flush();
                Breaker.act(each, out);
                return;
            }
        }
    }
}
