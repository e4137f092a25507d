package io.github.threeply.stress.show;

import io.github.threeply.stress.show.Finding.Row;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Tells about a race on a terminal, or in a file: plain letters, lines of at most eighty, where the code is not longer. */
final class Screen {
    private static final int WIDTH = 80;

    /** Into so few letters the last column of a table is never pressed. */
    private static final int NARROWEST = 24;

    private static final String INDENT = "  ";
    private static final int LABEL = 10;
    private static final int GAP = 3;

    private final PrintStream out;

    Screen(PrintStream out) {
        this.out = out;
    }

    /** Tells what goes wrong, and what the threads of both halves do. */
    void explain(RaceEntry race) {
        out.println(race.race().title() + " (" + race.name() + ")");
        out.println();
        for (String line : Words.wrapped(race.race().wrong(), WIDTH - INDENT.length())) {
            out.println(INDENT + line);
        }
        out.println();
        List<Half> pair = race.pair();
        besideOrBelow(pair.get(0), pair.get(1));
        out.println();
        int threads = pair.get(0).test().threads();
        // Where jcstress counts one, another one gives a signal, and the question is whether the first comes to its
        // end.
        String what = threads == 1
                ? "One thread does this, and another gives the signal, again and again, each time with a new object. The"
                        + " outcome is whether the first comes to an end."
                : Words.count(threads)
                        + " threads do this at the same time, again and again, each time with a new object. The outcome is"
                        + " what they leave in r.";
        for (String line : Words.wrapped(what, WIDTH - INDENT.length())) {
            out.println(INDENT + line);
        }
        out.println();
    }

    /** Prints the source of each half. */
    void code(RaceEntry race) {
        out.println("// " + race.path());
        if (!race.source().common().isEmpty()) {
            out.println();
            race.source().common().forEach(out::println);
        }
        for (Half half : race.halves()) {
            out.println();
            out.println("// " + heading(half));
            half.source().code().forEach(out::println);
        }
    }

    /** Tells what came out of the pair: the broken half beside the cured one. */
    void figures(Finding broken, Finding cured) {
        Map<String, Row> rows = new LinkedHashMap<>();
        broken.rows().forEach(row -> rows.put(row.outcome(), row));
        cured.rows().forEach(row -> rows.putIfAbsent(row.outcome(), row));
        List<String[]> cells = new ArrayList<>();
        cells.add(new String[] {"outcome", "broken", "cured", "meaning"});
        rows.forEach((outcome, row) -> cells.add(new String[] {
            outcome, figure(broken, outcome), figure(cured, outcome), row.meaning() + mark(broken, outcome, row)
        }));
        table(cells);
        out.println();
        labelled("Broken:", broken.verdict());
        labelled("Cured:", cured.verdict());
    }

    /** Tells what came out of one half that is not of the pair. */
    void figures(Finding finding) {
        out.println();
        out.println(INDENT + heading(finding.half()));
        out.println();
        List<String[]> cells = new ArrayList<>();
        cells.add(new String[] {"outcome", finding.half().isBroken() ? "broken" : "cured", "meaning"});
        for (Row row : finding.rows()) {
            cells.add(new String[] {
                row.outcome(), figure(finding, row.outcome()), row.meaning() + mark(finding, row.outcome(), row)
            });
        }
        table(cells);
        out.println();
        labelled("", finding.verdict());
    }

    /** Tells the rest: where it shows, what cures it, where to read on. */
    void advice(RaceEntry race, Machine here, String jdk, boolean all) {
        out.println();
        labelled("Shows on:", race.race().shows());
        labelled("Here:", here.toString());
        labelled("JDK:", jdk);
        labelled("Cure:", race.race().cure());
        if (race.isInTutorials()) {
            labelled("Known:", "from the Python tutorials: " + race.race().tutorial() + ".");
        }
        labelled("Code:", "gallery show " + race.name() + " --code, or " + race.path());
        if (!all && !race.others().isEmpty()) {
            labelled(
                    "Also:",
                    race.others().stream().map(Screen::called).collect(Collectors.joining(", ")) + ": gallery show "
                            + race.name() + " --all");
        }
    }

