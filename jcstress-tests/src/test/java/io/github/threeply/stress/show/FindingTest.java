package io.github.threeply.stress.show;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.stress.gate.Alarm;
import io.github.threeply.stress.gate.Shows.Hardware;
import io.github.threeply.stress.show.Finding.Kind;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FindingTest {
    private static Half broken;
    private static Half cured;

    @BeforeAll
    static void takeAPair() throws IOException {
        RaceEntry race = Gallery.open().race("lost-update");
        broken = race.pair().get(0);
        cured = race.pair().get(1);
    }

    @Test
    void tellsHowOftenTheRaceWasSeen() {
        Finding finding = Finding.of(broken, Figures.seen(broken, Map.of("1", 100L, "2", 900L)), 2);

        assertThat(finding.raceCount()).isEqualTo(100);
        assertThat(finding.share(100)).isEqualTo(0.1);
        assertThat(finding.verdict()).isEqualTo("Seen 100 times in 1,000 tries (10.0 %).");
        assertThat(finding.isBad()).isFalse();
    }

    @Test
    void listsDeclaredOutcomesThatNeverCame() {
        Finding finding = Finding.of(broken, Figures.seen(broken, Map.of("2", 900L)), 2);

        assertThat(finding.rows())
                .containsExactly(
                        new Finding.Row("2", "Both counted.", Kind.FINE, 900),
                        new Finding.Row("1", "One was lost.", Kind.RACE, 0));
    }

    @Test
    void saysThatARaceOfThisHardwareNeedsMoreTime() {
        Finding finding = Finding.of(broken, Figures.seen(broken, Map.of("2", 900L)), 2);

        assertThat(finding.verdict()).startsWith("Not seen in 900 tries; this machine can show it");
    }

    @Test
    void saysPlainlyWhatThisHardwareDoesNotShow() {
        Half elsewhere = new Half(broken.name(), broken.test(), absent(), broken.source());

        Finding finding = Finding.of(elsewhere, Figures.seen(broken, Map.of("2", 900L)), 2);

        assertThat(finding.verdict()).contains("this hardware does not show it").contains(absent().toString());
        assertThat(finding.isBad()).isFalse();
    }

    private static Hardware absent() {
        return Hardware.BITS_32.isHere() ? Hardware.WEAKLY_ORDERED : Hardware.BITS_32;
    }

    @Test
    void callsACureThatDoesNotHoldBad() {
        Finding finding = Finding.of(cured, Figures.seen(cured, Map.of("1", 1L, "2", 900L)), 2);

        assertThat(finding.isBad()).isTrue();
        assertThat(finding.verdict()).startsWith("SEEN 1 time in 901 tries");
        assertThat(finding.rows()).contains(new Finding.Row("1", "One was lost.", Kind.FORBIDDEN, 1));
    }

    @Test
    void callsACureThatHoldsGood() {
        Finding finding = Finding.of(cured, Figures.seen(cured, Map.of("2", 900L)), 2);

        assertThat(finding.isBad()).isFalse();
        assertThat(finding.verdict()).isEqualTo("Never in 900 tries.");
    }

    @Test
    void saysWhyThereAreNoFigures() {
        assertThat(Finding.of(broken, null, 1).verdict()).contains("needs 2 CPUs, and this machine has 1");
        assertThat(Finding.of(broken, null, 2).verdict()).contains("was not run");
        assertThat(Finding.of(broken, Figures.failed(broken, Alarm.HANG, "stuck at x"), 2)
                        .verdict())
                .contains("failed")
                .contains("stuck at x");
    }

    @Test
    void callsWhatShouldHaveRunAndDidNotBad() {
        assertThat(Finding.of(broken, null, 2).isBad()).isTrue();
        assertThat(Finding.of(broken, null, 1).isBad()).isFalse();
    }
}
