package mutate;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;

/** Other programs, and what they leave. */
final class Calls {
    /** A test that does not end in this time has noticed something, too; it is told apart, since the machine may be slow. */
    private static final long SECONDS = Long.getLong("mutate.seconds", 600);

    private static final long LOOK_MILLIS = 200;

    static final int NOT_IN_TIME = 124;

    static final String JAVA_HOME = System.getenv().getOrDefault("JAVA_HOME", System.getProperty("java.home"));

    /** Sees whether a process need not go on. */
    interface Look {
        int at(Process process) throws IOException;
    }

    private Calls() {}

    /** The feature release of that Java; 0 if it does not say. */
    static int feature() throws IOException {
        Path release = Path.of(JAVA_HOME, "release");
        Matcher version = Pattern.compile("(?m)^JAVA_VERSION=\"(\\d+)")
                .matcher(Files.exists(release) ? Files.readString(release) : "");
        return version.find() ? Integer.parseInt(version.group(1)) : 0;
    }

    /** Returns the exit code, or NOT_IN_TIME. */
    static int call(Path log, Path directory, List<String> command) throws IOException, InterruptedException {
        return call(log, directory, SECONDS, command, process -> 0);
    }

    /**
     * Does the same for so long at most.
     *
     * @param early looks at the process now and then; what it returns, if not 0, ends it and is taken for its exit code
     */
    static int call(Path log, Path directory, long seconds, List<String> command, Look early)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        process.getOutputStream().close();
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                int code = System.nanoTime() - end > 0 ? NOT_IN_TIME : early.at(process);
                if (code != 0) {
                    return code;
                }
            }
            return process.exitValue();
        } finally {
            // Those that it started, too: a test that was cut off cannot end them.
            List<ProcessHandle> all = process.descendants().collect(Collectors.toList());
            process.destroyForcibly();
            all.forEach(ProcessHandle::destroyForcibly);
            process.waitFor(10, TimeUnit.SECONDS);
        }
    }

    /** Compiles by the compiler of the Java that runs this, which is warm after the first; returns its exit code. */
    static int compile(Path log, List<String> arguments) throws IOException {
        try (OutputStream out = Files.newOutputStream(log)) {
            return ToolProvider.getSystemJavaCompiler().run(null, out, out, arguments.toArray(new String[0]));
        }
    }

    static void delete(Path directory) throws IOException {
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path left, IOException e) throws IOException {
                Files.deleteIfExists(left);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
