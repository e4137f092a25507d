package io.github.threeply.patterns;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A plain sequential model of a pipeline through which numbers go unchanged: what each stage does to each number, decided
 * by the number alone.
 */
final class PipelineModel {
    enum Act {
        PASS,
        /** No result. */
        DROP,
        /** Throws each time. */
        THROW,
        /** Throws once, then passes. */
        FALTER
    }

    /** What a stage is, and where it loses what. */
    static final class StageModel {
        final String name;
        final boolean batch;
        final boolean ordered;
        final boolean onExecutor;
        final int threads;
        private final int dropEach;
        private final int throwEach;
        private final int falterEach;
        private final Set<Integer> faltered = ConcurrentHashMap.newKeySet();

        StageModel(int index, Random random) {
            name = "stage" + index;
            batch = random.nextInt(3) == 0;
            ordered = random.nextBoolean();
            onExecutor = random.nextInt(3) == 0;
            threads = 1 + random.nextInt(3);
            dropEach = 3 + random.nextInt(20);
            // A batch is skipped as a whole, so that the fate of a number would not be its own.
            throwEach = batch ? 0 : 4 + random.nextInt(20);
            falterEach = 5 + random.nextInt(20);
        }

        Act act(int number) {
            if (number % dropEach == 1) {
                return Act.DROP;
            }
            if (throwEach > 0 && number % throwEach == 2) {
                return Act.THROW;
            }
            return number % falterEach == 3 ? Act.FALTER : Act.PASS;
        }

        /** What the stage does: a number, or null. */
        Integer apply(int number) throws IOException {
            Act act = act(number);
            if (act == Act.THROW || (act == Act.FALTER && faltered.add(number))) {
                throw new IOException(name + " at " + number);
            }
            return act == Act.DROP ? null : number;
        }

        List<Integer> applyAll(List<Integer> numbers) throws IOException {
            List<Integer> results = new ArrayList<>();
            for (Integer number : numbers) {
                Integer result = apply(number);
                if (result != null) {
                    results.add(result);
                }
            }
            return results;
        }

        @Override
        public String toString() {
            return name + (batch ? " batch" : "") + (ordered ? " ordered" : "") + (onExecutor ? " on" : "") + " x"
                    + threads;
        }
    }

    final List<StageModel> stages = new ArrayList<>();

    PipelineModel(Random random) {
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            stages.add(new StageModel(i, random));
        }
    }

    /** Whether a number gets as far as this step, if nothing but the stages stops it. */
    boolean reaches(int number, String step) {
        for (StageModel stage : stages) {
            if (stage.name.equals(step)) {
                return true;
            }
            Act act = stage.act(number);
            if (act == Act.DROP || act == Act.THROW) {
                return false;
            }
        }
        return true; // it gets to the sink
    }

    /** What becomes of a number if nothing but the stages stops it: "store", or the stage and what that does. */
    String fate(int number) {
        for (StageModel stage : stages) {
            switch (stage.act(number)) {
                case DROP -> {
                    return stage.name + (stage.batch ? " merged" : " " + DropReason.NO_RESULT);
                }
                case THROW -> {
                    return stage.name + " " + DropReason.SKIPPED;
                }
                default -> {}
            }
        }
        return "store";
    }
}
