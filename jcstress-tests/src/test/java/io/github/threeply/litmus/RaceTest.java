package io.github.threeply.litmus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** A race says what can be run, and grades what comes out. */
class RaceTest {
    private static final Actor NOTHING = round -> {};

    @Test
    void takesTheFirstOutcomeThatMatches() {
        Race race = Race.named("r")
                .actor(1, NOTHING)
                .actor(1, NOTHING)
                .interesting("0, 0", "Exactly.")
                .acceptable("0, .*", "By pattern.")
                .build();

        assertThat(race.grade("0, 0").grade()).isEqualTo(Grade.INTERESTING);
        assertThat(race.grade("0, 17").meaning()).isEqualTo("By pattern.");
    }

    @Test
    void forbidsWhatNobodyNamed() {
        Race race = Race.named("r").actor(1, NOTHING).actor(0, NOTHING).build();

        assertThat(race.grade("3").grade()).isEqualTo(Grade.FORBIDDEN);
    }

    @Test
    void matchesTheWholeOutcomeOnly() {
        Race race = Race.named("r")
                .actor(1, NOTHING)
                .actor(0, NOTHING)
                .acceptable("1", "One.")
                .build();

        assertThat(race.grade("11").grade()).isEqualTo(Grade.FORBIDDEN);
    }

    @Test
    void isNotChangedByWhatItsBuilderDoesNext() {
        Race.Builder builder = Race.named("r").actor(1, NOTHING).actor(0, NOTHING);
        Race race = builder.build();

        builder.actor(1, NOTHING).rounds(5).acceptable("0", "Late.");

        assertThat(race.actors()).isEqualTo(2);
        assertThat(race.rounds()).isEqualTo(Race.DEFAULT_ROUNDS);
        assertThat(race.outcomes()).isEmpty();
    }

    @Test
    void refusesOneActorAndFive() {
        Race.Builder builder = Race.named("r").actor(1, NOTHING);
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("1 actors");
        for (int i = 0; i < 4; i++) {
            builder.actor(0, NOTHING);
        }

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("5 actors");
    }

    @Test
    void refusesARaceWithoutResults() {
        assertThatThrownBy(() ->
                        Race.named("r").actor(0, NOTHING).actor(0, NOTHING).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no result");
    }

    @Test
    void refusesATwinThatHasNothingToShow() {
        assertThatThrownBy(() -> Race.named("r/twin")
                        .purpose(Race.Purpose.SHOWS)
                        .actor(1, NOTHING)
                        .actor(0, NOTHING)
                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no outcome is interesting");
    }

    @Test
    void refusesNamesAndNumbersThatCannotBe() {
        Race.Builder builder = Race.named("r");

        assertThatThrownBy(() -> Race.named("two words")).hasMessageContaining("\"two words\"");
        assertThatThrownBy(() -> builder.words(65)).hasMessageContaining("0 to 64, but was 65");
        assertThatThrownBy(() -> builder.rounds(0)).hasMessageContaining("1 to 65536, but was 0");
        assertThatThrownBy(() -> builder.actor(17, NOTHING)).hasMessageContaining("0 to 16, but was 17");
    }
}
