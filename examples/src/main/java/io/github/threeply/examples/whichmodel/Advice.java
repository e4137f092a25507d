package io.github.threeply.examples.whichmodel;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Says in words what the figures mean. */
final class Advice {
    /** What is not better than by this is taken for equal: the machine is never as quiet as that. */
    private static final double NOISE = 1.15;

    private static final double MOSTLY = 0.5;

    private Advice() {}

    /** What to take for work of this kind. */
    static String of(Work work, List<Measurement> measured) {
        Measurement best = simplestOfTheBest(measured, work.survivors());
        String figures = figures(best, measured);
        return switch (work) {
            case COMPUTE ->
                "Work that computes: " + best.model() + ", one for each processor. " + figures
                        + " Threads run in parallel on the JVM, so processes bring no speed, and cost "
                        + start(measured) + " to start.";
            case WAIT ->
                "Work that waits: " + best.model() + ". " + figures
                        + " Who waits needs no processor: what counts is how many may wait at once.";
            case MEMORY ->
                "Work that needs memory: " + best.model() + ". " + figures
                        + " Threads share one heap and its collector; processes have a limit each, and end with what they leaked.";
            case CRASH ->
                "Work that may crash: " + Model.PROCESSES + ". " + crash(measured)
                        + " Nothing that runs in threads survives the end of their JVM.";
        };
    }

    /** What to take for a task of the user's. */
    static String ofOwn(String className, List<Measurement> measured) {
        Measurement processes = of(measured, Model.PROCESSES);
        if (processes.done() < processes.tasks()) {
            return className + ": processes. " + (processes.tasks() - processes.done()) + " of " + processes.tasks()
                    + " calls failed there (" + processes.note() + "), and what is not known to end well is not run "
                    + "among threads.";
        }
        double computing = of(measured, Model.ONE_THREAD).computing();
        Measurement best = simplestOfTheBest(measured, processes.tasks());
        return String.format(
                Locale.ROOT,
                "%s computes for %.0f %% of its time and waits for the rest: %s%s. %s%s",
                className,
                100 * Math.min(1, computing),
                best.model(),
                computing > MOSTLY && best.model() == Model.THREADS ? ", one for each processor" : "",
                figures(best, measured),
                " Take processes if it may crash, must be stopped, or needs a heap of its own.");
    }

    /** The fastest; among equals the one that comes first, which is the simplest. */
    private static Measurement simplestOfTheBest(List<Measurement> measured, int possible) {
        double most = measured.stream()
                .filter(m -> m.isComplete(possible))
                .mapToDouble(Measurement::perSecond)
                .max()
                .orElseThrow();
        return measured.stream()
                .filter(m -> m.isComplete(possible) && m.perSecond() * NOISE >= most)
                .min(Comparator.comparing(Measurement::model))
                .orElseThrow();
    }

    private static String figures(Measurement best, List<Measurement> measured) {
        StringBuilder text = new StringBuilder("Of what one thread does in a second, ");
        double one = of(measured, Model.ONE_THREAD).perSecond();
        List<Measurement> others =
                measured.stream().filter(m -> m.model() != Model.ONE_THREAD).toList();
        for (int i = 0; i < others.size(); i++) {
            text.append(i == 0 ? "" : i == others.size() - 1 ? " and " : ", ")
                    .append(others.get(i).model())
                    .append(String.format(
                            Locale.ROOT, " did %.1f times", others.get(i).perSecond() / one));
        }
        return text.append('.')
                .append(best.model() == Model.ONE_THREAD ? " More of them bring nothing here." : "")
                .toString();
    }

    private static String crash(List<Measurement> measured) {
        Measurement processes = of(measured, Model.PROCESSES);
        return processes.done() + " of " + processes.tasks() + " tasks gave their result there, "
                + of(measured, Model.THREADS).done() + " did in threads.";
    }

    private static String start(List<Measurement> measured) {
        return of(measured, Model.PROCESSES).start().toMillis() + " ms";
    }

    private static Measurement of(List<Measurement> measured, Model model) {
        return measured.stream()
                .filter(m -> m.model() == model)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("nothing was measured for " + model));
    }
}
