package io.github.threeply.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * A row of single calls, ours and one peer's, which differ by a few per cent. They take turns of some hundredths of a
 * second in the same JVM, with 1, 2 and 4 threads unless told otherwise, so what the machine does meanwhile falls upon both. Each turn has
 * objects of its own, since where they lie in memory matters, and several JVMs do the same.
 */
public final class PairedRow implements Row {
    private static final Effort EFFORT = new Effort(3, 4, 10, Duration.ofMillis(40));

    /** A loop around one call. */
    @FunctionalInterface
    public interface Loop {
        /**
         * Calls until told to stop, looking before each call. Each side has a class of its own for this, so that
         * neither's profile spoils the other's code.
         *
         * @param stop tells
         * @return how many calls that were
         */
        long run(Stop stop);
    }

    private final String name;
    private final String about;
    private final Effort effort;
    private final Supplier<? extends Loop> ours;
    private final String peer;
    private final Supplier<? extends Loop> theirs;
    private final SortedMap<Integer, Double> targets;

    /**
     * Makes a row.
     *
     * @param name see {@link #name}
     * @param about see {@link #about}
     * @param ours makes our loop, around new objects, for any number of threads
     * @param peer how the table calls the peer
     * @param theirs makes its loop
     * @param target how many times as fast ours must be
     */
    public PairedRow(
            String name,
            String about,
            Supplier<? extends Loop> ours,
            String peer,
            Supplier<? extends Loop> theirs,
            double target) {
        this(name, about, EFFORT, ours, peer, theirs, Map.of(1, target, 2, target, 4, target));
    }

    /**
     * Makes a row.
     *
     * @param name see {@link #name}
     * @param about see {@link #about}
     * @param effort see {@link #effort}
     * @param ours makes our loop, around new objects, for any number of threads
     * @param peer how the table calls the peer
     * @param theirs makes its loop
     * @param targets how many times as fast ours must be, for each number of threads that is measured; 0 for what is shown
     *     for information only
     */
    public PairedRow(
            String name,
            String about,
            Effort effort,
            Supplier<? extends Loop> ours,
            String peer,
            Supplier<? extends Loop> theirs,
            Map<Integer, Double> targets) {
        this.name = name;
        this.about = about;
        this.effort = effort;
        this.ours = ours;
        this.peer = peer;
        this.theirs = theirs;
        this.targets = new TreeMap<>(targets);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String about() {
        return about;
    }

    @Override
    public Effort effort() {
        return effort;
    }

    @Override
    public List<Finding> measure(Effort effort) throws Exception {
        List<double[]> rounds = new ArrayList<>();
        for (int fork = 0; fork < effort.forks(); fork++) {
            rounds.addAll(PairFork.measure(name, targets.size(), effort));
        }
        List<Finding> findings = new ArrayList<>();
        targets.forEach((threads, target) -> findings.add(new Comparison(
                threads == 1 ? "1 thread" : threads + " threads",
                figure(rounds, threads, 1),
                peer,
                figure(rounds, threads, 2),
                target)));
        return findings;
    }

    private static Figure figure(List<double[]> rounds, int threads, int column) {
        return Figure.of(rounds.stream()
                .filter(round -> round[0] == threads)
                .mapToDouble(round -> round[column])
                .toArray());
    }

    /** Takes the numbers of one pair of turns: how many threads, our rate, theirs. */
    @FunctionalInterface
    interface Teller {
        void tell(double... numbers);
    }

    /** What a JVM measures: for each number of threads, so many pairs of turns, beginning by turns. */
    void run(int warmups, int pairs, Duration turn, Teller teller) throws InterruptedException {
        for (int threads : targets.keySet()) {
            for (int i = -warmups; i < pairs; i++) {
                boolean weBegin = i % 2 == 0;
                double first = Turn.rate(weBegin ? ours.get() : theirs.get(), threads, turn);
                double second = Turn.rate(weBegin ? theirs.get() : ours.get(), threads, turn);
                if (i >= 0) {
                    teller.tell(threads, weBegin ? first : second, weBegin ? second : first);
                }
            }
        }
    }
}
