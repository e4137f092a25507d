package io.github.threeply.litmus;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The mapped file of a run. All numbers are longs in the machine's byte order, and what different JVMs write is on different
 * lines of 128 bytes (two cache lines, as processors fetch them in pairs).
 * <pre>
 *     0   magic, version, actors, words, rounds, results       written before any other JVM is started
 *   128   arrived      how often an actor came to a meeting: the shared start counter, never reset
 *   256   stop         1: the parent asks for the end
 *   384   last         the number of the last batch, 0: not known; written by actor 0 alone
 *   512   shown        1: an interesting outcome was seen; written by anybody
 *   640   ready, moved one line for each actor: 1 when it is there; how many strides it has begun
 *  1280   words        rounds x words x 128 bytes
 *         results      for each actor, then for the arbiter: rounds x (its results, and how often the round was seen)
 * </pre>
 */
final class RunFile {
    static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    static final int LINE = 128;
    static final int ARRIVED = LINE;

    private static final String NAME = "rounds";
    private static final long MAGIC = 0x4c69746d75732d31L;
    private static final int STOP = 2 * LINE;
    private static final int LAST = 3 * LINE;
    private static final int SHOWN = 4 * LINE;
    private static final int ACTORS = 5 * LINE;
    private static final int WORDS = 10 * LINE;

    final ByteBuffer bytes;
    private final Race race;
    private final int[] resultsBase;
    private final int[] resultsStride;

    private RunFile(ByteBuffer bytes, Race race) {
        this.bytes = bytes;
        this.race = race;
        int parts = race.actors() + 1;
        resultsBase = new int[parts];
        resultsStride = new int[parts];
        for (int part = 0; part < parts; part++) {
            resultsBase[part] = (int) resultsBase(race, part);
            resultsStride[part] = resultsStride(race, part);
        }
    }

    static RunFile create(Path directory, Race race) throws IOException {
        Path path = directory.resolve(NAME);
        try (FileChannel channel = FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
            long size = size(race);
            // Written out, so that a full disk is an exception here and not a signal in the middle of a round.
            ByteBuffer zeros = ByteBuffer.allocate(1 << 16);
            for (long at = 0; at < size; at += zeros.capacity()) {
                zeros.clear().limit((int) Math.min(zeros.capacity(), size - at));
                while (zeros.hasRemaining()) {
                    channel.write(zeros, at + zeros.position());
                }
            }
            RunFile file = new RunFile(map(channel, size), race);
            long[] facts = file.facts();
            for (int i = 0; i < facts.length; i++) {
                LONG.setVolatile(file.bytes, i * Long.BYTES, facts[i]);
            }
            return file;
        }
    }

    static RunFile open(Path directory, Race race) throws IOException {
        Path path = directory.resolve(NAME);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long size = size(race);
            if (channel.size() != size) {
                throw new IOException(path + " has " + channel.size() + " bytes, but " + race + " needs " + size
                        + "; does race() say the same in each JVM?");
            }
            RunFile file = new RunFile(map(channel, size), race);
            long[] facts = file.facts();
            for (int i = 0; i < facts.length; i++) {
                long found = (long) LONG.getVolatile(file.bytes, i * Long.BYTES);
                if (found != facts[i]) {
                    throw new IOException(path + " is for another race: fact " + i + " of it is " + found
                            + ", expected " + facts[i] + "; does race() say the same in each JVM?");
                }
            }
            return file;
        }
    }

    private static ByteBuffer map(FileChannel channel, long size) throws IOException {
        return channel.map(MapMode.READ_WRITE, 0, size).order(ByteOrder.nativeOrder());
    }

    private long[] facts() {
        return new long[] {MAGIC, race.actors(), race.words(), race.rounds(), race.results()};
    }

    private static long size(Race race) {
        return resultsBase(race, race.actors() + 1);
    }

    /** Returns where the results of an actor begin, or those of the arbiter, or where the file ends. */
    private static long resultsBase(Race race, int part) {
        long at = WORDS + (long) race.rounds() * race.words() * LINE;
        for (int i = 0; i < part; i++) {
            long bytes = (long) race.rounds() * resultsStride(race, i);
            at += (bytes + LINE - 1) / LINE * LINE;
        }
        return at;
    }

    /** Each round has the part's results and, after them, how often it was seen. */
    private static int resultsStride(Race race, int part) {
        return (race.results(part) + 1) * Long.BYTES;
    }

    Race race() {
        return race;
    }

    int wordsAt(int round) {
        return WORDS + round * race.words() * LINE;
    }

    int resultsAt(int part, int round) {
        return resultsBase[part] + round * resultsStride[part];
    }

    // All of the following are volatile: they are few, and each is a message from one JVM to another.

    void askToStop() {
        LONG.setVolatile(bytes, STOP, 1L);
    }

    boolean isAskedToStop() {
        return (long) LONG.getVolatile(bytes, STOP) != 0;
    }

    void setLastBatch(long batch) {
        LONG.setVolatile(bytes, LAST, batch);
    }

    long lastBatch() {
        return (long) LONG.getVolatile(bytes, LAST);
    }

    void setShown() {
        LONG.setVolatile(bytes, SHOWN, 1L);
    }

    boolean isShown() {
        return (long) LONG.getVolatile(bytes, SHOWN) != 0;
    }

    void setReady(int actor) {
        LONG.setVolatile(bytes, ACTORS + actor * LINE, 1L);
    }

    boolean allReady() {
        for (int actor = 0; actor < race.actors(); actor++) {
            if ((long) LONG.getVolatile(bytes, ACTORS + actor * LINE) == 0) {
                return false;
            }
        }
        return true;
    }

    void setMoved(int actor, long strides) {
        LONG.setVolatile(bytes, ACTORS + actor * LINE + Long.BYTES, strides);
    }

    long moved(int actor) {
        return (long) LONG.getVolatile(bytes, ACTORS + actor * LINE + Long.BYTES);
    }
}
