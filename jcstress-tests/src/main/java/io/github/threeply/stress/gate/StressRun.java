package io.github.threeply.stress.gate;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.github.threeply.ipc.shared.WayToWait;
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
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.Main;

/** Runs jcstress in a JVM of its own, with all that it writes under one directory, and reads what it found. */
public final class StressRun {

    /**
     * One JVM for each test. It begins in the interpreter, goes on in what the first compiler makes of it, and soon has what
     * the second one does, which here picks among the orders that it may choose by chance. The longer forms have a JVM for
     * each of these, which is four times the time, nearly all of it to start them.
     */
    private static final List<String> ONE_JVM = List.of(
            "-sc",
            "false",
            "-jvmArgs",
            "-XX:+TieredCompilation -XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions"
                    + " -XX:+StressLCM -XX:+StressGCM -XX:+StressIGVN -XX:+StressCCP");

    /**
     * What came out.
     *
     * @param exitCode that of jcstress: 1 if it saw anything forbidden, or an error
     * @param observed what it saw, by name of the test
     * @param log where its own words are
     */
    public record Result(int exitCode, Map<String, Observed> observed, Path log) {}

    private final Jdk jdk;
    private final Path directory;
    private final Duration limit;
    private final Duration forkLimit;
    private final Consumer<String> listener;

    /**
     * Makes a run.
     *
     * @param jdk what to run it on
     * @param directory where all output goes, and nothing else is: it is emptied first
     * @param limit how long it may take before it is stopped
     * @param forkLimit how long one test may run in one configuration before it counts as hung
     * @param listener is told each line that jcstress prints
     */
    public StressRun(Jdk jdk, Path directory, Duration limit, Duration forkLimit, Consumer<String> listener) {
        this.jdk = jdk;
        this.directory = directory;
        this.limit = limit;
        this.forkLimit = forkLimit;
        this.listener = listener;
    }

    /** Returns the arguments for a short run: each test in one JVM, so often, for so long each time. */
    public static List<String> briefly(int times, int millis) {
        List<String> arguments =
                new ArrayList<>(List.of("-iters", Integer.toString(times), "-time", Integer.toString(millis)));
        arguments.addAll(ONE_JVM);
        return arguments;
    }

    /** Runs the tests whose name matches, with these further arguments. */
    public Result run(String regex, List<String> arguments) throws IOException, InterruptedException {
        empty();
        Path log = directory.resolve("jcstress.log");
        Process jcstress = new ProcessBuilder(command(regex, arguments))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        Thread killer = new Thread(() -> kill(jcstress), "kill-jcstress");
        int exitCode;
        try {
            remember(killer, jcstress);
            jcstress.getOutputStream().close();
            Thread copier = new Thread(() -> copy(jcstress, log), "copy-jcstress-log");
            copier.setDaemon(true);
            copier.start();
            exitCode = await(jcstress);
            copier.join(SECONDS.toMillis(10));
        } finally {
            kill(jcstress);
            forget(killer);
        }
        return new Result(exitCode, observed(exitCode), log);
    }

    private static void remember(Thread hook, Process jcstress) {
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            kill(jcstress); // the JVM is going down already, and nobody else would
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is going down, so the hook runs or has run. It finds nothing to kill.
        }
    }

    /** Returns what the run left; after one that was stopped the file may be cut, and then it counts for nothing. */
    private Map<String, Observed> observed(int exitCode) throws IOException {
        Path blob = blob();
        try {
            return blob == null ? Map.of() : ResultBlob.read(blob);
        } catch (IOException e) {
            if (exitCode == 0) { // else its user tells that it failed, or has stopped it
                System.out.println("The results in " + blob + " cannot be read: " + e);
            }
            return Map.of();
        }
    }

    private List<String> command(String regex, List<String> arguments) {
        List<String> command = new ArrayList<>();
        List<String> nativeAccess = WayToWait.flags(jdk.feature());
        command.add(jdk.java().toString());
        command.addAll(nativeAccess);
        command.addAll(List.of("-cp", classPath(), Main.class.getName()));
        command.addAll(List.of("-t", regex, "-r", "report"));
        for (String flag : nativeAccess) {
            command.addAll(List.of("-jvmArgsPrepend", flag));
        }
        command.addAll(arguments);
        return command;
    }

    /** Our own, but absolute: jcstress runs in another directory, because there it leaves its results. */
    static String classPath() {
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

    private void copy(Process jcstress, Path log) {
        try (BufferedReader in = jcstress.inputReader();
                BufferedWriter out = Files.newBufferedWriter(log)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.write(line);
                out.newLine();
                out.flush();
                listener.accept(line);
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
