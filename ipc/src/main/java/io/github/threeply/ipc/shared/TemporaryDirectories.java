package io.github.threeply.ipc.shared;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The directories of this JVM that each hold one temporary memory; they go with it, or when the JVM exits in good order. */
final class TemporaryDirectories {
    private static final String MEMORY = "memory";
    private static final Set<Path> ALL = ConcurrentHashMap.newKeySet();

    static {
        try {
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(null, TemporaryDirectories::deleteAll, "threeply-temporary-exit", 0, false));
        } catch (IllegalStateException e) {
            // It is exiting already: those that are made now stay.
        }
    }

    private TemporaryDirectories() {}

    static Path create() throws IOException {
        Path directory = Files.createTempDirectory("threeply-").toAbsolutePath();
        ALL.add(directory);
        return directory;
    }

    /** Returns where the memory of a directory is. */
    static Path memoryIn(Path directory) {
        return directory.resolve(MEMORY);
    }

    /** Deletes a directory with what this package put there; not if there is something else. Twice is fine, at once too. */
    static synchronized void delete(Path directory) throws IOException {
        ALL.remove(directory);
        if (!Files.exists(directory)) {
            return;
        }
        try (DirectoryStream<Path> ours = Files.newDirectoryStream(directory, "{" + MEMORY + ",.threeply-*}")) {
            for (Path one : ours) {
                Files.deleteIfExists(one);
            }
        }
        Files.deleteIfExists(directory);
    }

    private static void deleteAll() {
        for (Path directory : ALL) {
            try {
                delete(directory);
            } catch (IOException | RuntimeException e) {
                System.getLogger(TemporaryDirectories.class.getName())
                        .log(System.Logger.Level.DEBUG, () -> directory + " could not be deleted at exit", e);
            }
        }
    }
}
