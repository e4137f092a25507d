package io.github.threeply.benchmarks.memory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A directory for the files of one work, for ours as for its peers': in memory where the system has a place for that. */
final class Place implements AutoCloseable {
    private static final Path IN_MEMORY = Path.of("/dev/shm");

    private final Path directory;

    Place() throws IOException {
        directory = Files.isWritable(IN_MEMORY)
                ? Files.createTempDirectory(IN_MEMORY, "threeply-benchmark-")
                : Files.createTempDirectory("threeply-benchmark-");
    }

    Path directory() {
        return directory;
    }

    /** A file of shared memory; there is one for all objects of a work. */
    static Path memory(Path directory) {
        return directory.resolve("memory");
    }

    @Override
    public void close() {
        try (Stream<Path> found = Files.walk(directory)) {
            List<Path> inmostFirst = found.sorted(Comparator.reverseOrder()).collect(Collectors.toList());
            for (Path path : inmostFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            System.err.println("cannot delete " + directory + ": " + e);
        }
    }
}
