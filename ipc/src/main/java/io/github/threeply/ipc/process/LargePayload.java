package io.github.threeply.ipc.process;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * A payload that does not fit into a reader's buffer, while it comes. Its announced size is not believed: there is never
 * room for more than {@link #TRUSTED} bytes, or twice what has come. For one thread.
 */
final class LargePayload {
    private static final byte[] NONE = new byte[0];
    private static final int TRUSTED = 16 << 20;

    /** What one read asks for: what a pipe holds. The JDK copies as much for each read, so more only costs memory. */
    private static final int READ = 64 * 1024;

    /** An array that nobody took is used again if it is no larger. */
    private static final int KEEP = 1 << 20;

    private final InputStream in;
    private final Frames frames;
    private byte[] head = NONE;
    private byte[] array = NONE;
    private boolean underWay;
    private boolean ended; // complete, and the reader's user may be looking at it
    private long taskId;
    private int total;
    private int arrived;

    LargePayload(InputStream in, Frames frames) {
        this.in = in;
        this.frames = frames;
    }

    boolean isUnderWay() {
        return underWay;
    }

    boolean isOf(long id, int size) {
        return underWay && taskId == id && total == size;
    }

    boolean isOf(long id) {
        return taskId == id;
    }

    int missing() {
        return total - head.length - arrived;
    }

    /** Begins one whose first bytes are there, and are apart from the rest. */
    void begin(long id, int size, byte[] itsHead) {
        array = NONE;
        begin(id, size - itsHead.length);
        head = itsHead;
        total = size;
    }

    void begin(long id, int size) {
        underWay = true;
        taskId = id;
        total = size;
        arrived = 0;
        head = NONE;
        if (array.length < Math.min(size, TRUSTED)) {
            array = new byte[Math.min(size, TRUSTED)];
        }
    }

    /** Takes the next {@code length} bytes: {@code here} of them from a buffer, the rest from the stream. False if they are damaged. */
    boolean add(byte[] buffer, int from, int here, int length, int checksum) throws IOException {
        int end = arrived + length;
        frames.startSum();
        makeRoom(arrived + here);
        System.arraycopy(buffer, from, array, arrived, here);
        frames.addToSum(array, arrived, here);
        arrived += here;
        while (arrived < end) {
            makeRoom(arrived + 1);
            int n = in.read(array, arrived, Math.min(READ, Math.min(end, array.length) - arrived));
            if (n < 0) {
                throw new EOFException("the stream ended inside a payload");
            }
            frames.addToSum(array, arrived, n);
            arrived += n;
        }
        return frames.sum() == checksum;
    }

    private void makeRoom(int wanted) {
        if (wanted > array.length) { // so it is full: as much has come as there was room for
            array = Arrays.copyOf(array, (int) Math.min(total - head.length, Math.max(wanted, 2L * array.length)));
        }
    }

    /** The bytes before those of {@link #array}. */
    byte[] head() {
        return head;
    }

    byte[] array() {
        return array;
    }

    int arrived() {
        return arrived;
    }

    void end() {
        underWay = false;
        ended = true;
    }

    void drop() {
        underWay = false;
        array = NONE;
        head = NONE;
    }

    /** Somebody keeps the array. */
    void handOver() {
        array = NONE;
    }

    /** Nobody looks at the last payload any more. */
    void forget() {
        if (ended) {
            ended = false;
            if (array.length > KEEP || head.length > 0) {
                array = NONE;
            }
            head = NONE;
        }
    }
}
