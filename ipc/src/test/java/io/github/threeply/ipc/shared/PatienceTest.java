package io.github.threeply.ipc.shared;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How it is learnt whether it pays to look for long. */
class PatienceTest {
    private static final long CELL = 5L * Layout.LINE;

    private final Patience patience = new Patience();

    private void loseIt() {
        for (int i = 0; i < 10; i++) {
            patience.wasInVain(CELL);
        }
        assertThat(patience.isLeft(CELL)).isFalse();
    }

    @Test
    void isThereAtFirstAndGoesWhereItIsInVain() {
        assertThat(patience.pays(CELL)).isTrue();
        patience.wasInVain(CELL);
        assertThat(patience.isLeft(CELL)).isTrue();

        loseIt();

        assertThat(patience.isLeft(CELL + Layout.LINE)).as("at the next cell").isTrue();
    }

    @Test
    void triesAgainFromTimeToTimeForEver() {
        loseIt();
        int tries = 0;

        for (int i = 0; i < 1600; i++) {
            if (patience.pays(CELL)) {
                tries++;
                patience.wasInVain(CELL);
            }
        }

        assertThat(tries).isEqualTo(100);
    }

    @Test
    void comesBackWhereItPays() {
        loseIt();

        for (int i = 0; i < 10; i++) {
            patience.paid(CELL);
        }

        assertThat(patience.isLeft(CELL)).isTrue();
        patience.wasInVain(CELL);
        assertThat(patience.isLeft(CELL))
                .as("for more than one that is in vain")
                .isTrue();
    }
}
