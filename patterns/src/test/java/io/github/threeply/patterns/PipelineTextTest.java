package io.github.threeply.patterns;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The table that statistics print. */
class PipelineTextTest {
    private static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }

    @Test
    void hasALineForEachStepWithTwoBars() {
        PipelineStatistics statistics = new PipelineStatistics(
                seconds(10),
                List.of(
                        new PipelineStatistics.Step(
                                "receive",
                                2,
                                seconds(10),
                                0,
                                0,
                                0,
                                12_345,
                                12_340,
                                0,
                                0,
                                0,
                                seconds(0),
                                seconds(15),
                                seconds(0),
                                seconds(5)),
                        new PipelineStatistics.Step(
                                "store",
                                1,
                                seconds(10),
                                8,
                                16,
                                16,
                                12_332,
                                12_330,
                                7,
                                1,
                                2,
                                seconds(1),
                                seconds(0),
                                seconds(1),
                                seconds(8))),
                3);

        assertThat(statistics.toString().lines())
                .containsExactly(
                        "in 10.00 s, 3 failures of listeners",
                        "  step     threads  channel before it           high      in     out  out/s  dropped  skipped  retries  time",
                        "  receive        2                                    12,345  12,340  1,234        0        0        0  [#####:::::::::::::::]",
                        "  store          1  [=====     ]       8 of 16    16  12,332  12,330  1,233        2        1        7  [################..--]",
                        "  time: # works, . waits for items, : waits for room, - pauses before it tries again");
    }

    @Test
    void hasNoTimeOfAStepThatHasNotBegun() {
        PipelineStatistics statistics = new PipelineStatistics(
                Duration.ZERO,
                List.of(new PipelineStatistics.Step(
                        "(channel)",
                        0,
                        Duration.ZERO,
                        3,
                        4,
                        3,
                        0,
                        0,
                        0,
                        0,
                        0,
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ZERO)),
                0);

        assertThat(statistics.toString()).startsWith("in 0.00 s\n").contains("[========  ]", "3 of 4");
    }
}
