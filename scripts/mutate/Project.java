package mutate;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the mutants and their tests stand on: the modules as they were built, their class paths, and what runs tests. */
final class Project {
    static final Path ROOT = Path.of("").toAbsolutePath();
    static final List<String> MODULES = List.of("core", "patterns", "ipc");
    static final Path STRESS_JAR = ROOT.resolve("jcstress-tests/target/jcstress.jar");

    private final Map<String, String> classPaths = new LinkedHashMap<>();
    private final String launcher;

    Project(Path scratch) throws IOException, InterruptedException {
        for (String module : MODULES) {
            Path base = ROOT.resolve(module);
            classPaths.put(
                    module,
                    base.resolve("target/test-classes") + File.pathSeparator + base.resolve("target/classes")
                            + File.pathSeparator
                            + Files.readString(base.resolve("target/test-class-path.txt")).strip());
        }
        launcher = launcher(scratch);
    }

    static void build() throws IOException, InterruptedException {
        Path log = Files.createTempFile("mutate-build", ".log");
        int code = new ProcessBuilder(
                        "mvn", "-B", "-q", "-pl", "jcstress-tests,ipc", "-am", "-DskipTests", "package",
                        "dependency:build-classpath", "-Dmdep.outputFile=target/test-class-path.txt",
                        "-Dmdep.includeScope=test")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        String said = Files.readString(log);
        Files.delete(log);
        if (code != 0) {
            System.out.println(said);
            System.exit(2);
        }
    }

    /** The class path of a module's tests. */
    String classPath(String module) {
        return classPaths.get(module);
    }

    /** What has to be on the class path to run them, besides. */
    String launcher() {
        return launcher;
    }

    /** Returns the package of a test class, with a dot behind it. */
    static String packageOf(String module, String name) throws IOException {
        Path classes = ROOT.resolve(module).resolve("target/test-classes");
        try (Stream<Path> files = Files.walk(classes)) {
            Path found = files.filter(file -> file.endsWith(name + ".class"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no test " + name + " in " + module));
            return classes.relativize(found.getParent()).toString().replace(File.separatorChar, '.') + ".";
        }
    }

    /** Compiles what runs the tests, and finds the launcher of the engine that the tests are compiled for. */
    private String launcher(Path scratch) throws IOException, InterruptedException {
        String core = classPaths.get("core");
        Path engine = Stream.of(core.split(File.pathSeparator))
                .filter(entry -> entry.contains("junit-platform-engine"))
                .map(Path::of)
                .findFirst()
                .orElseThrow();
        String version = engine.getParent().getFileName().toString();
        Path jar = engine.resolve("../../../junit-platform-launcher/" + version + "/junit-platform-launcher-" + version
                        + ".jar")
                .normalize();
        if (!Files.exists(jar)) {
            throw new IOException(jar + " is missing; run one test with Maven, which brings it");
        }
        Path classes = Files.createDirectories(scratch.resolve("launcher"));
        Path log = scratch.resolve("launcher.log");
        int code = Calls.compile(log, List.of(
                "-nowarn", "--release", "17", "-proc:none", "-d", classes.toString(),
                "-cp", core + File.pathSeparator + jar, ROOT.resolve("scripts/RunTests.java").toString()));
        if (code != 0) {
            throw new IOException(Files.readString(log));
        }
        return jar + File.pathSeparator + classes;
    }
}
