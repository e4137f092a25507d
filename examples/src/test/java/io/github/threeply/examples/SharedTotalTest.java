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
        assertThat(result.racyAdditions()).isEqualTo(9 * 200_000);
        assertThat(result.racyTotal()).isPositive().isLessThan(result.racyAdditions());
    }
}
