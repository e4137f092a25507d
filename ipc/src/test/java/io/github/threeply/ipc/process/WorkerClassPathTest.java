package io.github.threeply.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.threeply.core.Task;
import io.github.threeply.ipc.programs.AskAWorker;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The worker finds the program's classes, however the program was started. */
@ExtendWith(LeavesNothingBehind.class)
class WorkerClassPathTest {
    private static final String ANSWER = "six times seven is 42";

    @TempDir
    private Path folder;

    private static Path home(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static List<Path> needed() throws Exception {
        return List.of(home(AskAWorker.class), home(WorkerProcess.class), home(Task.class));
    }

    private static String joined(List<Path> path) {
        return path.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    /** Runs a JVM in a folder and returns all that it prints. */
    private static String java(Path workingFolder, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir")); // which is looked at
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command)
                .directory(workingFolder.toFile())
                .redirectErrorStream(true)
                .start();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        process.getInputStream().transferTo(out);
        process.waitFor();
        return out.toString(StandardCharsets.UTF_8).strip();
    }

    /** A jar with a manifest and nothing else but, if given, the files of a folder. */
    private Path jar(String name, String mainClass, String classPath, Path content) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        if (mainClass != null) {
            manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, mainClass);
        }
        if (classPath != null) {
            manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath);
        }
        Path file = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out, manifest)) {
            if (content != null) {
                try (Stream<Path> files = Files.walk(content)) {
                    for (Path each : files.filter(Files::isRegularFile).collect(Collectors.toList())) {
                        jar.putNextEntry(new JarEntry(content.relativize(each).toString()));
                        jar.write(Files.readAllBytes(each));
                    }
                }
            }
        }
        return file;
    }

    /** The build gives us a module as a folder of classes, or as a jar if it has made that before. */
    private void library(String name, Path home) throws IOException {
        if (Files.isDirectory(home)) {
            jar(name, null, null, home);
        } else {
            Files.copy(home, folder.resolve(name));
        }
    }

    @Test
    void startedWithAClassPath() throws Exception {
        assertThat(java(folder, "-cp", joined(needed()), AskAWorker.class.getName()))
                .isEqualTo(ANSWER);
    }

    @Test
    void startedWithRelativeAndEmptyEntries() throws Exception {
        Path classes = home(AskAWorker.class);
        // An empty entry is the working folder.
        String path = File.pathSeparator
                + classes.relativize(home(WorkerProcess.class))
                + File.pathSeparator
                + home(Task.class);

        assertThat(java(classes, "-cp", path, AskAWorker.class.getName())).isEqualTo(ANSWER);
    }

    @Test
    void startedAsAJarWhoseManifestNamesTheOthers() throws Exception {
        library("lib.jar", home(WorkerProcess.class));
        library("core.jar", home(Task.class));
        jar("app.jar", AskAWorker.class.getName(), "lib.jar core.jar", home(AskAWorker.class));

        assertThat(java(folder, "-jar", "app.jar")).isEqualTo(ANSWER);
    }

    @Test
    void startedWithAJarThatIsAManifestOnly() throws Exception {
        String urls = needed().stream().map(path -> path.toUri().toString()).collect(Collectors.joining(" "));
        Path booter = jar("booter.jar", null, urls, null);

        assertThat(java(folder, "-cp", booter.toString(), AskAWorker.class.getName()))
                .isEqualTo(ANSWER);
    }

    /** As build tools run a program inside themselves: nothing of it is on the class path. */
    @Test
    void startedFromAClassLoaderOfABuildTool() throws Exception {
        Path tool = folder.resolve("tool classes");
        String name = BuildTool.class.getName().replace('.', '/') + ".class";
        Files.createDirectories(tool.resolve(name).getParent());
        try (InputStream in = BuildTool.class.getClassLoader().getResourceAsStream(name)) {
            Files.copy(in, tool.resolve(name));
        }

        assertThat(java(folder, "-cp", tool.toString(), BuildTool.class.getName(), joined(needed())))
                .isEqualTo(ANSWER);
    }

    static final class BuildTool {
        public static void main(String[] args) throws Exception {
            List<URL> urls = new ArrayList<>();
            for (String entry : args[0].split(File.pathSeparator)) {
                urls.add(new File(entry).toURI().toURL());
            }
            URLClassLoader loader = new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
            Thread.currentThread().setContextClassLoader(loader);
            loader.loadClass("io.github.threeply.ipc.programs.AskAWorker")
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) new String[0]);
        }
    }

    @Test
    void startedWithAModulePath() throws Exception {
        String modules = joined(needed().subList(1, 3));

        assertThat(java(
                        folder,
                        "-p",
                        modules,
                        "--add-modules",
                        "io.github.threeply.ipc",
                        "-cp",
                        joined(needed().subList(0, 1)),
                        AskAWorker.class.getName()))
                .isEqualTo(ANSWER);
    }

    @Test
    void startedWithAPathTooLongForOneArgument() throws Exception {
        StringBuilder path = new StringBuilder();
        for (int i = 0; path.length() < 200_000; i++) {
            path.append(folder.resolve("no such \"jar\" " + i + ".jar")).append(File.pathSeparator);
        }
        System.setProperty(WorkerClassPath.PROPERTY, path + joined(needed()));
        try (WorkerProcess worker = WorkerProcess.start("long", c -> c.send(AskAWorker.class.getName()))) {
            assertThat(worker.connection().receive()).isEqualTo(AskAWorker.class.getName());
            worker.join();
        } finally {
            System.clearProperty(WorkerClassPath.PROPERTY);
        }
    }

    @Test
    void obeysTheProperty() {
        System.setProperty(WorkerClassPath.PROPERTY, "/a.jar" + File.pathSeparator + "/b.jar");
        try {
            assertThat(WorkerClassPath.of(
                            WorkerSpec.builder("a", ConnectionEntry.class).build()))
                    .containsExactly("/a.jar", "/b.jar");
            assertThat(WorkerClassPath.of(WorkerSpec.builder("a", ConnectionEntry.class)
                            .classPath(List.of(Path.of("/c.jar")))
                            .build()))
                    .containsExactly("/c.jar");
        } finally {
            System.clearProperty(WorkerClassPath.PROPERTY);
        }
    }

    @Test
    void refusesALoaderThatDoesNotTellWhereItsClassesAre() {
        ClassLoader secretive = new ClassLoader(null) {
            @Override
            public String toString() {
                return "secretive loader";
            }
        };

        assertThatExceptionOfType(WorkerStartException.class)
                .isThrownBy(() -> WorkerClassPath.of(WorkerSpec.builder("a", ConnectionEntry.class)
                        .codeLoader(secretive)
                        .build()))
                .withMessageContaining("secretive loader")
                .withMessageContaining("the system property threeply.worker.classpath");
    }

    @Test
    void refusesAJarInsideAJarThatIsNotThere() throws Exception {
        URL inner = URI.create("jar:file:/app.jar!/lib/inner.jar").toURL();
        try (URLClassLoader nested = new URLClassLoader(new URL[] {inner}, ClassLoader.getPlatformClassLoader())) {
            assertThatExceptionOfType(WorkerStartException.class)
                    .isThrownBy(() -> WorkerClassPath.of(WorkerSpec.builder("a", ConnectionEntry.class)
                            .codeLoader(nested)
                            .build()))
                    .withMessageContaining("/app.jar!/lib/inner.jar")
                    .withMessageContaining("unpacked");
        }
    }

    @Test
    void aWorkerWithoutTheProgramsClassesSaysWhichIsMissing() throws Exception {
        try (WorkerProcess worker =
                WorkerProcess.builder("lost").classPath(needed().subList(1, 3)).start(c -> c.send("never"))) {
            WorkerExit exit = worker.join();

            assertThat(exit.code()).isEqualTo(ExitCodes.INIT_FAILED);
            assertThat(String.join("\n", exit.stderrTail())).contains(WorkerClassPathTest.class.getSimpleName());
        }
    }
}
