package io.github.threeply.benchmarks;

import java.util.Locale;

/** The table as text. */
final class Report {
    private static final String FORMAT = "%-20s %-12s %-26s %-26s %-26s %7s %7s  %s";

    static final String HEADER = line("row", "setting", "ours", "peer", "theirs", "ratio", "target", "verdict");

    private Report() {}

    static String line(String row, Comparison comparison) {
        return line(
                row,
                comparison.setting(),
                comparison.ours(),
                comparison.peer(),
                comparison.theirs(),
                times(comparison.ratio()),
                comparison.target() == 0 ? "-" : times(comparison.target()),
                comparison.verdict().name().toLowerCase(Locale.ROOT));
    }

    /** Figures without the machine are worth little. */
    static String machine() {
        return "Operations in a second: median of all rounds [slowest-fastest]. Java " + Runtime.version() + ", "
                + Runtime.getRuntime().availableProcessors() + " processors, " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch") + ".";
    }

    private static String times(double ratio) {
        return String.format(Locale.ROOT, "%.2fx", ratio);
    }

    private static String line(Object... cells) {
        return String.format(Locale.ROOT, FORMAT, cells);
    }
}
