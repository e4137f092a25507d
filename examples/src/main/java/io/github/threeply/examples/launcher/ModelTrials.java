package io.github.threeply.examples.launcher;

import io.github.threeply.examples.HashJdk;
import io.github.threeply.examples.WhichModel;
import io.github.threeply.examples.WhichModel.Measurement;
import io.github.threeply.examples.WhichModel.Work;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Measures works for which-model several times, so that a machine that was busy once does not decide. */
final class ModelTrials {
    private ModelTrials() {}

    /** What was measured for one kind of work. */
    record Trial(Work work, List<Measurement> measured) {}

    /** Measures each work so many times, all models in turn, and prints the middle one of each. */
    static List<Trial> show(List<Work> works, int rounds, HashJdk.Progress progress) throws InterruptedException {
        List<Trial> trials = new ArrayList<>();
        for (Work work : works) {
            List<List<Measurement>> all = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                progress.at(work.title(), round, rounds);
                all.add(WhichModel.measure(work));
            }
            progress.at(work.title(), rounds, rounds);
            trials.add(new Trial(work, middle(all)));
            WhichModel.print(work, trials.get(trials.size() - 1).measured());
        }
        return trials;
    }

    /** The first sentence of the advice: the work, and what to take for it. */
    static String inShort(Trial trial) {
        String advice = WhichModel.advice(trial.work(), trial.measured());
        return advice.substring(0, advice.indexOf(". "));
    }

    /** For each model the measurement in the middle, by its rate. */
    static List<Measurement> middle(List<List<Measurement>> rounds) {
        return IntStream.range(0, rounds.get(0).size())
                .mapToObj(model -> rounds.stream()
                        .map(round -> round.get(model))
                        .sorted(Comparator.comparingDouble(Measurement::perSecond))
                        .toList()
                        .get(rounds.size() / 2))
                .toList();
    }
}
