package io.github.threeply.benchmarks;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;

/**
 * The command.
 *
 * <pre>
 *   rows                     lists the rows
 *   row NAME... [options]    measures rows, or a group of them: between-threads, between-processes,
 *                            shared-memory, all
 *     --quick                tiny settings, to see that it works; the figures mean nothing
 *     --forks N  --rounds N  how many JVMs for each contestant, and how many rounds in each
 *   anything else            goes to JMH
 * </pre>
 *
 * <p>The last line counts what was met and missed. The exit code is 0 if no target was missed, 1 if one was, 2 if the
 * command was wrong or measuring a row failed. A row that cannot be measured here (it needs a newer JDK, or Python) says
 * so, is counted, and is no miss.
 */
public final class Benchmarks {
    private Benchmarks() {}

    /**
     * Runs the command.
     *
     * @param args see above
     * @throws Exception what JMH throws
     */
    public static void main(String[] args) throws Exception {
        if (args.length > 0 && (args[0].equals("row") || args[0].equals("rows"))) {
            System.exit(run(Arrays.asList(args), System.out, System.err));
        } else {
            org.openjdk.jmh.Main.main(args);
        }
    }

    static int run(List<String> args, PrintStream out, PrintStream err) {
        if (args.get(0).equals("rows")) {
            for (Row row : Rows.all()) {
                out.printf("%-26s %s%n", row.name(), row.about());
            }
            return 0;
        }
        try {
            RowCommand command = RowCommand.parse(args.subList(1, args.size()));
            return command.run(out, err);
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return 2;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            err.println("Interrupted.");
            return 2;
        }
    }
}
