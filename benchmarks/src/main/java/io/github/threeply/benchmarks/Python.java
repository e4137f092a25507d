package io.github.threeply.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The CPython to compare with: the one that THREEPLY_PYTHON names, python3.13 if there is one, or else python3. */
public final class Python {
    private Python() {}

    /**
     * Returns the command.
     *
     * @return a name or a path
     * @throws IOException if there is none
     */
    public static String command() throws IOException {
        return candidates().stream()
                .filter(command -> version(command).isPresent())
                .findFirst()
                .orElseThrow(() -> new IOException("there is no Python: none of " + candidates() + " starts"));
    }

    /**
     * Returns which one it is.
     *
     * @return for example "CPython 3.13.0"; nothing if there is no Python
     */
    public static Optional<String> version() {
        return candidates().stream()
                .flatMap(command -> version(command).stream())
                .findFirst();
    }

    /**
     * Says what is missing, as a {@link Requirement}.
     *
     * @return what, or {@code null} if there is a Python
     */
    public static @Nullable String missing() {
        return version().isPresent() ? null : "needs python3, or THREEPLY_PYTHON to name a CPython";
    }

    /**
     * Calls something by the version it runs on, since targets were set for 3.13.
     *
     * @param what for example "asyncio"
     * @return with the version behind it, and a word if it is another one
     */
    public static String label(String what) {
        String version = version().orElse("none");
        return what + ", " + version + (version.contains(" 3.13.") ? "" : " (not 3.13)");
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
