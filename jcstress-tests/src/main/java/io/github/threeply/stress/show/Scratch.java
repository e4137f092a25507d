package io.github.threeply.stress.show;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A temporary directory for what jcstress writes. It is gone after {@link #close}, and also after the JVM was told to end. */
final class Scratch implements AutoCloseable {

    /** How often to try: a process that was killed may still be writing. */
    private static final int TRIES = 40;

    private final Path directory;
    private final Thread hook;

    private Scratch(Path directory) {
        this.directory = directory;
        this.hook = new Thread(this::remove, "remove-" + directory.getFileName());
    }

    static Scratch create() throws IOException {
        Scratch scratch = new Scratch(Files.createTempDirectory("threeply-races-"));
        Runtime.getRuntime().addShutdownHook(scratch.hook);
        return scratch;
    }

    Path directory() {
        return directory;
    }

    @Override
    public void close() {
        remove();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is going down, and the hook does the same.
        }
    }

    private void remove() {
        for (int i = 0; i < TRIES && Files.exists(directory); i++) {
            try {
                delete();
            } catch (IOException e) {
                pause();
            }
        }
    }

    private void delete() throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> files = Files.walk(directory)) {
            deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : deepestFirst) {
            Files.deleteIfExists(file);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
