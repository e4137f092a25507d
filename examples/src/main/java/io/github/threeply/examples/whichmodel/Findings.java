package io.github.threeply.examples.whichmodel;

import java.util.List;
import java.util.Locale;

/**
 * All that was measured for one kind of work.
 *
 * @param title what kind it is
 * @param measured what was measured, by model
 * @param advice what follows from it
 */
public record Findings(String title, List<Measurement> measured, String advice) {

    /** The lines of the table. */
    List<String> lines() {
        return measured.stream().map(Findings::line).toList();
    }

    private static String line(Measurement m) {
        return String.format(
                Locale.ROOT,
                "  %-17s %8s %9.1f ms %9.1f ms %5d of %-4d %9.1f/s  %s",
                m.model(),
                m.workers() == 0 ? "any" : m.workers(),
                m.start().toNanos() / 1e6,
                m.elapsed().toNanos() / 1e6,
                m.done(),
                m.tasks(),
                m.perSecond(),
                m.note());
    }

    static String heading() {
        return String.format(
                Locale.ROOT,
                "  %-17s %8s %12s %12s %13s %11s",
                "model",
                "workers",
                "to start",
                "for all",
                "done",
                "results");
    }
}
