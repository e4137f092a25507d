package io.github.threeply.benchmarks.patterns;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The CPython to compare with: the one that THREEPLY_PYTHON names, python3.13 if there is one, or else python3. */
final class Python {
    private Python() {}

    /** Returns the command. */
    static String command() throws IOException {
        return candidates().stream()
                .filter(command -> version(command).isPresent())
                .findFirst()
                .orElseThrow(() -> new IOException("there is no Python: none of " + candidates() + " starts"));
    }

    /** Returns for example "CPython 3.13.0", of that command; nothing if there is no Python. */
    static Optional<String> version() {
        return candidates().stream()
                .flatMap(command -> version(command).stream())
                .findFirst();
    }

    private static List<String> candidates() {
        String named = System.getenv("THREEPLY_PYTHON");
        return named != null ? List.of(named) : List.of("python3.13", "python3");
    }

    private static Optional<String> version(String command) {
        try {
            Process process = new ProcessBuilder(
                            command,
                            "-c",
                            "import platform; print(platform.python_implementation(), platform.python_version())")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            boolean ended = process.waitFor(10, TimeUnit.SECONDS);
            return ended && process.exitValue() == 0 && !text.isEmpty() ? Optional.of(text) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // no such command
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
