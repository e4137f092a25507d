package io.github.threeply.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** {@code row NAME... [options]}, taken apart. */
record RowCommand(List<Row> rows, Effort effort) {

    static RowCommand parse(List<String> args) {
        List<Row> rows = new ArrayList<>();
        Effort effort = Effort.ORDINARY;
        Iterator<String> rest = args.iterator();
        while (rest.hasNext()) {
            String arg = rest.next();
            switch (arg) {
                case "--quick" -> effort = Effort.QUICK;
                case "--forks" -> effort = effort.withForks(positive(arg, rest));
                case "--rounds" -> effort = effort.withRounds(positive(arg, rest));
                case "all" -> rows.addAll(Rows.all());
                default -> {
                    if (arg.startsWith("-")) {
                        throw new IllegalArgumentException(
                                "Unknown option " + arg + "; known are --quick, --forks N and --rounds N.");
                    }
                    rows.add(Rows.named(arg));
                }
            }
        }
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("Name a row, or \"row all\"; \"rows\" lists them.");
        }
        return new RowCommand(rows, effort);
    }

    private static int positive(String option, Iterator<String> rest) {
        String value = rest.hasNext() ? rest.next() : "nothing";
        try {
            int number = Integer.parseInt(value);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new IllegalArgumentException(option + " needs a number from 1 on, but got " + value + ".");
    }

    /** Measures and prints row after row. Returns whether all targets are met. */
    boolean run(PrintStream out, PrintStream err) throws Exception {
        out.println(Report.machine());
        if (effort.isTooShort()) {
            out.println("Too short to mean anything: this only shows that it works.");
        }
        out.println(Report.HEADER);
        boolean met = true;
        for (Row row : rows) {
            err.println("measuring " + row.name() + " ...");
            for (Comparison comparison : row.measure(effort)) {
                out.println(Report.line(row.name(), comparison));
                met &= comparison.verdict() != Comparison.Verdict.MISS;
            }
            out.flush();
        }
        return met;
    }
}
