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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** One source file alone, with nothing but the JDK and the library. */
final class Alone {
    private final Path folder;
    private final Path classes;

    /** What comes of it goes into that folder. */
    Alone(Path folder) throws IOException {
        this.folder = folder;
        this.classes = Files.createDirectory(folder.resolve("classes"));
    }

    /** The jars of the library, or its classes where there are no jars yet. */
    static String library() {
        return Stream.of(SharedCounter.class, Tasks.class, WorkerProcessPool.class)
                .map(Alone::locationOf)
                .collect(Collectors.joining(File.pathSeparator));
    }

    void compile(Path source) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        List<String> options =
                List.of("--release", "17", "-proc:none", "-classpath", library(), "-d", classes.toString());
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            Boolean compiled = compiler.getTask(messages, files, null, options, null, files.getJavaFileObjects(source))
                    .call();

            assertThat(compiled).as(messages.toString()).isTrue();
        }
    }

    /** Runs the class in a JVM of its own, and returns what it prints to its standard output. */
    List<String> run(String mainClass, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classes + File.pathSeparator + library(),
                mainClass));
        command.addAll(arguments);
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process jvm = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(jvm.waitFor(180, TimeUnit.SECONDS)).as("it ends").isTrue();
            assertThat(jvm.exitValue()).as(Files.readString(err)).isZero();
            return Files.readAllLines(out);
        } finally {
            jvm.destroyForcibly();
        }
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
