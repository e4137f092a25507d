package io.github.threeply.benchmarks;

import java.util.List;
import java.util.concurrent.Callable;

/**
 * One of those that a {@link ForkedRow} compares.
 *
 * @param name how the table calls it
 * @param start makes its work ready; called once, in a JVM of its own
 * @param targets how many times as good ours must be, for each {@link Metric} of the row; 0, or nothing, for ours and for
 *     what is shown for information only
 */
public record Contestant(String name, Callable<? extends Work> start, List<Double> targets) {

    /**
     * Makes one for a row with one metric.
     *
     * @param name see above
     * @param start see above
     * @param target see above
     */
    public Contestant(String name, Callable<? extends Work> start, double target) {
        this(name, start, List.of(target));
    }

    double target(int metric) {
        return metric < targets.size() ? targets.get(metric) : 0;
    }
}
