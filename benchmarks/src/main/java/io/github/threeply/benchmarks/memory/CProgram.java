package io.github.threeply.benchmarks.memory;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The same in C: a small program that is compiled where there is a compiler. */
final class CProgram {
    private CProgram() {}

    /** Says what is missing. */
    static @Nullable String missing() {
        try {
            run(List.of("cc", "--version"));
            return null;
        } catch (IOException e) {
            return "needs the command cc, a C compiler";
        }
    }

    /** Says what the futex needs; we are compared with it where we have one too. */
    static @Nullable String futexMissing() {
        if (Runtime.version().feature() < 22) {
            return "needs JDK 22 or later, for native access without JNI; this is " + Runtime.version();
        }
        return System.getProperty("os.name").equals("Linux") ? missing() : "needs Linux";
    }

    /** Compiles and starts it. */
    static LineProcess start(Path directory, String... args) throws IOException {
        Path source = directory.resolve("memory.c");
        try (InputStream text = requireNonNull(CProgram.class.getResourceAsStream("memory.c"))) {
            Files.write(source, text.readAllBytes());
        }
        Path program = Files.createTempFile("threeply-benchmark-", ""); // what is in memory may not be executable
        try {
            run(List.of("cc", "-O2", "-pthread", "-o", program.toString(), source.toString()));
            List<String> command = new ArrayList<>(List.of(program.toString()));
            command.addAll(List.of(args));
            return new LineProcess(command);
        } finally {
            Files.delete(program); // it runs on
        }
    }

    private static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + " failed; what it said is above");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
