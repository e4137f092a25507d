package io.github.threeply.litmus;

import static java.util.Objects.requireNonNull;

import io.github.threeply.ipc.shared.WayToWait;
import io.github.threeply.litmus.MainOptions.Mix;
import io.github.threeply.litmus.suite.Suite;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Runs litmus tests from a command line, and prints what each saw. {@code --help} tells with what arguments.
 */
public final class LitmusMain {
    /** The exit code if each race came out as it must. */
    public static final int GREEN = 0;

    /** The exit code if one did not, or a run failed. */
    public static final int RED = 1;

    /** The exit code if there was nothing to run. */
    public static final int BAD_ARGUMENTS = 2;

    private final MainOptions options;
    private final PrintStream out;
    private int passed;
    private int failed;
    private int skipped;

    private LitmusMain(MainOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
    }

    /** Runs, and exits with the code. */
    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out));
    }

    /**
     * Runs the tests that the arguments ask for. If interrupted it ends what it started, returns that it failed, and leaves
     * the interrupt status set.
     *
     * @param arguments the arguments
     * @param out where to print
     * @return {@link #GREEN}, {@link #RED} or {@link #BAD_ARGUMENTS}
     */
    public static int run(String[] arguments, PrintStream out) {
        requireNonNull(out, "out");
        try {
            return new LitmusMain(MainOptions.parse(List.of(arguments), Suite.ALL, Jdk.find()), out).run();
        } catch (IllegalArgumentException e) {
            out.println(e.getMessage());
            out.println(MainOptions.USAGE);
            return BAD_ARGUMENTS;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            out.println("Interrupted.");
            return RED;
        }
    }

    private int run() throws InterruptedException {
        if (options.help()) {
            out.println(MainOptions.USAGE);
            return GREEN;
        }
        if (options.list()) {
            list();
            return GREEN;
        }
        long startNanos = System.nanoTime();
        int cpus = Runtime.getRuntime().availableProcessors();
        options.leftOut().forEach((reason, names) -> {
            out.println("SKIPPED " + String.join(", ", names) + ": " + reason);
            skipped += names.size();
        });
        for (Mix mix : options.mixes()) {
            if (mix.missing() != null) {
                out.println("SKIPPED " + mix.name() + ": " + mix.missing());
                skipped += options.tests().size();
                continue;
            }
            out.println("Litmus tests over JVMs " + mix.name() + ", " + cpus + " processors, seed " + options.seed());
            out.println("Threads wait for shared memory " + ways(mix.jdks()));
            for (Class<? extends Litmus> test : options.tests()) {
                runOne(test, mix.jdks());
            }
        }
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        boolean red = failed > 0 || passed == 0;
        out.printf(
                "Litmus: %d passed, %d failed, %d skipped in %.0f s: %s%n",
                passed, failed, skipped, seconds, red ? "RED" : "GREEN");
        return failed > 0 ? RED : passed == 0 ? BAD_ARGUMENTS : GREEN;
    }

    /** JVMs of both kinds meet on one file, and then one has to wake the other in its way. */
    private static String ways(List<Jdk> jdks) {
        return jdks.stream()
                .distinct()
                .map(jdk -> WayToWait.of(jdk.java(), jdk.feature(), RacingJvm.classPath()) + " on " + jdk)
                .collect(Collectors.joining(", "));
    }

    private void runOne(Class<? extends Litmus> test, List<Jdk> jdks) throws InterruptedException {
        try {
            LitmusReport report = options.builder().jdks(jdks).build().run(test);
            if (report.verdict().isFailure()) {
                failed++;
            } else {
                passed++;
            }
            out.println(options.isShort() && !report.verdict().isFailure() ? ReportTable.line(report) : report.table());
        } catch (LitmusException e) {
            failed++;
            out.println("FAILED (" + e.kind() + ") " + e.getMessage());
        }
        if (!options.isShort()) {
            out.println();
        }
        out.flush();
    }

    private void list() {
        List<Race> races = new ArrayList<>();
        options.tests().forEach(test -> races.add(MainOptions.raceOf(test)));
        int width = races.stream().mapToInt(race -> race.name().length()).max().orElse(1);
        for (Race race : races) {
            out.printf("%-" + width + "s  %s%n", race.name(), race.description());
        }
    }
}
