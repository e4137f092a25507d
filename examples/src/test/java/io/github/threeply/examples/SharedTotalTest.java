package io.github.threeply.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import org.junit.jupiter.api.Test;

class SharedTotalTest {

    @Test
    void adds450AndLosesWhatIsReadAndThenWritten() throws Exception {
        SharedTotal.Result result = SharedTotal.run();

        assertThat(result.total()).isEqualTo(450);
        assertThat(result.own()).isEqualTo(Collections.nCopies(9, 50L));
        assertThat(result.killed()).isZero();
        assertThat(result.racyAdditions()).isEqualTo(9 * 200_000);
        assertThat(result.racyTotal()).isPositive().isLessThan(result.racyAdditions());
    }

    @Test
    void adds450AlsoIfProcessesAreKilled() throws Exception {
        try (Killer killer = Killer.of(4, 250)) {
            SharedTotal.Result result = SharedTotal.run();

            assertThat(killer.killed()).isPositive();
            assertThat(result.total()).isEqualTo(450);
            assertThat(result.own()).isEqualTo(Collections.nCopies(9, 50L));
            assertThat(result.racyAdditions()).isEqualTo(9 * 200_000);
        }
    }
}
