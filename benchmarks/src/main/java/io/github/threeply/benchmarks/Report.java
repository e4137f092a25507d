package io.github.threeply.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Stream;

/** The table as text. */
final class Report {
    private static final String FORMAT = "%-26s %-13s %-26s %-30s %-26s %7s %7s  %s";

    static final String HEADER = line("row", "setting", "ours", "peer", "theirs", "ratio", "target", "verdict");

    private Report() {}

    static String line(String row, Finding finding) {
        String verdict = finding.verdict().name().toLowerCase(Locale.ROOT);
        if (finding instanceof Comparison comparison) {
            return line(
                    row,
                    comparison.setting(),
                    comparison.ours(),
                    comparison.peer(),
                    comparison.theirs(),
                    times(comparison.ratio()),
                    comparison.target() == 0 ? "-" : times(comparison.target()),
                    verdict);
        }
        if (finding instanceof Bound bound) {
            String limit = bound.verdict() == Verdict.INFO
                    ? ""
                    : "at most " + bound.ours().unit().format(bound.limit());
            String detail = bound.detail().isEmpty() ? "" : " (" + bound.detail() + ")";
            return line(row, bound.setting(), bound.ours(), limit, "", "", "", verdict + detail);
        }
        return line(row, "", "", "", "", "", "", verdict + ": " + ((Unmeasured) finding).reason());
    }

    /** How many of the targets are met. */
    static String summary(Collection<? extends Finding> findings) {
        long passes = count(findings, Verdict.PASS);
        long misses = count(findings, Verdict.MISS);
        return String.format(
                Locale.ROOT,
                "%d targets: %d pass, %d miss; besides, %d shown for information, %d rows skipped, %d failed.",
                passes + misses,
                passes,
                misses,
                count(findings, Verdict.INFO),
                count(findings, Verdict.SKIP),
                count(findings, Verdict.ERROR));
    }

    private static long count(Collection<? extends Finding> findings, Verdict verdict) {
        return findings.stream().filter(finding -> finding.verdict() == verdict).count();
    }

    /** Figures without the machine are worth little. */
    static String machine() {
        return "Median of all rounds [least-greatest]; a ratio above 1 means that ours is better. Java "
                + Runtime.version() + " (" + System.getProperty("java.vm.name") + "), "
                + Runtime.getRuntime().availableProcessors() + " processors" + processor() + ", "
                + System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                + System.getProperty("os.arch") + ".";
    }

    private static String processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .findFirst()
                    .map(line -> " (" + line.substring(line.indexOf(':') + 1).trim() + ")")
                    .orElse("");
        } catch (IOException e) {
            return ""; // only Linux tells it so
        }
    }

    private static String times(double ratio) {
        return String.format(Locale.ROOT, "%.2fx", ratio);
    }

    private static String line(Object... cells) {
        return String.format(Locale.ROOT, FORMAT, cells).stripTrailing();
    }
}
