package io.github.threeply.ipc.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.threeply.core.Task;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A program that is a module of its own, with nothing exported and nothing open, started from a module path and from a
 * run-time image. The tests compile it, because they are in no module themselves.
 */
@ExtendWith(LeavesNothingBehind.class)
class NamedModulesTest {
    private static final Map<String, String> SOURCES = Map.of(
            "module-info.java",
            """
            module program {
                requires io.github.threeply.ipc;
                uses program.Greeter;
                provides program.Greeter with program.hidden.Polite;
            }
            """,
            "program/Greeter.java",
            "package program; public interface Greeter { String greet(); }",
            "program/hidden/Polite.java",
            """
            package program.hidden;
            public class Polite implements program.Greeter {
                public String greet() { return "good day"; }
            }
            """,
            "program/Main.java",
            """
            package program;
            import io.github.threeply.core.Task;
            import io.github.threeply.ipc.process.*;
            import java.io.Serializable;
            import java.util.List;
            import java.util.ServiceLoader;
            class Main {
                record Point(int x, int y) implements Serializable {}
                static class Named implements Task<String> {
                    public String call() { return "" + Named.class.getModule().getName(); }
                }
                public static void main(String[] args) throws Exception {
                    Point point = new Point(1, 2);
                    try (WorkerProcessPool pool = WorkerProcessPool.builder().workers(1).start()) {
                        System.out.println("lambda " + pool.submit(() -> 42).get());
                        System.out.println("class in " + pool.submit(new Named()).get());
                        System.out.println("record " + pool.submit(() -> new Point(point.y(), point.x())).get());
                        System.out.println("service " + pool.submit(() ->
                                ServiceLoader.load(Greeter.class).findFirst().orElseThrow().greet()).get());
                        int sum = 0;
                        try (var results = pool.submitEach((Integer i) -> new Point(i, i), List.of(1, 2, 3).iterator(), 3)) {
                            while (results.next()) {
                                sum += results.value().x();
                            }
                        }
                        System.out.println("bulk " + sum);
                    }
                    try (WorkerProcess worker = WorkerProcess.start("one", c -> c.send(c.receive(Point.class)))) {
                        worker.connection().send(point);
                        System.out.println("process " + worker.connection().receive());
                        worker.join();
                    } catch (WorkerStartException e) {
                        System.out.println(e.getMessage());
                    }
                }
            }
            """,
            "program/Replaced.java",
            """
            package program;
            import io.github.threeply.ipc.process.*;
            import java.nio.file.*;
            import java.nio.file.attribute.FileTime;
            import java.util.concurrent.*;
            class Replaced {
                public static void main(String[] args) throws Exception {
                    try (WorkerProcessPool pool = WorkerProcessPool.builder().workers(1).start()) {
                        pool.submit(() -> 1).get(60, TimeUnit.SECONDS);
                        Files.setLastModifiedTime(Path.of(args[0]), FileTime.fromMillis(1_000_000));
                        try {
                            pool.submit(() -> Runtime.getRuntime().halt(1)).get(60, TimeUnit.SECONDS);
                        } catch (ExecutionException e) {
                            System.out.println(e.getCause().getClass().getSimpleName());
                        }
                        pool.submit(() -> 1).get(60, TimeUnit.SECONDS);
                    } catch (ExecutionException e) {
                        WorkerMismatchException mismatch = (WorkerMismatchException) e.getCause();
                        System.out.println(mismatch.part() + " " + mismatch.workerHas());
                    }
                    try (WorkerProcess worker = WorkerProcess.builder("one")
                            .onOutput(line -> {})
                            .start(c -> c.send("here"))) {
                        System.out.println(worker.connection().receive());
                    } catch (RuntimeException e) {
                        System.out.println(e.getMessage());
                    }
                }
            }
            """,
            "program/Cached.java",
            """
            package program;
            import io.github.threeply.ipc.process.*;
            import java.nio.file.*;
            import java.util.concurrent.*;
            import java.util.stream.Stream;
            class Cached {
                static boolean isMade(Path folder) throws Exception {
                    if (!Files.isDirectory(folder)) {
                        return false;
                    }
                    try (Stream<Path> files = Files.list(folder)) {
                        return files.anyMatch(file -> file.toString().endsWith(".cache"));
                    }
                }
                static boolean uses(WorkerProcessPool pool, String folder) throws Exception {
                    return pool.submit(() -> Files.readString(Path.of("/proc/self/maps")).contains(folder))
                            .get(60, TimeUnit.SECONDS);
                }
                public static void main(String[] args) throws Exception {
                    Path folder = Path.of(args[0]);
                    WorkerProcessPoolBuilder options =
                            WorkerProcessPool.builder().workers(1).bootCache(BootCache.in(folder));
                    try (WorkerProcessPool pool = options.start()) {
                        System.out.println("first " + uses(pool, args[0]));
                        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
                        while (!isMade(folder) && System.nanoTime() < end) {
                            Thread.sleep(50);
                        }
                    }
                    try (WorkerProcessPool pool = options.start()) {
                        System.out.println("next " + uses(pool, args[0]));
                    }
                }
            }
            """);

    private static final String ANSWERS = String.join(
            "\n",
            "lambda 42",
            "class in program",
            "record Point[x=2, y=1]",
            "service good day",
            "bulk 6",
            "process Point[x=1, y=2]");

    @TempDir
    private static Path folder;

    private static String modulePath;

