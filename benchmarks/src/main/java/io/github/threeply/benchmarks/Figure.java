package io.github.threeply.benchmarks;

import java.util.Arrays;

/**
 * What was measured.
 *
 * @param unit what is counted
 * @param median the middle one of all rounds
 * @param min the least of them
 * @param max the greatest of them; one far from the median tells of two ways of running
 */
public record Figure(Unit unit, double median, double min, double max) {

    /**
     * Sums rounds up.
     *
     * @param unit what they count
     * @param samples what each round gave; at least one
     * @return the figure
     */
    public static Figure of(Unit unit, double... samples) {
        double[] sorted = samples.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Figure(unit, median, sorted[0], sorted[sorted.length - 1]);
    }

    /**
     * Sums rounds up.
     *
     * @param samples operations in a second of each round; at least one
     * @return the figure
     */
    public static Figure of(double... samples) {
        return of(Unit.RATE, samples);
    }

    /** For example {@code 48.8 M/s [44.6-51.5]}. */
    @Override
    public String toString() {
        return unit.format(median, min, max);
    }
}
