package io.github.threeply.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A JVM for both sides of a {@link PairedRow}. */
final class PairFork {
    private PairFork() {}

    /** Measures in a new JVM. Returns for each pair of turns: how many threads, our rate, theirs. */
    static List<double[]> measure(String row, int settings, Effort effort) throws IOException, InterruptedException {
        List<String> args = List.of(
                row,
                Integer.toString(effort.warmups()),
                Integer.toString(effort.rounds()),
                Long.toString(effort.round().toMillis()));
        return Fork.run(List.of(), PairFork.class, args, settings * effort.rounds(), 3, effort.limit());
    }

    /**
     * What the new JVM runs.
     *
     * @param args the row, how many warm-ups, how many pairs, milliseconds for a turn
     */
    public static void main(String[] args) throws Exception {
        PairedRow row = (PairedRow) Rows.named(args[0]);
        Duration turn = Duration.ofMillis(Long.parseLong(args[3]));
        row.run(Integer.parseInt(args[1]), Integer.parseInt(args[2]), turn, Fork::tell);
        System.exit(0);
    }
}