    @BeforeAll
    static void compile() throws Exception {
        Path core = Jars.pack(Task.class, folder.resolve("core.jar"));
        Path ipc = Jars.pack(WorkerProcess.class, folder.resolve("ipc.jar"));
        List<String> arguments = new ArrayList<>(List.of(
                "-p",
                core + File.pathSeparator + ipc + File.pathSeparator + Jars.place(NullMarked.class),
                "-d",
                folder.resolve("classes").toString()));
        for (Map.Entry<String, String> source : SOURCES.entrySet()) {
            Path file = folder.resolve("sources").resolve(source.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, source.getValue());
            arguments.add(file.toString());
        }
        tool("javac", arguments.toArray(String[]::new));
        Path program = Jars.packFolder(folder.resolve("classes"), folder.resolve("program.jar"));
        modulePath = core + File.pathSeparator + ipc + File.pathSeparator + program;
    }

    private static void tool(String name, String... arguments) {
        StringWriter printed = new StringWriter();
        PrintWriter out = new PrintWriter(printed);
        int code = ToolProvider.findFirst(name).orElseThrow().run(out, out, arguments);
        assertThat(code)
                .as(() -> name + " " + Arrays.toString(arguments) + "\n" + printed)
                .isZero();
    }

    private static String run(Path java, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir")); // which is looked at
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        process.getInputStream().transferTo(out);
        process.waitFor();
        return out.toString(StandardCharsets.UTF_8).strip();
    }

    private static Path java(String home) {
        return Path.of(home, "bin", "java");
    }

    @Test
    void worksFromAModulePath() throws Exception {
        assertThat(run(java(System.getProperty("java.home")), "-p", modulePath, "-m", "program/program.Main"))
                .isEqualTo(ANSWERS);
    }

    /** The parent takes records and lambdas apart itself then, and so must the worker be able to. */
    @Test
    void worksWhereAnArgumentOpensAPackage() throws Exception {
        assertThat(run(
                        java(System.getProperty("java.home")),
                        "-p",
                        "core.jar" + File.pathSeparator + "ipc.jar" + File.pathSeparator + "program.jar", // relative
                        "--add-opens",
                        "program/program=io.github.threeply.ipc",
                        "-m",
                        "program/program.Main"))
                .isEqualTo(ANSWERS);
    }

    /** What was loaded is not what a new worker would find, be it a worker of a pool or a single one. */
    @Test
    void refusesWorkersAfterAJarOnTheModulePathWasReplaced() throws Exception {
        Path libraries = Files.createDirectory(folder.resolve("libraries"));
        for (String jar : List.of("core.jar", "ipc.jar", "program.jar")) {
            Files.copy(folder.resolve(jar), libraries.resolve(jar));
        }
        String jar = libraries.resolve("program.jar").toString();

        String printed = run(
                java(System.getProperty("java.home")),
                "-p",
                libraries.toString(),
                "-m",
                "program/program.Replaced",
                jar);

        String[] lines = printed.split("\n", -1);
        assertThat(lines).as(printed).hasSize(3);
        assertThat(lines[0]).isEqualTo("WorkerCrashedException");
        assertThat(lines[1]).startsWith("CLASS_PATH has " + jar).endsWith("changed at 1000000 ms)");
        assertThat(lines[2])
                .contains("exited with code 71: the files of the program have changed")
                .contains("there is now " + jar)
                .endsWith("changed at 1000000 ms)");
    }

    @Test
    void makesABootCacheOfModulesAndStartsFromIt() throws Exception {
        assumeTrue(Files.isReadable(Path.of("/proc/self/maps")), "this system does not tell what is mapped");
        String caches = folder.resolve("caches").toString();

        assertThat(run(
                        java(System.getProperty("java.home")),
                        "-Dthreeply.bootCache=",
                        "-p",
                        modulePath,
                        "-m",
                        "program/program.Cached",
                        caches))
                .isEqualTo("first false\nnext true");
    }

    /** One image for both: linking takes seconds. */
    @Test
    void worksFromARunTimeImageThatHasTheJavaCommand() throws Exception {
        assumeTrue(ToolProvider.findFirst("jlink").isPresent(), "this JDK has no jlink");
        String home = System.getProperty("java.home");
        boolean hasModules =
                Files.isDirectory(Path.of(home, "jmods")) || Runtime.version().feature() >= 24;
        assumeTrue(hasModules, "this JDK has no modules to link");
        Path image = folder.resolve("image");
        String path = modulePath + File.pathSeparator + Path.of(home, "jmods");
        tool("jlink", "-p", path, "--add-modules", "program", "--output", image.toString());

        assertThat(run(java(image.toString()), "-m", "program/program.Main")).isEqualTo(ANSWERS);
        if (Runtime.version().feature()
                >= 25) { // before, a cache adds to an archive of the JDK's own, which is not here
            String caches = folder.resolve("caches-of-image").toString();
            assertThat(run(java(image.toString()), "-m", "program/program.Cached", caches))
                    .isEqualTo("first false\nnext true");
        }

        // A launcher of its own, and none under the name that we know.
        Path launcher = Files.move(java(image.toString()), image.resolve("bin").resolve("program"));
        assertThat(run(launcher, "-m", "program/program.Main"))
                .contains("there is no java command at")
                .contains("set the system property threeply.worker.java");
        assertThat(run(launcher, "-Dthreeply.worker.java=" + launcher, "-m", "program/program.Main"))
                .isEqualTo(ANSWERS);
    }
}
