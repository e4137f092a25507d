package io.github.threeply.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PipeCountTest {

    @Test
    void countsToAHundredMillionAndCarriesSixteenMebibytesBothWays() throws Exception {
        PipeCount.Result result = PipeCount.run();

        assertThat(result.total()).isEqualTo(100_000_000);
        assertThat(result.bytes()).isEqualTo(16_777_216);
        assertThat(result.turned()).isTrue();
        assertThat(result.counting()).isPositive();
    }
}
