package io.github.threeply.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.junit.FailOnLeaks;
import java.util.Collections;
import org.junit.jupiter.api.Test;

@FailOnLeaks(graceMillis = 60_000)
class SharedTotalTest {

    @Test
    void adds450AndLosesWhatIsReadAndThenWritten() throws Exception {
        SharedTotal.Result result = SharedTotal.run();

        assertThat(result.total()).isEqualTo(450);
        assertThat(result.lockedTotal()).isEqualTo(450);
        assertThat(result.own()).isEqualTo(Collections.nCopies(9, 50L));
        assertThat(result.killed()).isZero();
        assertThat(result.racyAdditions()).isEqualTo(9 * 200_000);
        assertThat(result.racyTotal()).isPositive().isLessThan(result.racyAdditions());
    }

    @Test
    void printsWhatItSays() throws Exception {
        Printed printed = Printed.by(SharedTotal::show);

        assertThat(printed.lines())
                .hasSize(4)
                .contains("9 processes added 50 times each: 450", "under a lock: 450")
                .contains("each in its own element: [50, 50, 50, 50, 50, 50, 50, 50, 50]")
                .anyMatch(line -> line.matches("read, then written: 1800000 additions made \\d+, so \\d+ were lost"));
    }

    @Test
    void adds450AlsoIfProcessesAreKilled() throws Exception {
        try (Killer killer = Killer.of(4, 250)) {
            SharedTotal.Result result = SharedTotal.run();

            assertThat(killer.killed()).isPositive();
            assertThat(result.total()).isEqualTo(450);
            assertThat(result.lockedTotal()).isEqualTo(450);
            assertThat(result.lockedTotal()).isEqualTo(450);
            assertThat(result.own()).isEqualTo(Collections.nCopies(9, 50L));
            assertThat(result.racyAdditions()).isEqualTo(9 * 200_000);
        }
    }
}
