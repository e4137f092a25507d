package io.github.threeply.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A row whose contestants run by turns, each in fresh JVMs. The first is ours. What each round of a contestant gives may
 * be several numbers; unless told otherwise it is one, its rate.
 */
public final class ForkedRow implements Row {
    private final String name;
    private final String about;
    private final Effort effort;
    private final Requirement requirement;
    private final List<Metric> metrics;
    private final List<Contestant> contestants;

    /**
     * Makes a row of rates.
     *
     * @param name see {@link #name}
     * @param about see {@link #about}
     * @param contestants ours, then the others
     */
    public ForkedRow(String name, String about, List<Contestant> contestants) {
        this(name, about, Effort.ORDINARY, Requirement.NONE, List.of(Metric.RATE), contestants);
    }

    /**
     * Makes a row.
     *
     * @param name see {@link #name}
     * @param about see {@link #about}
     * @param effort see {@link #effort}
     * @param requirement what it needs to be measured at all
     * @param metrics the numbers that each round gives
     * @param contestants ours, then the others, without whom all that there is must have a limit
     */
    public ForkedRow(
            String name,
            String about,
            Effort effort,
            Requirement requirement,
            List<Metric> metrics,
            List<Contestant> contestants) {
        this.name = name;
        this.about = about;
        this.effort = effort;
        this.requirement = requirement;
        this.metrics = List.copyOf(metrics);
        this.contestants = List.copyOf(contestants);
        if (contestants.isEmpty() || contestants.size() < 2 && metrics.stream().noneMatch(Metric::isLimited)) {
            throw new IllegalArgumentException("The row " + name + " needs ours and at least one peer, or a limit.");
        }
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
        String missing = requirement.missing();
        if (missing != null) {
            return List.of(new Unmeasured(Verdict.SKIP, missing));
        }
        Map<Contestant, List<double[]>> rounds = new LinkedHashMap<>();
        for (int fork = 0; fork < effort.forks(); fork++) {
            for (Contestant contestant : present()) {
                rounds.computeIfAbsent(contestant, c -> new ArrayList<>())
                        .addAll(WorkFork.measure(name, contestant, metrics.size(), effort));
            }
        }
        return findings(rounds);
    }

    private List<Contestant> present() {
        return contestants.stream()
                .filter(contestant -> contestant.requirement().missing() == null)
                .toList();
    }

    /** Judges what was measured. */
    List<Finding> findings(Map<Contestant, List<double[]>> rounds) {
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < metrics.size(); i++) {
            findings.addAll(findings(i, rounds));
        }
        for (Contestant contestant : contestants) {
            String missing = rounds.containsKey(contestant)
                    ? null
                    : contestant.requirement().missing();
            if (missing != null) {
                findings.add(new Unmeasured(Verdict.SKIP, contestant.name() + " " + missing));
            }
        }
        return findings;
    }

    private List<Finding> findings(int index, Map<Contestant, List<double[]>> rounds) {
        Metric metric = metrics.get(index);
        Contestant us = contestants.get(0);
        List<Contestant> peers = contestants.subList(1, contestants.size()).stream()
                .filter(rounds::containsKey)
                .toList();
        double[] samples = column(rounds.get(us), index);
        Figure ours = Figure.of(metric.unit(), samples);
        if (metric.isLimited() || peers.isEmpty()) {
            boolean each = metric.judge() == Metric.Judge.EACH_ROUND;
            String detail = each
                    ? IntStream.range(0, samples.length)
                            .mapToObj(i -> metric.unit().format(samples[i]))
                            .collect(Collectors.joining(", ", "each round: ", ""))
                    : peers.stream()
                            .map(peer -> peer.label().get() + " "
                                    + Figure.of(metric.unit(), column(rounds.get(peer), index)))
                            .collect(Collectors.joining("; "));
            return List.of(
                    new Bound(metric.setting(), ours, each ? ours.max() : ours.median(), metric.limit(), detail));
        }
        return peers.stream()
                .<Finding>map(peer -> new Comparison(
                        metric.setting(),
                        ours,
                        peer.label().get(),
                        Figure.of(metric.unit(), column(rounds.get(peer), index)),
                        peer.target(index)))
                .toList();
    }

    int metrics() {
        return metrics.size();
    }

    Contestant contestant(String wanted) {
        return contestants.stream()
                .filter(contestant -> contestant.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("The row " + name + " has no contestant " + wanted));
    }

    private static double[] column(List<double[]> rounds, int index) {
        return rounds.stream().mapToDouble(round -> round[index]).toArray();
    }
}
