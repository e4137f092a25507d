package io.github.threeply.stress.show;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What stands on the screen before anything has run. */
class ScreenTest {
    private static String explained(RaceEntry race) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Screen(new PrintStream(out, true, StandardCharsets.UTF_8)).explain(race);
        return out.toString(StandardCharsets.UTF_8).replaceAll("\\s+", " ");
    }

    @Test
    void saysHowManyThreadsDoWhatInWords() throws IOException {
        for (RaceEntry race : Gallery.open().races()) {
            String said = explained(race);
            assertThat(said).as(race.name()).doesNotContainPattern("\\d threads?");
            if (race.pair().get(0).test().threads() == 1) {
                assertThat(said).as(race.name()).contains("One thread does this, and another gives the signal");
            } else {
                assertThat(said).as(race.name()).containsPattern("(Two|Three|Four) threads do this at the same time");
            }
        }
    }
}
