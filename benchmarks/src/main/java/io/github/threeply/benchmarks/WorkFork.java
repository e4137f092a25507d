package io.github.threeply.benchmarks;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM for one contestant of a {@link ForkedRow}. */
final class WorkFork {
    private WorkFork() {}

    /** Runs a contestant in a new JVM. Returns the numbers of each round. */
    static List<double[]> measure(String row, Contestant contestant, int metrics, Effort effort)
            throws IOException, InterruptedException {
        List<String> args = List.of(
                row,
                contestant.name(),
                Integer.toString(effort.warmups()),
                Integer.toString(effort.rounds()),
                Long.toString(effort.round().toMillis()));
        return Fork.run(contestant.flags(), WorkFork.class, args, effort.rounds(), metrics, effort.limit());
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
                Fork.tell(wanted(work.values(operations, seconds), row.metrics()));
            }
        }
        System.exit(0); // whatever threads a contestant leaves
    }

    /** A work may know more of itself than the row asks for, but not less: what was not measured must not look like 0. */
    static double[] wanted(double[] values, int metrics) {
        if (values.length < metrics) {
            throw new IllegalStateException("the row needs " + metrics + " numbers, but got " + values.length);
        }
        return Arrays.copyOf(values, metrics);
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
