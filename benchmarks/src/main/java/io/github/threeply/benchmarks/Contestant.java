package io.github.threeply.benchmarks;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * One of those that a {@link ForkedRow} compares.
 *
 * @param name by which it is found again in its JVM
 * @param label how the table calls it
 * @param start makes its work ready; called once, in a JVM of its own
 * @param targets how many times as good ours must be, for each {@link Metric} of the row; 0, or nothing, for ours and for
 *     what is shown for information only
 * @param requirement what it needs to be measured; without it the row is measured and says that this one is missing
 * @param flags what its JVM needs beside the usual: only this one gets it
 */
public record Contestant(
        String name,
        Supplier<String> label,
        Callable<? extends Work> start,
        List<Double> targets,
        Requirement requirement,
        List<String> flags) {

    /**
     * Makes one whose JVM needs no flags.
     *
     * @param name see above
     * @param label see above
     * @param start see above
     * @param targets see above
     * @param requirement see above
     */
    public Contestant(
            String name,
            Supplier<String> label,
            Callable<? extends Work> start,
            List<Double> targets,
            Requirement requirement) {
        this(name, label, start, targets, requirement, List.of());
    }

    /**
     * Makes one that needs nothing.
     *
     * @param name see above
     * @param label see above
     * @param start see above
     * @param targets see above
     */
    public Contestant(String name, Supplier<String> label, Callable<? extends Work> start, List<Double> targets) {
        this(name, label, start, targets, Requirement.NONE);
    }

    /**
     * Makes one that the table calls by its name.
     *
     * @param name see above
     * @param start see above
     * @param targets see above
     */
    public Contestant(String name, Callable<? extends Work> start, List<Double> targets) {
        this(name, () -> name, start, targets);
    }

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

    /**
     * Returns the same with flags for its JVM.
     *
     * @param all see above
     * @return another one
     */
    public Contestant withFlags(List<String> all) {
        return new Contestant(name, label, start, targets, requirement, all);
    }

    double target(int metric) {
        return metric < targets.size() ? targets.get(metric) : 0;
    }
}
