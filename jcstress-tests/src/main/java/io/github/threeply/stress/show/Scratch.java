package io.github.threeply.stress.show;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A temporary directory for what jcstress writes. It is gone after {@link #close}, and also after the JVM was told to end. */
final class Scratch implements AutoCloseable {
    private static final int PAUSE_MILLIS = 50;

    /** How long to try at the end: a process that was killed may still be writing, on a machine that is busy. */
    private static final int TRIES = 60_000 / PAUSE_MILLIS;

    private final Path directory;
    private final Thread hook;
    private volatile boolean ending;
    private volatile boolean closed;

    private Scratch(Path directory) {
        this.directory = directory;
        this.hook = new Thread(this::end, "remove-" + directory.getFileName());
    }

    static Scratch create() throws IOException {
        Scratch scratch = new Scratch(Files.createTempDirectory("threeply-races-"));
        Runtime.getRuntime().addShutdownHook(scratch.hook);
        return scratch;
    }

    Path directory() {
        return directory;
    }

    /** Tells whether the JVM was told to end, so that nothing more should be begun. */
    boolean isEnding() {
        return ending;
    }

    @Override
    public void close() {
        for (int i = 0; i < TRIES && !removed(); i++) {
            pause();
        }
        closed = true;
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is going down, and the hook waits for this.
        }
    }

    /** Others still run when the JVM is told to end, and might write there again, until they close it. */
    private void end() {
        ending = true;
        for (int i = 0; i < TRIES && !closed; i++) {
            pause();
        }
        removed();
    }

    private boolean removed() {
        try {
            delete();
        } catch (IOException | UncheckedIOException e) {
            return false; // somebody still writes or deletes there
        }
        return true;
    }

    private void delete() throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
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
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
