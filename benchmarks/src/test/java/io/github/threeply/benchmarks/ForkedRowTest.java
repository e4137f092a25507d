package io.github.threeply.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ForkedRowTest {
    private static final Contestant OURS = new Contestant("ours", () -> count -> {}, 0);
    private static final Contestant PEER = new Contestant("peer", () -> count -> {}, List.of(2.0));

    private static ForkedRow row(Requirement requirement, List<Metric> metrics, Contestant... contestants) {
        return new ForkedRow("row", "", Effort.QUICK, requirement, metrics, List.of(contestants));
    }

    @Test
    void needsAPeerOrALimit() {
        assertThatThrownBy(() -> new ForkedRow("lonely", "", List.of(OURS)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lonely");
        assertThat(row(Requirement.NONE, List.of(Metric.limited("", Unit.BYTES, 1)), OURS))
                .isNotNull();
    }

    @Test
    void isSkippedIfSomethingIsMissing() throws Exception {
        assertThat(row(() -> "needs a newer JDK", List.of(Metric.RATE), OURS, PEER)
                        .measure(Effort.QUICK))
                .containsExactly(new Unmeasured(Verdict.SKIP, "needs a newer JDK"));
    }

    @Test
    void comparesTheMiddleOfAllRoundsAndKeepsTheMetricsApart() {
        ForkedRow row =
                row(Requirement.NONE, List.of(Metric.RATE, Metric.limited("bytes", Unit.BYTES, 0.05)), OURS, PEER);

        List<Finding> findings = row.findings(Map.of(
                OURS, List.of(new double[] {4, 0}, new double[] {40, 0.05}, new double[] {5, 7}),
                PEER, List.of(new double[] {1, 8}, new double[] {2, 9})));

        Comparison comparison = (Comparison) findings.get(0);
        assertThat(comparison.ours()).isEqualTo(Figure.of(4, 40, 5));
        assertThat(comparison.theirs()).isEqualTo(Figure.of(1, 2));
        assertThat(comparison.ratio()).isEqualTo(5 / 1.5);
        assertThat(comparison.target()).isEqualTo(2);
        Bound bound = (Bound) findings.get(1);
        assertThat(bound.judged()).isEqualTo(0.05);
        assertThat(bound.verdict()).isEqualTo(Verdict.PASS);
        assertThat(bound.detail()).contains("peer 8.50 B [8.00-9.00]");
        assertThat(findings).hasSize(2);
    }

    @Test
    void aPeerThatNeedsWhatIsMissingIsLeftOutAndNamed() throws Exception {
        Contestant absent =
                new Contestant("snake", () -> "snake", () -> count -> {}, List.of(9.0), () -> "needs a warm stone");
        ForkedRow row = row(Requirement.NONE, List.of(Metric.RATE), OURS, PEER, absent);

        List<Finding> findings = row.findings(Map.of(OURS, List.of(new double[] {4}), PEER, List.of(new double[] {1})));

        assertThat(findings).hasSize(2);
        assertThat(findings.get(0)).isInstanceOf(Comparison.class);
        assertThat(findings.get(1)).isEqualTo(new Unmeasured(Verdict.SKIP, "snake needs a warm stone"));
    }

    @Test
    void theWorstRoundIsJudgedWhereEachMustKeepTheLimit() {
        Metric growth = new Metric("growth", Unit.MEMORY, 1, Metric.Judge.EACH_ROUND);
        ForkedRow row = row(Requirement.NONE, List.of(growth), OURS);

        Bound bound =
                (Bound) row.findings(Map.of(OURS, List.of(new double[] {0}, new double[] {1.5}, new double[] {0})))
                        .get(0);

        assertThat(bound.verdict()).isEqualTo(Verdict.MISS);
        assertThat(bound.detail()).isEqualTo("each round: 0.0000 MiB, 1.50 MiB, 0.0000 MiB");
    }

    @Test
    void whatWasNotMeasuredIsNotZero() {
        assertThat(WorkFork.wanted(new double[] {1, 2, 3}, 2)).containsExactly(1, 2);
        assertThatThrownBy(() -> WorkFork.wanted(new double[] {1}, 2)).isInstanceOf(IllegalStateException.class);
    }
}
