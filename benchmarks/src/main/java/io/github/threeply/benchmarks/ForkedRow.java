package io.github.threeply.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A row whose contestants run by turns, each in fresh JVMs. A subclass, or whoever makes one, names them; the first is
 * ours.
 */
public class ForkedRow implements Row {
    private final String name;
    private final String about;
    private final List<Contestant> contestants;

    /**
     * Makes a row.
     *
     * @param name see {@link #name}
     * @param about see {@link #about}
     * @param contestants ours, then the others
     */
    public ForkedRow(String name, String about, List<Contestant> contestants) {
        this.name = name;
        this.about = about;
        this.contestants = List.copyOf(contestants);
        if (contestants.size() < 2) {
            throw new IllegalArgumentException("The row " + name + " needs ours and at least one peer.");
        }
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final String about() {
        return about;
    }

    @Override
    public final List<Comparison> measure(Effort effort) throws Exception {
        Map<Contestant, List<Double>> samples = new LinkedHashMap<>();
        for (int fork = 0; fork < effort.forks(); fork++) {
            for (Contestant contestant : contestants) {
                samples.computeIfAbsent(contestant, c -> new ArrayList<>())
                        .addAll(Fork.measure(name, contestant.name(), effort));
            }
        }
        Contestant ours = contestants.get(0);
        List<Comparison> comparisons = new ArrayList<>();
        for (Contestant peer : contestants.subList(1, contestants.size())) {
            comparisons.add(new Comparison(
                    "", figure(samples.get(ours)), peer.name(), figure(samples.get(peer)), peer.target()));
        }
        return comparisons;
    }

    final Contestant contestant(String wanted) {
        return contestants.stream()
                .filter(contestant -> contestant.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("The row " + name + " has no contestant " + wanted));
    }

    private static Figure figure(List<Double> samples) {
        return Figure.of(samples.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
