package io.github.threeply.ipc.testkit;

import java.io.IOException;
import java.io.InputStream;

/** What comes from the parent, but for the order to use a ring: so all answers go by the pipe. For one reader. */
final class WithoutRing extends InputStream {
    private final InputStream in;
    private final byte[] header = new byte[Wire.HEADER];
    private int headerAt = header.length; // what of it the reader has
    private int left; // of the payload

    WithoutRing(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (headerAt == header.length && left == 0 && !nextHeader()) {
            return -1;
        }
        if (headerAt < header.length) {
            int n = Math.min(length, header.length - headerAt);
            System.arraycopy(header, headerAt, to, offset, n);
            headerAt += n;
            return n;
        }
        int n = in.read(to, offset, Math.min(length, left));
        left -= Math.max(0, n);
        return n;
    }

    private boolean nextHeader() throws IOException {
        do {
            if (in.readNBytes(header, 0, header.length) < header.length) {
                return false;
            }
            left = Wire.length(header);
            if (Wire.type(header) != Wire.MAP_RING) {
                headerAt = 0;
                return true;
            }
            in.skipNBytes(left);
            left = 0;
        } while (true);
    }
}
