package io.github.threeply.patterns;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Puts statistics into a table for people. */
final class PipelineText {
    private static final int CHANNEL_BAR = 10;
    private static final int TIME_BAR = 20;
    private static final String[] COLUMNS = {
        "step",
        "threads",
        "channel before it",
        "",
        "high",
        "in",
        "out",
        "out/s",
        "dropped",
        "skipped",
        "retries",
        "time"
    };

    private PipelineText() {}

    static String of(PipelineStatistics statistics) {
        List<String[]> rows = new ArrayList<>();
        rows.add(COLUMNS);
        statistics.steps().forEach(step -> rows.add(row(step)));
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "in %.2f s", seconds(statistics.elapsed())));
        if (statistics.callbackFailures() > 0) {
            text.append(", ").append(statistics.callbackFailures()).append(" failures of listeners");
        }
        for (String[] row : rows) {
            text.append('\n');
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.length; column++) {
                int at = column;
                int width =
                        rows.stream().mapToInt(any -> any[at].length()).max().orElse(0);
                String space = " ".repeat(width - row[column].length());
                boolean words = column == 0 || column == 2 || column == row.length - 1;
                line.append("  ").append(words ? row[column] + space : space + row[column]);
            }
            text.append(line.toString().stripTrailing());
        }
        return text.append("\n  time: # works, . waits for items, : waits for room, - pauses before it tries again")
                .toString();
    }

    private static String[] row(PipelineStatistics.Step step) {
        boolean isSource = step.capacity() == 0 && step.depth() == 0;
        return new String[] {
            step.name(),
            Integer.toString(step.threads()),
            isSource ? "" : bar(CHANNEL_BAR, new char[] {'='}, new long[] {step.depth()}, step.capacity()),
            isSource ? "" : step.depth() + " of " + step.capacity(),
            isSource ? "" : Integer.toString(step.highWater()),
            number(step.in()),
            number(step.out()),
            number(Math.round(step.outPerSecond())),
            number(step.dropped()),
            number(step.skipped()),
            number(step.retries()),
            time(step)
        };
    }

    private static String time(PipelineStatistics.Step step) {
        long[] parts = {
            step.worked().toNanos(),
            step.waitedForInput().toNanos(),
            step.waitedForRoom().toNanos(),
            step.paused().toNanos()
        };
        long all = parts[0] + parts[1] + parts[2] + parts[3];
        return all == 0 ? "" : bar(TIME_BAR, new char[] {'#', '.', ':', '-'}, parts, all);
    }

    /** A bar whose parts are as long as their shares; what is left is blank. */
    private static String bar(int width, char[] signs, long[] parts, long whole) {
        StringBuilder bar = new StringBuilder("[");
        double sum = 0;
        for (int i = 0; i < parts.length; i++) {
            sum += parts[i];
            long end = whole == 0 ? 0 : Math.min(width, Math.round(sum / whole * width));
            while (bar.length() - 1 < end) {
                bar.append(signs[i]);
            }
        }
        return bar.append(" ".repeat(width + 1 - bar.length())).append(']').toString();
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
