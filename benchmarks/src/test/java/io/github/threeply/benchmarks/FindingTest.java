package io.github.threeply.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FindingTest {
    private static final Figure ONE = Figure.of(1);
    private static final Figure TWO = Figure.of(2, 1, 3);

    @Test
    void aRatioIsJudgedByItsTarget() {
        assertThat(new Comparison("", TWO, "peer", ONE, 2).verdict()).isEqualTo(Verdict.PASS);
        assertThat(new Comparison("", TWO, "peer", ONE, 2.0001).verdict()).isEqualTo(Verdict.MISS);
        assertThat(new Comparison("", ONE, "peer", TWO, 0).verdict()).isEqualTo(Verdict.INFO);
    }

    @Test
    void aRatioIsTheOtherWayRoundWhereLessIsBetter() {
        Figure fast = Figure.of(Unit.TIME, 2);
        Figure slow = Figure.of(Unit.TIME, 10);

        assertThat(new Comparison("p50", fast, "peer", slow, 0).ratio()).isEqualTo(5);
        assertThat(new Comparison("p50", slow, "peer", fast, 0).ratio()).isEqualTo(0.2);
    }

    @Test
    void whatIsNotANumberIsAMiss() {
        Figure nothing = Figure.of(Double.NaN);

        assertThat(new Comparison("", nothing, "peer", ONE, 0.1).verdict()).isEqualTo(Verdict.MISS);
        assertThat(new Bound("", nothing, Double.NaN, 1, "").verdict()).isEqualTo(Verdict.MISS);
    }

    @Test
    void aLimitMayBeReachedButNotExceeded() {
        assertThat(new Bound("", TWO, 2, 2, "").verdict()).isEqualTo(Verdict.PASS);
        assertThat(new Bound("", TWO, Math.nextUp(2.0), 2, "").verdict()).isEqualTo(Verdict.MISS);
        assertThat(new Bound("", TWO, 2, Double.POSITIVE_INFINITY, "").verdict())
                .isEqualTo(Verdict.INFO);
    }

    @Test
    void aFigureIsTheMedianOfItsRoundsAndShowsTheLeastAndTheGreatest() {
        assertThat(Figure.of(5e6, 1e6, 48e6)).hasToString("5.00 M/s [1.00-48.0]");
        assertThat(Figure.of(100, 300)).hasToString("200 /s [100-300]");
        assertThat(Figure.of(Unit.TIME, 4.8e-7, 2e-6, 12.4e-6)).hasToString("2.00 us [0.48-12.4]");
        assertThat(Figure.of(Unit.CORE, 0)).hasToString("0.0000 % [0.0000-0.0000]");
    }

    @Test
    void theLastLineCounts() {
        List<Finding> findings = List.of(
                new Comparison("", TWO, "peer", ONE, 2),
                new Comparison("", TWO, "peer", ONE, 3),
                new Comparison("", TWO, "peer", ONE, 0),
                new Bound("", TWO, 2, 2, ""),
                new Unmeasured(Verdict.SKIP, "needs more"));

        assertThat(Report.summary(findings))
                .isEqualTo("3 targets: 2 pass, 1 miss; besides, 1 shown for information, 1 rows skipped, 0 failed.");
    }

    @Test
    void percentilesAreExact() {
        long[] values = new long[1000];
        for (int i = 0; i < values.length; i++) {
            values[i] = values.length - i;
        }
        Percentiles percentiles = new Percentiles(values);

        assertThat(percentiles.at(0.5)).isEqualTo(500);
        assertThat(percentiles.at(0.99)).isEqualTo(990);
        assertThat(percentiles.at(1)).isEqualTo(1000);
        assertThat(new Percentiles(new long[] {7}).at(0)).isEqualTo(7);
    }
}
