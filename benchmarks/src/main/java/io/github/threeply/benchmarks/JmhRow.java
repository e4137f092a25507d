package io.github.threeply.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/** A row measured by JMH: methods of one benchmark class whose unit is operations in a second. */
public final class JmhRow implements Row {
    private final String name;
    private final String about;
    private final Class<?> benchmark;
    private final Map<String, String> parameters;
    private final int[] threads;
    private final List<Peer> peers;

    /**
     * A method beside ours.
     *
     * @param name how the table calls it
     * @param method its name
     * @param target how many times as fast ours must be; 0 if it is shown for information only
     */
    public record Peer(String name, String method, double target) {}

    /**
     * Makes a row.
     *
     * @param name see {@link #name}
     * @param about see {@link #about}
     * @param benchmark the class; ours is its method {@code ours}
     * @param parameters values for its parameters
     * @param threads how many threads call the method at once: one setting each
     * @param peers the methods beside it
     */
    public JmhRow(
            String name,
            String about,
            Class<?> benchmark,
            Map<String, String> parameters,
            int[] threads,
            List<Peer> peers) {
        this.name = name;
        this.about = about;
        this.benchmark = benchmark;
        this.parameters = Map.copyOf(parameters);
        this.threads = threads.clone();
        this.peers = List.copyOf(peers);
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
    public List<Comparison> measure(Effort effort) throws Exception {
        List<Comparison> comparisons = new ArrayList<>();
        for (int count : threads) {
            Collection<RunResult> results = new Runner(options(count, effort).build()).run();
            Figure ours = figure(results, "ours");
            for (Peer peer : peers) {
                comparisons.add(new Comparison(
                        count == 1 ? "1 thread" : count + " threads",
                        ours,
                        peer.name(),
                        figure(results, peer.method()),
                        peer.target()));
            }
        }
        return comparisons;
    }

    private ChainedOptionsBuilder options(int count, Effort effort) {
        TimeValue round = TimeValue.milliseconds(effort.round().toMillis());
        ChainedOptionsBuilder options = new OptionsBuilder()
                .threads(count)
                .forks(effort.forks())
                .warmupIterations(effort.warmups())
                .warmupTime(round)
                .measurementIterations(effort.rounds())
                .measurementTime(round)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        parameters.forEach(options::param);
        options.include(pattern("ours"));
        for (Peer peer : peers) {
            options.include(pattern(peer.method()));
        }
        return options;
    }

    private String pattern(String method) {
        return "^" + benchmark.getName().replace(".", "\\.") + "\\." + method + "$";
    }

    private Figure figure(Collection<RunResult> results, String method) {
        Statistics statistics = results.stream()
                .filter(result -> result.getParams().getBenchmark().equals(benchmark.getName() + "." + method))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("JMH gave no result for " + pattern(method)))
                .getPrimaryResult()
                .getStatistics();
        return new Figure(statistics.getPercentile(50), statistics.getMin(), statistics.getMax());
    }
}
