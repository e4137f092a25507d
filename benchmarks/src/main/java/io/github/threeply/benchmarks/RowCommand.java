package io.github.threeply.benchmarks;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * {@code row NAME... [options]}, taken apart.
 *
 * @param rows what to measure
 * @param effort from what a row takes to what it is given
 * @param quick whether the figures mean nothing
 */
record RowCommand(List<Row> rows, UnaryOperator<Effort> effort, boolean quick) {

    static RowCommand parse(List<String> args) {
        List<Row> rows = new ArrayList<>();
        UnaryOperator<Effort> effort = UnaryOperator.identity();
        boolean quick = false;
        Iterator<String> rest = args.iterator();
        while (rest.hasNext()) {
            String arg = rest.next();
            switch (arg) {
                case "--quick" -> quick = true;
                case "--forks" -> {
                    int forks = positive(arg, rest);
                    effort = then(effort, planned -> planned.withForks(forks));
                }
                case "--rounds" -> {
                    int rounds = positive(arg, rest);
                    effort = then(effort, planned -> planned.withRounds(rounds));
                }
                default -> {
                    if (arg.startsWith("-")) {
                        throw new IllegalArgumentException(
                                "Unknown option " + arg + "; known are --quick, --forks N and --rounds N.");
                    }
                    rows.addAll(Rows.group(arg));
                }
            }
        }
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("Name a row, or \"row all\"; \"rows\" lists them.");
        }
        UnaryOperator<Effort> changes = effort;
        return new RowCommand(rows, quick ? planned -> changes.apply(Effort.QUICK) : changes, quick);
    }

    private static UnaryOperator<Effort> then(UnaryOperator<Effort> first, UnaryOperator<Effort> second) {
        return planned -> second.apply(first.apply(planned));
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

    /** Measures and prints row after row. Returns the exit code. */
    int run(PrintStream out, PrintStream err) throws InterruptedException {
        long start = System.nanoTime();
        out.println(Report.machine());
        if (quick) {
            out.println("Too short to mean anything: this only shows that it works.");
        }
        out.println(Report.HEADER);
        List<Finding> findings = new ArrayList<>();
        for (Row row : rows) {
            err.println("measuring " + row.name() + " ...");
            for (Finding finding : measure(row, err)) {
                out.println(Report.line(row.name(), finding));
                findings.add(finding);
            }
            out.flush();
        }
        err.println("took " + Duration.ofNanos(System.nanoTime() - start).toSeconds() + " s");
        out.println(Report.summary(findings));
        return has(findings, Verdict.ERROR) ? 2 : has(findings, Verdict.MISS) ? 1 : 0;
    }

    /** A row that fails does not keep the others from being measured. */
    private List<Finding> measure(Row row, PrintStream err) throws InterruptedException {
        try {
            return row.measure(effort.apply(row.effort()));
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            e.printStackTrace(err);
            return List.of(new Unmeasured(Verdict.ERROR, e.toString()));
        }
    }

    private static boolean has(List<Finding> findings, Verdict verdict) {
        return findings.stream().anyMatch(finding -> finding.verdict() == verdict);
    }
}
