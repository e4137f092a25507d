package io.github.threeply.ipc.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Both sides of a worker's result ring, each over a mapping of its own of the same file, as the two processes have them. In
 * this package because the ring is nobody's but the pool's.
 */
public final class RingPairs {
    /** How many bytes fit into a ring. */
    public static final int CAPACITY = 64;

    private static final int SIZE = ResultRing.bytes(CAPACITY);

    // As many rings at a time as jcstress has states. So they overlap: where one has its bytes, another one has a word
    // that is not used here.
    private static final int SLOTS = 1 << 15;
    private static final int APART = 1024;
    private static final int WORDS_FROM = 128;
    private static final int WORDS_TO = 640;
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final ByteBuffer ZEROS = ByteBuffer.allocate(WORDS_TO);
    private static final ByteBuffer FIRST;
    private static final ByteBuffer SECOND;

    static {
        try {
            Path file = Files.createTempFile("threeply-stress", ".ring");
            try {
                FIRST = map(file);
                SECOND = map(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private RingPairs() {}

    private static ByteBuffer map(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(MapMode.READ_WRITE, 0, (long) SLOTS * APART + SIZE);
        }
    }

    /** A ring. */
    public static final class Pair {
        private final ResultRing worker;
        private final ResultRing parent;

        private Pair(int at) {
            FIRST.put(at + WORDS_FROM, ZEROS, 0, WORDS_TO - WORDS_FROM);
            this.worker = new ResultRing(FIRST.slice(at, SIZE));
            this.parent = new ResultRing(SECOND.slice(at, SIZE));
        }

        /** The worker puts so many bytes of a value, if they fit. True if it is to ring the bell. */
        public boolean put(int value, int length) {
            byte[] bytes = new byte[length];
            java.util.Arrays.fill(bytes, (byte) value);
            return worker.hasRoom(length) && worker.put(bytes, length);
        }

        /** The worker begins a task. */
        public void start(long number) {
            worker.start(number);
        }

        /** The parent looks which task was begun. */
        public long started() {
            return parent.started();
        }

        /** The parent looks how much there is. */
        public long available() {
            return parent.available();
        }

        /** The parent takes up to so many bytes. */
        public byte[] get(int length) {
            byte[] bytes = new byte[length];
            int n = parent.get(bytes, 0, length);
            return java.util.Arrays.copyOf(bytes, Math.max(0, n));
        }

        /** The parent goes to sleep, unless there is something to read: false then. */
        public boolean sleep() {
            return parent.sleep();
        }

        /** The parent goes to sleep until there are so many bytes, unless there are: false then. */
        public boolean sleep(int bytes) {
            return parent.sleep(bytes);
        }

        /** The worker has nothing more to put for a while. True if it is to ring the bell. */
        public boolean pause() {
            return worker.pause();
        }
    }

    /** Returns the next ring, empty. */
    public static Pair claim() {
        return new Pair(Math.floorMod(NEXT.getAndIncrement(), SLOTS) * APART);
    }
}
