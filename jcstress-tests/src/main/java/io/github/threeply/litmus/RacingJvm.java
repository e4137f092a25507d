package io.github.threeply.litmus;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One of the JVMs of a run, as the parent sees it. */
final class RacingJvm {
    /**
     * Little memory and few threads, and a compiler that picks among the orders that it may choose by chance: the more
     * orders are tried, the more is seen.
     */
    private static final List<String> FLAGS = List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-Xshare:auto",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:+StressLCM",
            "-XX:+StressGCM",
            "-XX:+StressIGVN",
            "-XX:+StressCCP");

    private static final int MAX_OUTPUT = 16_384;

    final int number;
    private final Jdk jdk;
    private final Process process;
    private final Thread reader;
    private final StringBuilder output = new StringBuilder();

    private RacingJvm(int number, Jdk jdk, Process process) {
        this.number = number;
        this.jdk = jdk;
        this.process = process;
        reader = new Thread(this::read, "litmus-output-" + number);
        reader.setDaemon(true);
        reader.start();
    }

    static RacingJvm start(int number, Jdk jdk, List<String> arguments, Path directory) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(jdk.java().toString());
        command.addAll(FLAGS);
        command.addAll(jdk.nativeAccess());
        command.addAll(arguments);
        command.addAll(List.of("-cp", classPath(), JvmMain.class.getName(), directory.toString(), "" + number));
        return new RacingJvm(
                number,
                jdk,
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** Ours, but absolute. */
    static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private void read() {
        try (Reader in = process.inputReader()) {
            char[] chars = new char[1024];
            for (int count = in.read(chars); count >= 0; count = in.read(chars)) {
                synchronized (output) {
                    output.append(chars, 0, count);
                    output.delete(0, Math.max(0, output.length() - MAX_OUTPUT));
                }
            }
        } catch (IOException e) {
            // The process is gone, and with it the rest of what it had to say.
        }
    }

    String output() {
        synchronized (output) {
            return output.toString();
        }
    }

    Jdk jdk() {
        return jdk;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int exitCode() {
        return process.exitValue();
    }

    /** Waits for a short time, so that a loop over all JVMs notices an end soon. */
    void tryAwait(long millis) throws InterruptedException {
        process.waitFor(millis, MILLISECONDS);
    }

    void askForStacks() {
        try {
            process.getOutputStream().write(ParentWatch.DUMP);
            process.getOutputStream().flush();
        } catch (IOException e) {
            // It cannot listen any more: there is no dump.
        }
    }

    /** Tells whether the stacks that it was asked for are still to come. */
    boolean hasStacksToPrint() {
        return process.isAlive() && !output().contains(ParentWatch.DUMPED);
    }

    /** Ends it, if it has not ended yet, and waits until it is gone. */
    void kill() {
        process.destroyForcibly();
        boolean interrupted = false;
        long deadline = System.nanoTime() + SECONDS.toNanos(10);
        while (process.isAlive() || reader.isAlive()) {
            try {
                if (System.nanoTime() - deadline > 0) {
                    break; // in a system call that cannot be ended; nothing more can be done
                }
                process.waitFor(100, MILLISECONDS);
                reader.join(100);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        closeQuietly();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeQuietly() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // Its reader is gone.
        }
    }
}
