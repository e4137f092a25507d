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

    @Test
    void isNotDisturbedByAKill() throws Exception {
        try (Killer killer = Killer.of(2, 150)) {
            PipeCount.Result result = PipeCount.run();

            assertThat(killer.killed()).isPositive();
            assertThat(result.total()).isEqualTo(100_000_000);
            assertThat(result.turned()).isTrue();
        }
    }

    @Test
    void printsTheTotalAndTheTime() throws Exception {
        Printed printed = Printed.by(() -> PipeCount.main(new String[0]));

        assertThat(printed.out())
                .matches("total 100000000 after \\d+\\.\\d\\d s\\R"
                        + "16777216 bytes went there and came back turned: true, after \\d+\\.\\d\\d s\\R");
    }
}
