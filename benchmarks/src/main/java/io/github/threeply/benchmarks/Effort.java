package io.github.threeply.benchmarks;

import java.time.Duration;

/**
 * How long to measure.
 *
 * @param forks how many JVMs for each contestant: some designs settle into a fast or a slow way of running when they
 *     start, so one JVM tells little
 * @param warmups how many rounds in each JVM are not counted
 * @param rounds how many are
 * @param round how long a round takes, about
 */
public record Effort(int forks, int warmups, int rounds, Duration round) {
    /** For figures that are to be believed. */
    public static final Effort ORDINARY = new Effort(3, 3, 5, Duration.ofMillis(500));

    /** To see that a row works. */
    public static final Effort QUICK = new Effort(1, 1, 2, Duration.ofMillis(40));

    /** Whether its figures mean nothing. */
    boolean isTooShort() {
        return round.compareTo(ORDINARY.round) < 0;
    }

    Effort withForks(int count) {
        return new Effort(count, warmups, rounds, round);
    }

    Effort withRounds(int count) {
        return new Effort(forks, warmups, count, round);
    }
}
