package io.github.threeply.benchmarks;

import java.util.Locale;

/** What a figure counts. */
public enum Unit {
    /** Operations in a second. */
    RATE(true, new double[] {1, 1e3, 1e6}, " /s", " k/s", " M/s"),
    /** Seconds. */
    TIME(false, new double[] {1e-9, 1e-6, 1e-3, 1}, " ns", " us", " ms", " s"),
    /** Hundredths of one processor. */
    CORE(false, new double[] {1}, " %"),
    /** Hundredths of all. */
    SHARE(true, new double[] {1}, " %"),
    /** Bytes for each item. */
    BYTES(false, new double[] {1}, " B"),
    /** So many. */
    COUNT(true, new double[] {1, 1e3, 1e6}, "", " k", " M"),
    /** Mebibytes. */
    MEMORY(false, new double[] {1}, " MiB");

    private final boolean moreIsBetter;
    private final double[] scales;
    private final String[] names;

    Unit(boolean moreIsBetter, double[] scales, String... names) {
        this.moreIsBetter = moreIsBetter;
        this.scales = scales;
        this.names = names;
    }

    /**
     * Says which way is better.
     *
     * @return whether the greater of two figures is the better one
     */
    public boolean moreIsBetter() {
        return moreIsBetter;
    }

    /** One number, for example {@code 48.8 M/s}. */
    String format(double value) {
        int scale = scaleFor(value);
        return number(value / scales[scale]) + names[scale];
    }

    /** A number with its range, for example {@code 48.8 M/s [44.6-51.5]}. */
    String format(double value, double min, double max) {
        int scale = scaleFor(value);
        return format(value) + " [" + number(min / scales[scale]) + "-" + number(max / scales[scale]) + "]";
    }

    private int scaleFor(double value) {
        int scale = scales.length - 1;
        while (scale > 0 && Math.abs(value) < scales[scale]) {
            scale--;
        }
        return scale;
    }

    private static String number(double value) {
        double size = Math.abs(value);
        return String.format(
                Locale.ROOT, size < 0.1 ? "%.4f" : size < 10 ? "%.2f" : size < 100 ? "%.1f" : "%.0f", value);
    }
}
