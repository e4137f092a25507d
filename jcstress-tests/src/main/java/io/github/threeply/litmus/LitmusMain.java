package io.github.threeply.litmus;

import static java.util.Objects.requireNonNull;

import io.github.threeply.litmus.MainOptions.Mix;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Runs litmus tests from a command line, and prints what each saw. {@code --help} tells with what arguments.
 *
 * <p>As a program it runs classes that are named. A program of one's own that has a list of tests hands it to {@link #run(
 * String[], List, PrintStream)}.
 */
public final class LitmusMain {
    /** The exit code if each race came out as it must. */
    public static final int GREEN = 0;

    /** The exit code if one did not, or a run failed. */
    public static final int RED = 1;

    /** The exit code if there was nothing to run. */
    public static final int BAD_ARGUMENTS = 2;

    private final MainOptions options;
    private final Function<Jdk, String> facts;
    private final PrintStream out;
    private int passed;
    private int failed;
    private int skipped;

    private LitmusMain(MainOptions options, Function<Jdk, String> facts, PrintStream out) {
        this.options = options;
        this.facts = facts;
        this.out = out;
    }

    /** Runs the classes that the arguments name, and exits with the code. */
    public static void main(String[] arguments) {
        System.exit(run(arguments, List.of(), System.out));
    }

    /**
     * Runs the tests that the arguments ask for. If interrupted it ends what it started, returns that it failed, and leaves
     * the interrupt status set.
     *
     * @param arguments the arguments
     * @param suite the tests to choose from, in the order in which they are shown; classes can be named beside them
     * @param out where to print
     * @return {@link #GREEN}, {@link #RED} or {@link #BAD_ARGUMENTS}
     */
    public static int run(String[] arguments, List<Class<? extends Litmus>> suite, PrintStream out) {
        return run(arguments, suite, jdk -> "", out);
    }

    /**
     * Does the same, and tells first what has to be known about the JDKs to judge what is seen.
     *
     * @param arguments the arguments
     * @param suite the tests to choose from, in the order in which they are shown; classes can be named beside them
     * @param facts returns what there is to tell about a JDK, in a few words, or an empty text
     * @param out where to print
     * @return {@link #GREEN}, {@link #RED} or {@link #BAD_ARGUMENTS}
     */
    public static int run(
            String[] arguments, List<Class<? extends Litmus>> suite, Function<Jdk, String> facts, PrintStream out) {
        List<String> words = List.of(arguments);
        List<Class<? extends Litmus>> all = List.copyOf(suite);
        requireNonNull(facts, "facts");
        requireNonNull(out, "out");
        try {
            return new LitmusMain(MainOptions.parse(words, all, Jdk.find()), facts, out).run();
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
        if (cpus < 2) {
            out.println(
                    "A race takes two processes that run at the same time, but this JVM has one CPU only; give it two"
                            + " (a container: --cpus=2; taskset: two cores).");
            return BAD_ARGUMENTS;
        }
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
            tellFacts(mix.jdks());
            for (Class<? extends Litmus> test : canariesFirst(options.tests())) {
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

    private void tellFacts(List<Jdk> jdks) {
        String told = jdks.stream()
                .distinct()
                .map(jdk -> about(jdk, facts.apply(jdk)))
                .filter(fact -> !fact.isEmpty())
                .collect(Collectors.joining("; "));
        if (!told.isEmpty()) {
            out.println(told);
        }
    }

    private static String about(Jdk jdk, String fact) {
        return fact.isEmpty() ? "" : jdk + ": " + fact;
    }

    /** Those that must show themselves: if they are silent, so might all others be. */
    static List<Class<? extends Litmus>> canariesFirst(List<Class<? extends Litmus>> tests) {
        List<Class<? extends Litmus>> ordered = new ArrayList<>(tests);
        ordered.sort(Comparator.comparing(test -> MainOptions.raceOf(test).purpose() != Race.Purpose.SHOWS));
        return ordered;
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
