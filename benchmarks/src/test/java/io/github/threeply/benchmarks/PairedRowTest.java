package io.github.threeply.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PairedRowTest {
    /** Says that it made so many calls, and takes as long as it may. */
    private static PairedRow.Loop loop(long calls) {
        return stop -> {
            while (!stop.isNow()) {
                Thread.yield();
            }
            return calls;
        };
    }

    @Test
    void whoeverBeginsAPairOursStaysOurs() throws Exception {
        PairedRow row = new PairedRow("row", "", () -> loop(1_000_000), "peer", () -> loop(1_000), 1);
        List<double[]> told = new ArrayList<>();

        row.run(1, 4, Duration.ofMillis(5), told::add);

        assertThat(told).hasSize(12);
        assertThat(told)
                .extracting(numbers -> numbers[0])
                .containsExactly(1., 1., 1., 1., 2., 2., 2., 2., 4., 4., 4., 4.);
        assertThat(told).allMatch(numbers -> numbers[1] > 10 * numbers[2]);
    }

    @Test
    void measuresWithSoManyThreadsAsThereAreTargetsFor() throws Exception {
        PairedRow row =
                new PairedRow("row", "", Effort.QUICK, () -> loop(1), "peer", () -> loop(1), Map.of(3, 0.5, 1, 0.0));
        List<double[]> told = new ArrayList<>();

        row.run(0, 1, Duration.ofMillis(5), told::add);

        assertThat(told).extracting(numbers -> numbers[0]).containsExactly(1., 3.);
    }

    @Test
    void aCallThatFailsEndsTheMeasurement() {
        PairedRow.Loop fails = stop -> {
            throw new IllegalStateException("the counter is at its bound");
        };

        assertThatThrownBy(() -> Turn.rate(fails, 2, Duration.ofMillis(5)))
                .hasRootCauseMessage("the counter is at its bound");
    }

    @Test
    void theThreadsOfATurnCountTogether() throws Exception {
        Duration time = Duration.ofMillis(50);

        // A machine may be away for as long as a turn takes: once it is not.
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            double one = Turn.rate(loop(1_000_000), 1, time);
            double four = Turn.rate(loop(1_000_000), 4, time);

            assertThat(one).isLessThanOrEqualTo(1_000_000 / 0.05 * 1.1); // the threads may begin after the clock
            assertThat(four / one).isBetween(2.0, 8.0);
        });
    }
}