    private void labelled(String label, String text) {
        String head = label;
        for (String line : Words.wrapped(text, WIDTH - LABEL - INDENT.length())) {
            out.println(INDENT + padded(head, LABEL) + line);
            head = "";
        }
    }

    private static String figure(Finding finding, String outcome) {
        if (finding.observed() == null) {
            return "no figures";
        }
        long count = finding.count(outcome);
        if (count == 0) {
            return finding.half().caseOf(outcome) == finding.half().test().unmatched()
                            && finding.half().isBroken()
                    ? "-"
                    : "never";
        }
        int widest = Words.number(finding.samples()).length();
        return " ".repeat(widest - Words.number(count).length()) + Words.number(count) + "  "
                + Words.share(finding.share(count));
    }

    private static String mark(Finding finding, String outcome, Row row) {
        boolean race = row.kind() == Finding.Kind.RACE;
        return race && finding.count(outcome) > 0 ? " <-- the race" : "";
    }

    private static String called(Half half) {
        String name = Words.ofName(half.name());
        return half.isBroken() ? "broken " + name : name;
    }

    private static String heading(Half half) {
        String about = half.source().about().replaceFirst("^Cured[:.] ?", "");
        String name = Words.ofName(half.name());
        String kind = half.isBroken() ? "Broken" : "Cured";
        String called = name.startsWith(kind.toLowerCase(Locale.ROOT))
                ? kind + name.substring(kind.length())
                : kind + " (" + name + ")";
        return about.isEmpty() ? called : called + ": " + about;
    }

    /** What the threads of a half do, without the words that Java and jcstress need around it. */
    private static List<String> steps(Half half, int width) {
        List<String> lines = new ArrayList<>(Words.wrapped(heading(half), width));
        lines.add("");
        half.source().state().forEach(line -> lines.add(INDENT + line));
        int widest = half.source().acts().stream()
                .mapToInt(act -> act.name().length())
                .max()
                .orElse(0);
        for (Source.Act act : half.source().acts()) {
            String head = act.name() + ":";
            for (String line : act.body()) {
                lines.add((INDENT + padded(head, widest + 3) + line).stripTrailing());
                head = "";
            }
        }
        return lines;
    }

    private void besideOrBelow(Half left, Half right) {
        int column = (WIDTH - INDENT.length() - GAP) / 2;
        List<String> one = steps(left, column);
        List<String> other = steps(right, column);
        if (Stream.concat(one.stream(), other.stream()).anyMatch(line -> line.length() > column)) {
            steps(left, WIDTH - INDENT.length()).forEach(this::indented);
            out.println();
            steps(right, WIDTH - INDENT.length()).forEach(this::indented);
            return;
        }
        for (int i = 0; i < Math.max(one.size(), other.size()); i++) {
            String line = i < one.size() ? one.get(i) : "";
            indented(padded(line, column + GAP) + (i < other.size() ? other.get(i) : ""));
        }
    }

    private void indented(String line) {
        out.println((INDENT + line).stripTrailing());
    }

    /** Prints rows of cells; the last cell of a row may take several lines. */
    private void table(List<String[]> rows) {
        int last = rows.get(0).length - 1;
        int[] widths = new int[last];
        for (String[] row : rows) {
            for (int i = 0; i < last; i++) {
                widths[i] = Math.max(widths[i], row[i].length() + GAP);
            }
        }
        int before = INDENT.length() + IntStream.of(widths).sum();
        for (String[] row : rows) {
            StringBuilder head = new StringBuilder(INDENT);
            for (int i = 0; i < last; i++) {
                head.append(padded(row[i], widths[i]));
            }
            for (String line : Words.wrapped(row[last], Math.max(NARROWEST, WIDTH - before))) {
                out.println((head + line).stripTrailing());
                head.setLength(0);
                head.append(" ".repeat(before));
            }
        }
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
