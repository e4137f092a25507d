package io.github.threeply.ipc.process;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads a pipe for one thread, and tells others whether that waits in a read. When nobody writes any more and the reader has
 * waited in the same read ever since, all that was written was read: a pipe gives its bytes in their order, and no read
 * waits while there are some.
 */
final class WatchedInput extends InputStream {
    private final InputStream in;
    private final AtomicLong reads = new AtomicLong(); // odd within one; written by the reader alone

    WatchedInput(InputStream in) {
        this.in = in;
    }

    /** A number that is odd while a read is under way, another for each. */
    long reads() {
        return reads.get();
    }

    private void step() {
        // Release: who sees it odd and the same twice, some time apart, needs no more than that.
        reads.setRelease(reads.getPlain() + 1);
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        step();
        try {
            return in.read(to, offset, length);
        } finally {
            step();
        }
    }

    @Override
    public int read() throws IOException {
        step();
        try {
            return in.read();
        } finally {
            step();
        }
    }

    @Override
    public int available() throws IOException {
        return in.available();
    }
}
