package io.github.threeply.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.junit.FailOnLeaks;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@FailOnLeaks(graceMillis = 60_000)
class NumberPipelineTest {

    @Test
    void storesWhatWasProducedAndLeavesNothing() throws Exception {
        NumberPipeline.Result result = NumberPipeline.run(Duration.ofMillis(500));

        assertThat(result.produced()).isPositive();
        assertThat(result.stored()).hasSize((int) result.produced()).allMatch(number -> number >= 1 && number <= 11);
        assertThat(result.sumStored()).isEqualTo(result.sumProduced());
    }

    @Test
    void hasALedgerThatIsExactAtTheEnd() throws Exception {
        NumberPipeline.Result result = NumberPipeline.run(Duration.ofMillis(200));

        assertThat(result.ledger().isFinal()).isTrue();
        assertThat(result.ledger().inFlight()).isZero();
        assertThat(result.ledger().accepted()).isEqualTo(result.produced());
        assertThat(result.ledger().consumed() + result.ledger().returned().size())
                .isEqualTo(result.produced());
    }

    @Test
    void lets10NumbersWaitAtMost() throws Exception {
        assertThat(NumberPipeline.run(Duration.ofMillis(200)).mostWaiting()).isBetween(1L, 10L);
    }
}
