package io.github.threeply.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A JVM that measures and prints what it finds, a line of numbers for each round. */
final class Fork {
    private static final String SAMPLE = "sample ";

    private Fork() {}

    /** Tells the JVM that started this one the numbers of a round. */
    static void tell(double... values) {
        System.out.println(
                SAMPLE + Arrays.stream(values).mapToObj(Double::toString).collect(Collectors.joining(" ")));
    }

    /** Runs a class in a new JVM. Returns what it told; fails if that was not so many rounds of so many numbers. */
    static List<double[]> run(
            List<String> flags, Class<?> main, List<String> args, int rounds, int numbers, Duration limit)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command(flags, main, args))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Thread watchdog = watch(process, limit);
        List<double[]> samples = new ArrayList<>();
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith(SAMPLE)) {
                    samples.add(numbers(line));
                } else {
                    System.err.println(line);
                }
            }
        } finally {
            watchdog.interrupt();
            process.destroyForcibly();
        }
        int exitCode = process.waitFor();
        if (samples.size() != rounds || samples.stream().anyMatch(sample -> sample.length != numbers)) {
            throw new IllegalStateException(main.getSimpleName() + " " + args + " ended with exit code " + exitCode
                    + " and " + samples.size() + " of " + rounds + " rounds of " + numbers
                    + " numbers each; what it printed is above. It had " + limit.toSeconds() + " s.");
        }
        return samples;
    }

    private static List<String> command(List<String> flags, Class<?> main, List<String> args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= 24) {
            command.add("--sun-misc-unsafe-memory-access=allow"); // JCTools uses it; spares a warning for each JVM
        }
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(args);
        return command;
    }

    private static double[] numbers(String line) {
        return Arrays.stream(line.substring(SAMPLE.length()).split(" "))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    /** Kills the process after a limit, which ends its output too. */
    private static Thread watch(Process process, Duration limit) {
        Thread watchdog = new Thread(() -> {
            try {
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    List<ProcessHandle> below = process.descendants().collect(Collectors.toList());
                    process.destroyForcibly(); // first, or it may start others
                    below.forEach(ProcessHandle::destroyForcibly);
                }
            } catch (InterruptedException e) {
                // It has ended in time, and this thread ends with it.
            }
        });
        watchdog.setDaemon(true);
        watchdog.start();
        return watchdog;
    }
}
