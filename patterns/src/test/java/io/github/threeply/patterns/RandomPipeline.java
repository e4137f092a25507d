package io.github.threeply.patterns;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A pipeline of numbers, described by numbers: its steps pass each item on as it is, drop it, or throw.
 *
 * @param items how many the source has: 0, 1, and so on
 * @param sources how many threads call the source
 * @param stages the stages
 * @param capacity of the channel before the sink
 * @param sinks how many threads call the sink
 * @param thrower the item at which a step throws, or -1
 * @param throwingStep the index of that step among the stages; their number for the sink
 * @param ending how it ends
 * @param endAfter how many items the source has handed out then
 */
record RandomPipeline(
        int items,
        int sources,
        List<Stage> stages,
        int capacity,
        int sinks,
        int thrower,
        int throwingStep,
        Ending ending,
        int endAfter) {

    /** How a pipeline ends, if nothing throws before. */
    enum Ending {
        NO_MORE_ITEMS,
        STOP,
        EVENT,
        CLOSE,
        ABORT
    }

    /**
     * A stage.
     *
     * @param capacity of the channel before it
     * @param parallelism how many threads it has
     * @param dropsEvery it drops the items that are multiples of this, except 0 itself; or none, if this is 0
     */
    record Stage(int capacity, int parallelism, int dropsEvery) {
        boolean drops(int item) {
            return dropsEvery > 0 && item > 0 && item % dropsEvery == 0;
        }
    }

    /** What becomes of an item that nothing from outside stops. */
    enum Fate {
        CONSUMED,
        DROPPED,
        THROWN
    }

    /** The sequential model: what the steps do with an item, one after the other. */
    Fate fate(int item) {
        for (int step = 0; step <= stages.size(); step++) {
            if (throwsAt(step, item)) {
                return Fate.THROWN;
            }
            if (step < stages.size() && stages.get(step).drops(item)) {
                return Fate.DROPPED;
            }
        }
        return Fate.CONSUMED;
    }

    boolean throwsAt(int step, int item) {
        return item == thrower && step == throwingStep;
    }

    /** Whether nothing can overtake anything. */
    boolean isSingleFile() {
        return sources == 1 && sinks == 1 && stages.stream().allMatch(stage -> stage.parallelism == 1);
    }

    static RandomPipeline any(Random random) {
        int items = random.nextInt(5) == 0 ? random.nextInt(3) : random.nextInt(200);
        boolean wide = random.nextInt(4) != 0;
        List<Stage> stages = IntStream.range(0, random.nextInt(4))
                .mapToObj(i -> new Stage(
                        1 + random.nextInt(8),
                        wide ? 1 + random.nextInt(3) : 1,
                        random.nextInt(3) == 0 ? 2 + random.nextInt(9) : 0))
                .toList();
        boolean fails = random.nextInt(3) == 0;
        return new RandomPipeline(
                items,
                wide ? 1 + random.nextInt(3) : 1,
                stages,
                1 + random.nextInt(8),
                wide ? 1 + random.nextInt(3) : 1,
                fails ? random.nextInt(items + 1) : -1,
                random.nextInt(stages.size() + 1),
                Ending.values()[random.nextInt(Ending.values().length)],
                random.nextInt(items + 1));
    }

    List<RandomPipeline> smaller() {
        List<RandomPipeline> all = new ArrayList<>();
        for (int fewer : List.of(items / 2, items - 1)) {
            if (fewer >= 0 && fewer < items) {
                all.add(with(fewer, stages, thrower, ending, Math.min(endAfter, fewer)));
            }
        }
        for (int i = 0; i < stages.size(); i++) {
            List<Stage> others = new ArrayList<>(stages);
            others.remove(i);
            all.add(with(items, others, throwingStep > others.size() ? -1 : thrower, ending, endAfter));
            Stage plain = new Stage(1, 1, 0);
            if (!stages.get(i).equals(plain)) {
                others.add(i, plain);
                all.add(with(items, others, thrower, ending, endAfter));
            }
        }
        if (thrower >= 0) {
            all.add(with(items, stages, -1, ending, endAfter));
        }
        if (ending != Ending.NO_MORE_ITEMS) {
            all.add(with(items, stages, thrower, Ending.NO_MORE_ITEMS, 0));
            if (endAfter > 0) {
                all.add(with(items, stages, thrower, ending, endAfter / 2));
            }
        }
        if (sources > 1 || sinks > 1 || capacity > 1) {
            all.add(new RandomPipeline(items, 1, stages, 1, 1, thrower, throwingStep, ending, endAfter));
        }
        return all;
    }

    private RandomPipeline with(int items, List<Stage> stages, int thrower, Ending ending, int endAfter) {
        return new RandomPipeline(
                items,
                sources,
                List.copyOf(stages),
                capacity,
                sinks,
                thrower,
                Math.min(throwingStep, stages.size()),
                ending,
                endAfter);
    }
}
