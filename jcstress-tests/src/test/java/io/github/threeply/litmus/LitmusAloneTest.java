package io.github.threeply.litmus;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The package is for others too: it needs the JDK alone, with nothing of this library beside it. */
class LitmusAloneTest {
    private static final Path SOURCES = Path.of("src/main/java/io/github/threeply/litmus");
    private static final Pattern OTHERS =
            Pattern.compile("\\bio\\.github\\.threeply\\.(?!litmus\\b)|\\blitmus\\.suite\\b");
    private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:static )?([\\w.]+);");
    private static final long LIMIT_SECONDS = 300;

    @TempDir
    Path directory;

    @Test
    void importsOnlyTheJdkAndAnnotationsThatNeedNotBeThere() throws IOException {
        int imports = 0;
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                String source = Files.readString(file);
                assertThat(OTHERS.matcher(source).find()).as(file.toString()).isFalse();
                assertThat(IMPORT.matcher(source).results().map(found -> found.group(1)))
                        .as(file.toString())
                        .allMatch(name -> name.startsWith("java.")
                                || name.startsWith("org.jspecify.annotations.")
                                || name.startsWith("io.github.threeply.litmus."));
                imports += (int) IMPORT.matcher(source).results().count();
            }
        }
        assertThat(imports).isGreaterThan(50);
    }

    @Test
    void runsATestOfOnesOwnWithNothingElseOnTheClassPath() throws Exception {
        Path litmus = jar("litmus.jar", LitmusMain.class, "");
        Path own = jar("own.jar", AddLitmus.class, "(?:AddLitmus|MyCounters).*");

        assertThat(java(
                        litmus + ":" + own,
                        AddLitmus.class.getName(),
                        "--jvms",
                        "" + Jdk.current().feature(),
                        "--rounds",
                        "1",
                        "--time",
                        "60"))
                .contains("HELD: nothing forbidden was seen", "Litmus: 1 passed, 0 failed");
    }

    @Test
    void asksForATestIfThereIsNone() throws Exception {
        Path litmus = jar("litmus.jar", LitmusMain.class, "");

        assertThat(java(litmus.toString())).contains("name a class that implements " + Litmus.class.getName());
        assertThat(java(litmus.toString(), "Nothing")).contains("there is no class Nothing");
    }

    /** Packs the classes that are beside a class, as the build does: those of its package, and of no package below. */
    private Path jar(String name, Class<?> beside, String regex) throws Exception {
        Path root = Path.of(
                beside.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path classes = root.resolve(beside.getPackageName().replace('.', '/'));
        Path jar = directory.resolve(name);
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> files = Files.list(classes)) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                if (regex.isEmpty() || each.getFileName().toString().matches(regex)) {
                    out.putNextEntry(new JarEntry(root.relativize(each).toString()));
                    Files.copy(each, out);
                }
            }
        }
        return jar;
    }

    private String java(String classPath, String... arguments) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(
                        Jdk.current().java().toString(),
                        "-Djava.io.tmpdir=" + directory,
                        "-cp",
                        classPath,
                        LitmusMain.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.command().addAll(List.of(arguments));
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            assertThat(process.waitFor(LIMIT_SECONDS, SECONDS)).isTrue();
            return Files.readString(output, StandardCharsets.UTF_8);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
