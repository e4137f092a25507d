package io.github.threeply.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/**
 * What was measured: operations in a second, more is better.
 *
 * @param median the middle one of all rounds
 * @param min the slowest round
 * @param max the fastest round
 */
public record Figure(double median, double min, double max) {

    /**
     * Sums rounds up.
     *
     * @param samples operations in a second of each round; at least one
     * @return the figure
     */
    public static Figure of(double... samples) {
        double[] sorted = samples.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Figure(median, sorted[0], sorted[sorted.length - 1]);
    }

    /** For example {@code 48.8 M/s [44.6-51.5]}. */
    @Override
    public String toString() {
        double scale = median >= 1e6 ? 1e6 : median >= 1e3 ? 1e3 : 1;
        String unit = median >= 1e6 ? " M/s" : median >= 1e3 ? " k/s" : " /s";
        return number(median / scale) + unit + " [" + number(min / scale) + "-" + number(max / scale) + "]";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }
}
