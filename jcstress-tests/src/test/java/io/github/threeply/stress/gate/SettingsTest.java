package io.github.threeply.stress.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    @Test
    void runsTheContractInShortByDefault() {
        Settings settings = Settings.parse();

        assertThat(settings.suite()).isEqualTo("contract");
        assertThat(settings.jcstress()).containsSubsequence("-iters", "2", "-time", "200");
        assertThat(settings.narrower().matcher("any.Test").find()).isTrue();
    }

    @Test
    void takesEachOption() {
        Settings settings = Settings.parse(
                "gallery", "-t", "Lost", "--dir", "/d", "--limit", "5", "--fork-limit", "7", "--", "-m", "quick");

        assertThat(settings.suite()).isEqualTo("gallery");
        assertThat(settings.narrower().pattern()).isEqualTo("Lost");
        assertThat(settings.directory()).hasToString("/d");
        assertThat(settings.limit()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.forkLimit()).isEqualTo(Duration.ofSeconds(7));
        assertThat(settings.jcstress()).containsExactly("-m", "quick");
    }

    @ParameterizedTest
    @ValueSource(strings = {"galery", "-t", "--limit", "--limit 0", "--fork-limit x", "-t ("})
    void refusesWhatItDoesNotUnderstandAndNamesIt(String line) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.parse(line.split(" ")))
                .withMessageContaining(line.split(" ")[0]);
    }
}
