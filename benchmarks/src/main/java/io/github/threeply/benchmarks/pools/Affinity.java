package io.github.threeply.benchmarks.pools;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Keeps processes on one processor each, by the system's {@code taskset}. */
enum Affinity {
    /** Wherever the system likes. */
    FREE,
    /** Both sides on the first processor. */
    ONE_CORE,
    /** This JVM on the first processor, the other side on the second. */
    TWO_CORES;

    /** Says what is missing. */
    static @Nullable String missing() {
        if (Runtime.getRuntime().availableProcessors() < 2) {
            return "needs two processors";
        }
        try {
            run("taskset", "--version");
            return null;
        } catch (IOException e) {
            return "needs the command taskset";
        }
    }

    /** Places this JVM, with all its threads; what they start from now on is placed with them. */
    void placeThis() throws IOException {
        if (this != FREE) {
            pin(ProcessHandle.current().pid(), 0);
        }
    }

    /** Places the other side, with all its threads. */
    void placeOther(long pid) throws IOException {
        if (this == TWO_CORES) {
            pin(pid, 1);
        }
    }

    private static void pin(long pid, int processor) throws IOException {
        run("taskset", "-a", "-p", "-c", Integer.toString(processor), Long.toString(pid));
    }

    private static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + " failed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
