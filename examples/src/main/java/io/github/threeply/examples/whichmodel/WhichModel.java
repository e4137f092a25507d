package io.github.threeply.examples.whichmodel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Measures on this machine which model fits which work: work that computes, waits, needs memory, or may crash, by one thread, by
 * platform threads, by virtual threads and by processes. Prints a table for each, and ends with a recommendation in words.
 *
 * <p>Each kind is measured three times, all models in turn, and the middle one counts. Prints, for example
 * <pre>
 * * Work that computes: platform threads, one for each processor. ...
 * </pre>
 */
public final class WhichModel {
    /** How often each kind of work is measured, if nothing else is asked for. */
    public static final int ROUNDS = 3;

    private static final int FEWEST_CALLS = 8;
    private static final int MOST_CALLS = 200;

    private final int processors;
    private final int rounds;
    private final Progress progress;
    private int step;
    private int steps;

    private WhichModel(int processors, int rounds, Progress progress) {
        this.processors = processors;
        this.rounds = rounds;
        this.progress = progress;
    }

    /** Is told how far it is. */
    @FunctionalInterface
    public interface Progress {
        /** So many measurements of all are done. */
        void at(String what, long done, long of);
    }

    /** Measures all kinds of work and prints what was found. */
    public static void main(String[] args) throws Exception {
        show(args.length == 0 ? null : args[0], null, ROUNDS, (what, done, of) -> {});
    }

    /**
     * Measures, prints, and writes the page.
     *
     * @param ownTask the class of a task to be measured too, or {@code null}
     * @param page where to write the page, or {@code null} for nowhere
     * @param rounds how often each kind of work is measured; the middle one counts
     * @param progress is told how far it is
     * @throws IllegalArgumentException if the class cannot be used
     * @throws IOException if the page cannot be written, which is found out before anything is measured
     */
    public static List<Findings> show(@Nullable String ownTask, @Nullable Path page, int rounds, Progress progress)
            throws IOException, InterruptedException {
        if (ownTask != null) {
            OwnTask.check(ownTask);
        }
        if (page != null) {
            Files.writeString(page, "measuring\n");
        }
        int processors = Runtime.getRuntime().availableProcessors();
        String machine = String.format(
                Locale.ROOT,
                "%d processors, JDK %s, %s %s, largest heap %d MiB",
                processors,
                Runtime.version(),
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().maxMemory() >> 20);
        System.out.println(machine);
        List<Findings> findings = new WhichModel(processors, rounds, progress).measure(ownTask);
        for (Findings found : findings) {
            System.out.println();
            System.out.println(found.title());
            System.out.println(Findings.heading());
            found.lines().forEach(System.out::println);
        }
        System.out.println();
        findings.forEach(found -> System.out.println("* " + found.advice()));
        if (page != null) {
            Files.writeString(page, Page.of(machine, findings));
            System.out.println("page: " + page);
        }
        return findings;
    }

    private List<Findings> measure(@Nullable String ownTask) throws InterruptedException {
        List<Model> models = Model.here();
        steps = models.size() * rounds * Work.values().length + (ownTask == null ? 0 : models.size());
        List<Findings> findings = new ArrayList<>();
        if (ownTask != null) {
            findings.add(measureOwn(ownTask, models));
        }
        for (Work work : Work.values()) {
            List<List<Measurement>> all = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                List<Measurement> one = new ArrayList<>();
                for (Model model : models) {
                    tell(work.toString());
                    one.add(Trial.of(work, model, processors));
                }
                all.add(one);
            }
            List<Measurement> middle = middle(all);
            findings.add(new Findings(
                    "Work that " + work + " (" + work.tasks() + " times: " + work.example() + ")",
                    middle,
                    Advice.of(work, middle)));
        }
        progress.at("", steps, steps);
        return findings;
    }

    /** Processes come first: if it ends its process, threads shall not try it. */
    private Findings measureOwn(String className, List<Model> models) throws InterruptedException {
        tell(className);
        Measurement once = Trial.measured(Model.PROCESSES, processors, OwnTask.calls(className), FEWEST_CALLS);
        long each = Math.max(1, once.elapsed().toMillis() / FEWEST_CALLS);
        int calls = (int) Math.max(FEWEST_CALLS, Math.min(MOST_CALLS, 1000 / each));
        List<Measurement> measured = new ArrayList<>();
        if (once.done() < once.tasks()) {
            measured.add(once);
        } else {
            for (Model model : models) {
                tell(className);
                int workers = model == Model.ONE_THREAD ? 1 : model == Model.VIRTUAL_THREADS ? 0 : processors;
                measured.add(Trial.measured(model, workers, OwnTask.calls(className), calls));
            }
        }
        return new Findings(className, measured, Advice.ofOwn(className, measured));
    }

    private void tell(String what) {
        progress.at(what, Math.min(step++, steps - 1), steps);
    }

    /** For each model the measurement in the middle, by its rate. */
    private static List<Measurement> middle(List<List<Measurement>> rounds) {
        List<Measurement> middle = new ArrayList<>();
        for (int model = 0; model < rounds.get(0).size(); model++) {
            int index = model;
            middle.add(rounds.stream()
                    .map(round -> round.get(index))
                    .sorted(Comparator.comparingDouble(Measurement::perSecond))
                    .toList()
                    .get(rounds.size() / 2));
        }
        return middle;
    }
}
