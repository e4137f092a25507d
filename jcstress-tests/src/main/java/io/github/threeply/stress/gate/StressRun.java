package io.github.threeply.stress.gate;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.Main;

/** Runs jcstress in a JVM of its own, with all that it writes under one directory, and reads what it found. */
final class StressRun {
    private static final Duration PROGRESS_EVERY = Duration.ofSeconds(30);
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    /** JDK 24 and later warn on every start of a JVM whose libraries load native code, as jcstress's do. */
    private static final List<String> NATIVE_ACCESS =
            Runtime.version().feature() >= 22 ? List.of("--enable-native-access=ALL-UNNAMED") : List.of();

    /**
     * What came out.
     *
     * @param exitCode that of jcstress: 1 if it saw anything forbidden, or an error
     * @param observed what it saw, by name of the test
     * @param log where its own words are
     */
    record Result(int exitCode, Map<String, Observed> observed, Path log) {}

    private final Path directory;
    private final Duration limit;
    private final Duration forkLimit;

    StressRun(Path directory, Duration limit, Duration forkLimit) {
        this.directory = directory;
        this.limit = limit;
        this.forkLimit = forkLimit;
    }

    /** Runs the tests whose name matches, with these further arguments. */
    Result run(String regex, List<String> arguments) throws IOException, InterruptedException {
        empty();
        Path log = directory.resolve("jcstress.log");
        Process jcstress = new ProcessBuilder(command(regex, arguments))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        Thread killer = new Thread(() -> kill(jcstress), "kill-jcstress");
        Runtime.getRuntime().addShutdownHook(killer);
        int exitCode;
        try {
            jcstress.getOutputStream().close();
            Thread copier = new Thread(() -> copy(jcstress, log), "copy-jcstress-log");
            copier.setDaemon(true);
            copier.start();
            exitCode = await(jcstress);
            copier.join(SECONDS.toMillis(10));
        } finally {
            kill(jcstress);
            Runtime.getRuntime().removeShutdownHook(killer);
        }
        return new Result(exitCode, observed(), log);
    }

    /** Returns what the run left; after one that was stopped the file may be cut, and then it counts for nothing. */
    private Map<String, Observed> observed() throws IOException {
        Path blob = blob();
        try {
            return blob == null ? Map.of() : ResultBlob.read(blob);
        } catch (IOException e) {
            System.out.println("The results in " + blob + " cannot be read: " + e);
            return Map.of();
        }
    }

    private List<String> command(String regex, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(JAVA.toString());
        command.addAll(NATIVE_ACCESS);
        command.addAll(List.of("-cp", classPath(), Main.class.getName()));
        command.addAll(List.of("-t", regex, "-r", "report"));
        for (String flag : NATIVE_ACCESS) {
            command.addAll(List.of("-jvmArgsPrepend", flag));
        }
        command.addAll(arguments);
        return command;
    }

    /** Our own, but absolute: jcstress runs in another directory, because there it leaves its results. */
    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private int await(Process jcstress) throws InterruptedException {
        ForkWatch watch = new ForkWatch(jcstress, forkLimit);
        long deadline = System.nanoTime() + limit.toNanos();
        while (!jcstress.waitFor(1, SECONDS)) {
            watch.look();
            if (System.nanoTime() - deadline > 0) {
                System.out.println("jcstress did not end within " + limit.toMinutes() + " minutes; it is stopped.");
                kill(jcstress);
            }
        }
        return jcstress.exitValue();
    }

    private static void kill(Process jcstress) {
        // The descendants first: without their parent they could no longer be found.
        List<ProcessHandle> all = new ArrayList<>(jcstress.descendants().toList());
        jcstress.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
    }

    /** Keeps the log, and lets a line about the progress through now and then. */
    private static void copy(Process jcstress, Path log) {
        long lastNanos = System.nanoTime();
        try (BufferedReader in = jcstress.inputReader();
                BufferedWriter out = Files.newBufferedWriter(log)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.write(line);
                out.newLine();
                out.flush();
                boolean due = System.nanoTime() - lastNanos > PROGRESS_EVERY.toNanos();
                if (due && line.strip().startsWith("(Results:")) {
                    System.out.println("  " + line.strip());
                    lastNanos = System.nanoTime();
                }
            }
        } catch (IOException e) {
            System.out.println("The output of jcstress was lost: " + e.getMessage());
        }
    }

    private @Nullable Path blob() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith("jcstress-results-"))
                    .findFirst()
                    .orElse(null);
        }
    }

    /** A result of an earlier run must not be taken for one of this run. */
    private void empty() throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder()).forEach(StressRun::delete);
            }
        }
        Files.createDirectories(directory);
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
