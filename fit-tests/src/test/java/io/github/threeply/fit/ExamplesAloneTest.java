package io.github.threeply.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whoever copies one example into a project that has nothing but the library can compile it, and it runs. Those that take
 * many seconds run in the long form, {@code -Dthreeply.long=true}, only.
 */
class ExamplesAloneTest {
    private static final Path SOURCES = Path.of("../examples/src/main/java/io/github/threeply/examples");

    private static final List<String> LONG =
            List.of("CounterLocks", "CpuBound", "GatherPages", "HashJdk", "IoBound", "ProcessPool", "SharedTotal");

    @TempDir
    private Path folder;

    static List<String> examples() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java") && !name.equals("package-info.java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .filter(name -> Boolean.getBoolean("threeply.long") || !LONG.contains(name))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void compilesAndRuns(String example) throws Exception {
        String library = Delivered.library().values().stream()
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        Path classes = Files.createDirectories(folder.resolve("classes"));
        Delivered.tool(
                "javac",
                "-proc:none",
                "-cp",
                library,
                "-d",
                classes.toString(),
                SOURCES.resolve(example + ".java").toString());

        Process process = Delivered.command(
                        folder,
                        Delivered.java(),
                        "-cp",
                        classes + File.pathSeparator + library,
                        "io.github.threeply.examples." + example)
                .start();
        try {
            process.getOutputStream().close();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();

            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(printed).isZero();
            assertThat(printed).isNotEmpty().doesNotContain("Exception in thread");
        } finally {
            process.destroyForcibly();
        }
    }
}
