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

    /** The same for what is soon warm: more JVMs, which differ more than the rounds of one. */
    public static final Effort MANY_FORKS = new Effort(5, 2, 3, Duration.ofMillis(200));

    /** To see that a row works. */
    public static final Effort QUICK = new Effort(1, 1, 2, Duration.ofMillis(40));

    Effort withForks(int count) {
        return new Effort(count, warmups, rounds, round);
    }

    Effort withRounds(int count) {
        return new Effort(forks, warmups, count, round);
    }

    /** How long one JVM may take: several times as long as planned, on a machine that does other things too. */
    Duration limit() {
        return Duration.ofSeconds(60).plus(round.multipliedBy(20L * (warmups + rounds)));
    }
}
