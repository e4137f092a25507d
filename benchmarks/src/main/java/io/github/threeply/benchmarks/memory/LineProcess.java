package io.github.threeply.benchmarks.memory;

import static java.util.Objects.requireNonNull;

import io.github.threeply.benchmarks.Python;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * A process that answers each line it is told with a line of numbers, behind a mark; what else it prints is passed on. It
 * says one line without being asked, when it is ready. It ends with its input.
 */
final class LineProcess implements AutoCloseable {
    private static final String MARK = "= ";

    private final Process process;
    private final Writer out;
    private final BufferedReader in;

    LineProcess(List<String> command) throws IOException {
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        out = process.outputWriter(StandardCharsets.UTF_8);
        in = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Starts a JVM with the flags of this one. */
    static LineProcess jvm(Class<?> main, String... args) throws IOException {
        return new LineProcess(jvmCommand(main, args));
    }

    static List<String> jvmCommand(Class<?> main, String... args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-javaagent") && !flag.startsWith("-agentlib"))
                .toList());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(args));
        return command;
    }

    /** Starts the script of this package. */
    static LineProcess python(Path directory, String... args) throws IOException {
        Path script = directory.resolve("memory.py");
        try (InputStream source = requireNonNull(LineProcess.class.getResourceAsStream("memory.py"))) {
            Files.write(script, source.readAllBytes());
        }
        List<String> command = new ArrayList<>(List.of(Python.command(), script.toString()));
        command.addAll(List.of(args));
        return new LineProcess(command);
    }

    /** What the other side prints as an answer. */
    static void say(Object... numbers) {
        System.out.println(MARK + Arrays.stream(numbers).map(Object::toString).collect(Collectors.joining(" ")));
        System.out.flush();
    }

    void tell(long number) throws IOException {
        out.write(number + "\n");
        out.flush();
    }

    double[] answer() throws IOException {
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.startsWith(MARK)) {
                return Arrays.stream(line.substring(MARK.length()).split(" "))
                        .mapToDouble(Double::parseDouble)
                        .toArray();
            }
            System.err.println(line);
        }
        throw new IOException("process " + process.pid() + " ended; what it said is above");
    }

    /** Returns when it will have ended, by {@link System#nanoTime}. */
    CompletableFuture<Long> end() {
        return process.onExit().thenApply(ended -> System.nanoTime());
    }

    /** As {@code kill -9}. */
    void kill() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        List<ProcessHandle> below = process.descendants().collect(Collectors.toList());
        process.destroyForcibly(); // first, or it may start others
        below.forEach(ProcessHandle::destroyForcibly);
    }
}
