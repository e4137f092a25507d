package io.github.threeply.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.core.SharedCounter;
import io.github.threeply.ipc.process.WorkerProcessPool;
import io.github.threeply.patterns.Tasks;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever copies one example needs nothing but the JDK and the library. */
class StandsAloneTest {
    private static final Path SOURCES = Path.of("src/main/java/io/github/threeply/examples");

    static List<String> examples() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java") && !name.equals("package-info.java"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void compilesAlone(String example, @TempDir Path classes) throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        String library = Stream.of(SharedCounter.class, Tasks.class, WorkerProcessPool.class)
                .map(StandsAloneTest::locationOf)
                .collect(Collectors.joining(File.pathSeparator));
        StringWriter messages = new StringWriter();
        List<String> options =
                List.of("--release", "17", "-proc:none", "-classpath", library, "-d", classes.toString());
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            Boolean compiled = compiler.getTask(
                            messages, files, null, options, null, files.getJavaFileObjects(SOURCES.resolve(example)))
                    .call();

            assertThat(compiled).as(messages.toString()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void hasAMainMethodAndSaysWhatItPrints(String example) throws Exception {
        String source = Files.readString(SOURCES.resolve(example));

        assertThat(source).contains("public static void main(String[] args)");
        assertThat(source.substring(0, source.indexOf("public final class"))).contains("Prints");
    }

    private static String locationOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
