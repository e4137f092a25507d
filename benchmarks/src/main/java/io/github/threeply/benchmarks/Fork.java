package io.github.threeply.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM for one contestant: starting it, and what it runs. */
final class Fork {
    private static final String SAMPLE = "sample ";
    private static final Duration START_AND_END = Duration.ofSeconds(60);

    private Fork() {}

    /** Runs a contestant in a new JVM. Returns operations in a second, for each round. */
    static List<Double> measure(String row, String contestant, Effort effort) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Fork.class.getName(),
                        row,
                        contestant,
                        Integer.toString(effort.warmups()),
                        Integer.toString(effort.rounds()),
                        Long.toString(effort.round().toMillis()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        // A round may take several times as long as planned, on a machine that does other things too.
        Duration limit = START_AND_END.plus(effort.round().multipliedBy(20L * (effort.warmups() + effort.rounds())));
        Thread watchdog = watch(process, limit);
        List<Double> samples = new ArrayList<>();
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith(SAMPLE)) {
                    samples.add(Double.valueOf(line.substring(SAMPLE.length())));
                } else {
                    System.err.println(line);
                }
            }
        } finally {
            watchdog.interrupt();
            process.destroyForcibly();
        }
        int exitCode = process.waitFor();
        if (samples.size() != effort.rounds()) {
            throw new IllegalStateException(contestant + " of the row " + row + " ended with exit code " + exitCode
                    + " and " + samples.size() + " of " + effort.rounds()
                    + " rounds; what it printed is above. It had " + limit.toSeconds() + " s.");
        }
        return samples;
    }

    /** Kills the process after a limit, which ends its output too. */
    private static Thread watch(Process process, Duration limit) {
        Thread watchdog = new Thread(() -> {
            try {
                if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                // It has ended in time, and this thread ends with it.
            }
        });
        watchdog.setDaemon(true);
        watchdog.start();
        return watchdog;
    }

    /**
     * What the new JVM runs.
     *
     * @param args the row, the contestant, how many warm-ups, how many rounds, milliseconds for a round
     */
    public static void main(String[] args) throws Exception {
        ForkedRow row = (ForkedRow) Rows.named(args[0]);
        int warmups = Integer.parseInt(args[2]);
        int rounds = Integer.parseInt(args[3]);
        long roundNanos = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(args[4]));
        try (Work work = row.contestant(args[1]).start().call()) {
            long operations = calibrate(work, roundNanos);
            for (int i = 0; i < warmups; i++) {
                // Some become many times faster meanwhile. All rounds that count do the same number.
                double nanos = seconds(work, operations) * 1e9;
                operations = whole(work, (long) (operations * Math.max(1, Math.min(8, roundNanos / nanos))));
            }
            for (int i = 0; i < rounds; i++) {
                double seconds = seconds(work, operations);
                System.out.println(SAMPLE + work.rate(operations, seconds));
            }
        }
        System.exit(0); // whatever threads a contestant leaves
    }

    /** Finds how many operations a round takes. */
    private static long calibrate(Work work, long roundNanos) throws Exception {
        long operations = 1; // which may be to start processes
        for (; ; ) {
            double nanos = seconds(work, operations) * 1e9;
            if (nanos >= roundNanos * 0.6) {
                nanos = seconds(work, operations) * 1e9; // the first time may have been slow for once
            }
            if (nanos >= roundNanos * 0.6) {
                return whole(work, operations);
            }
            // Not in one leap: what is not compiled yet is slow.
            double factor = Math.min(8, Math.max(1.3, roundNanos / Math.max(1, nanos)));
            operations = (long) (operations * factor) + 1;
        }
    }

    /** Whole batches, if it is more than one. */
    private static long whole(Work work, long operations) {
        long batch = work.batch();
        return operations <= batch ? operations : Math.round((double) operations / batch) * batch;
    }

    private static double seconds(Work work, long operations) throws Exception {
        long start = System.nanoTime();
        work.run(operations);
        return (System.nanoTime() - start) / 1e9;
    }
}
