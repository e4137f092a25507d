package io.github.threeply.benchmarks.memory;

import io.github.threeply.benchmarks.pools.MedianWork;
import io.github.threeply.ipc.shared.SharedMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Opens and closes files that exist and that nobody else has open, one after another. Tells the median, in seconds; how many mappings of
 * shared files and how many descriptors there are more than after the first rounds; how many mappings of any kind, for
 * which the JVM has reasons of its own; and how many rounds that took.
 */
final class OpenWork extends MedianWork {
    private static final Path MAPPINGS = Path.of("/proc/self/maps");
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final int FIRST = 1_000;

    private final Place place = new Place();
    private final Path[] paths;
    private final long[] before;
    private long rounds;

    OpenWork(int files) throws IOException {
        paths = new Path[files];
        for (int i = 0; i < files; i++) {
            paths[i] = place.directory().resolve("memory-" + i);
            try (SharedMemory memory = SharedMemory.create(paths[i], 1 << 16)) {
                memory.longValue("number").set(i);
            }
        }
        for (int i = 0; i < FIRST; i++) {
            once();
        }
        before = counts();
    }

    /** Says what is missing. */
    static @Nullable String missing() {
        return Files.isReadable(MAPPINGS) && Files.isDirectory(DESCRIPTORS) ? null : "needs /proc";
    }

    @Override
    protected long once() {
        Path path = paths[(int) (rounds++ % paths.length)];
        long start = System.nanoTime();
        SharedMemory.open(path).close();
        return System.nanoTime() - start;
    }

    @Override
    public double[] values(long operations, double seconds) {
        try {
            long[] now = counts();
            return new double[] {
                1 / rate(operations, seconds), now[0] - before[0], now[1] - before[1], now[2] - before[2], rounds
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long[] counts() throws IOException {
        try (Stream<String> mappings = Files.lines(MAPPINGS);
                Stream<Path> descriptors = Files.list(DESCRIPTORS)) {
            long[] counts = new long[3];
            mappings.forEach(line -> {
                counts[0] += line.contains(place.directory().toString()) ? 1 : 0;
                counts[2]++;
            });
            counts[1] = descriptors.count();
            return counts;
        }
    }

    @Override
    public void close() {
        for (int i = 0; i < paths.length; i++) {
            try (SharedMemory memory = SharedMemory.open(paths[i])) {
                if (memory.longValue("number").get() != i) {
                    throw new IllegalStateException("a file was changed by opening it: " + paths[i]);
                }
            }
        }
        place.close();
    }
}
