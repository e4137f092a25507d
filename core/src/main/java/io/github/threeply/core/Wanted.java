package io.github.threeply.core;

/**
 * Which values of a counter somebody waits for: those on one side of a bound, the bound included.
 *
 * @param bound the bound
 * @param above whether the values above it are wanted; else those below
 */
record Wanted(long bound, boolean above) {

    static Wanted atLeast(long bound, SharedCounter counter) {
        if (bound > counter.maximum()) {
            throw never("at least " + bound, counter);
        }
        return new Wanted(bound, true);
    }

    static Wanted atMost(long bound, SharedCounter counter) {
        if (bound < counter.minimum()) {
            throw never("at most " + bound, counter);
        }
        return new Wanted(bound, false);
    }

    private static IllegalArgumentException never(String what, SharedCounter counter) {
        return new IllegalArgumentException("the counter must be able to be " + what + ", but its range is "
                + counter.minimum() + " to " + counter.maximum());
    }

    boolean isMetBy(long value) {
        return above ? value >= bound : value <= bound;
    }
}
