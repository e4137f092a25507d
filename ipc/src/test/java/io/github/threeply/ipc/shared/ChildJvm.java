package io.github.threeply.ipc.shared;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Another JVM that runs {@link SharedChild}, and is ended with the test. */
final class ChildJvm implements AutoCloseable {
    private static final long LIMIT_SECONDS = 60;

    /** Both must look for bells and the like in the same place. */
    private static final String TEMPORARY = "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir");

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final Thread reader;

    private ChildJvm(List<String> command) throws IOException {
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        reader = new Thread(this::readLines, "child-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a JVM that does one job of {@link SharedChild}. Arguments with -X and -D are for the JVM. */
    static ChildJvm start(String job, Object... arguments) throws IOException {
        return new ChildJvm(command(job, arguments));
    }

    /** Starts a JVM that runs a main class, with flags of its own. */
    static ChildJvm run(List<String> flags, String classPath, Class<?> main, Object... arguments) throws IOException {
        return new ChildJvm(command(flags, classPath, main, arguments));
    }

    /** The same, with another JDK. */
    static ChildJvm runOn(Path home, List<String> flags, String classPath, Class<?> main, Object... arguments)
            throws IOException {
        List<String> command = command(flags, classPath, main, arguments);
        command.set(0, home.resolve("bin").resolve("java").toString());
        return new ChildJvm(command);
    }

    /** Starts a shell command, in which {@code "$@"} is the command of a JVM that runs a main class. */
    static ChildJvm runIn(List<String> shell, Class<?> main, Object... arguments) throws IOException {
        return runIn(shell, List.of(), main, arguments);
    }

    /** The same, with flags for the JVM. */
    static ChildJvm runIn(List<String> shell, List<String> flags, Class<?> main, Object... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(shell);
        command.addAll(command(flags, System.getProperty("java.class.path"), main, arguments));
        return new ChildJvm(command);
    }

    private static List<String> command(List<String> flags, String classPath, Class<?> main, Object... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                TEMPORARY));
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath, main.getName()));
        Stream.of(arguments).map(Object::toString).forEach(command::add);
        return command;
    }

    long pid() {
        return process.pid();
    }

    /** Starts a shell command, in which {@code "$@"} is the command of the JVM. */
    static ChildJvm startIn(List<String> shell, String job, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>(shell);
        command.addAll(command(job, arguments));
        return new ChildJvm(command);
    }

    /** Starts a JVM with a main class of its own. */
    static ChildJvm startMain(Class<?> main, List<String> jvmArguments, Object... arguments) throws IOException {
        List<String> command = command("");
        command.subList(command.size() - 2, command.size()).clear();
        command.addAll(jvmArguments);
        command.add(main.getName());
        Stream.of(arguments).map(Object::toString).forEach(command::add);
        return new ChildJvm(command);
    }

    private static List<String> command(String job, Object... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                TEMPORARY,
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + Path.of(System.getProperty("java.io.tmpdir"), "hs_err_child_%p.log"),
                "-cp",
                System.getProperty("java.class.path")));
        List<String> words = Stream.of(arguments).map(Object::toString).toList();
        words.stream().filter(ChildJvm::isForTheJvm).forEach(command::add);
        command.add(SharedChild.class.getName());
        command.add(job);
        words.stream().filter(word -> !isForTheJvm(word)).forEach(command::add);
        return command;
    }

    private static boolean isForTheJvm(String word) {
        return word.startsWith("-X") || word.startsWith("-D");
    }

    private void readLines() {
        try (BufferedReader in = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(line);
            }
        } catch (IOException e) {
            lines.add("output ended: " + e);
        }
    }

    /** Lets a child go on that waits for it. */
    ChildJvm go() {
        try {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Returns the next line that the child printed. */
    String line() throws InterruptedException {
        String line = lines.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        if (line == null) {
            throw new AssertionError("The child printed nothing for " + LIMIT_SECONDS + " s");
        }
        return line;
    }

    /** Sends a signal by its name. */
    void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start();
        if (!kill.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || kill.exitValue() != 0) {
            throw new AssertionError("kill -" + name + " did not work");
        }
    }

    /** Ends the child as kill -9 does, and returns when it is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("The child survived its kill");
        }
    }

    /** Waits for the end of the child, and returns its exit code. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("The child still runs; it printed " + lines);
        }
        reader.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
        return process.exitValue();
    }

    /** Returns what the child printed and nobody took yet. */
    List<String> output() {
        return List.copyOf(lines);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            // Not process.onExit(), which needs the common pool; on two processors a blocked test has all of that.
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("The child survived its kill");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
