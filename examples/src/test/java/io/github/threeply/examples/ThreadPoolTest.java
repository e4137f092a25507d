package io.github.threeply.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ThreadPoolTest {

    @Test
    void givesResultsInTheOrderOfSubmission() throws Exception {
        assertThat(ThreadPool.namedSums("First", "Second", "Third"))
                .containsExactly("First 50005000", "Second 50005000", "Third 50005000");
    }

    @Test
    void runsFiveTasksOnThreeThreadsInTwoRounds() throws Exception {
        ThreadPool.Rounds rounds = ThreadPool.rounds(5, Duration.ofSeconds(1));
        for (int tries = 1; tries < 8 && rounds.elapsed().compareTo(Duration.ofSeconds(5)) > 0; tries++) {
            rounds = ThreadPool.rounds(5, Duration.ofSeconds(1)); // a machine may be away for a while
        }

        assertThat(rounds.elapsed()).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(5)); // one after another
    }
}
