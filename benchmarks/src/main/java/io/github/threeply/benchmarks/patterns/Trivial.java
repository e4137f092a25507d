package io.github.threeply.benchmarks.patterns;

/** The stages of all pipelines that are compared: next to no work, and nothing allocated. */
final class Trivial {
    private static final int DISTINCT = 1024;

    private final Integer[] items = new Integer[DISTINCT];

    Trivial() {
        for (int i = 0; i < DISTINCT; i++) {
            items[i] = i;
        }
    }

    /** Stage 1: makes the item of that number. */
    Integer make(long number) {
        return items[(int) number & DISTINCT - 1];
    }

    /** Stage 2: makes the next item of one. */
    Integer next(Integer item) {
        return items[item + 1 & DISTINCT - 1];
    }

    /** Stage 3 adds up what comes. This is what it must come to. */
    long sum(long count) {
        long sum = 0;
        for (long number = 0; number < count; number++) {
            sum += number + 1 & DISTINCT - 1;
        }
        return sum;
    }
}
