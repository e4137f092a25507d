package io.github.threeply.litmus;

import io.github.threeply.litmus.LitmusReport.Jvm;
import io.github.threeply.litmus.LitmusReport.Row;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Prints a report: outcome, how often, meaning. */
final class ReportTable {
    private ReportTable() {}

    static String of(LitmusReport report) {
        StringBuilder text = new StringBuilder();
        text.append(report.race().name()).append(": ").append(report.race().description());
        double seconds = report.elapsed().toNanos() / 1e9;
        text.append(String.format(
                Locale.ROOT,
                "%n  JDK %s; %,d rounds in %.1f s, %.1f million a second%n",
                report.jvms().stream().map(ReportTable::jvm).collect(Collectors.joining(" x ")),
                report.rounds(),
                seconds,
                seconds == 0 ? 0 : report.rounds() / seconds / 1e6));
        appendRows(text, report);
        report.notes().forEach(note -> text.append("  Note: ").append(note).append(System.lineSeparator()));
        return text.append("  ").append(verdict(report)).toString();
    }

    /** Returns the report in a line. */
    static String line(LitmusReport report) {
        return String.format(
                Locale.ROOT,
                "  %-9s %-28s %,13d rounds%s",
                report.verdict(),
                report.race().name(),
                report.rounds(),
                report.verdict() == LitmusReport.Verdict.SHOWN
                        ? ", shown in " + count(report.times(Grade.INTERESTING))
                        : "");
    }

    private static String jvm(Jvm jvm) {
        return jvm.actors().size() == 1 ? jvm.version() : jvm.version() + " (actors " + jvm.actors() + ")";
    }

    private static void appendRows(StringBuilder text, LitmusReport report) {
        List<Row> rows = report.rows();
        int outcome = width(rows.stream().map(Row::results).toList(), "outcome");
        int times = width(rows.stream().map(row -> count(row.times())).toList(), "times");
        String format = "  %-" + outcome + "s  %" + times + "s  %9s  %-11s  %s%n";
        text.append(String.format(Locale.ROOT, format, "outcome", "times", "share", "grade", "meaning"));
        for (Row row : rows) {
            String share = row.times() == 0 ? "" : share(100.0 * row.times() / Math.max(1, report.rounds()));
            text.append(String.format(
                    Locale.ROOT, format, row.results(), count(row.times()), share, row.grade(), row.meaning()));
        }
    }

    /** Never zero for what was seen. */
    private static String share(double percent) {
        return percent >= 0.01
                ? String.format(Locale.ROOT, "%.2f %%", percent)
                : String.format(Locale.ROOT, "%.0e %%", percent);
    }

    private static int width(List<String> texts, String head) {
        return texts.stream().mapToInt(String::length).reduce(head.length(), Math::max);
    }

    private static String count(long times) {
        return String.format(Locale.ROOT, "%,d", times);
    }

    private static String verdict(LitmusReport report) {
        return switch (report.verdict()) {
            case HELD -> "HELD: nothing forbidden was seen";
            case SHOWN -> "SHOWN: the race is real";
            case NOT_SHOWN -> "NOT SHOWN: this hardware and these compilers may hide it; run it for longer";
            case UNSEEN ->
                "UNSEEN: any hardware shows this race, but it was not seen here; if the machine is busy, let it wait"
                        + " for longer (--patience)";
            case FORBIDDEN -> "FORBIDDEN: seen " + count(report.times(Grade.FORBIDDEN)) + " times";
        };
    }
}
