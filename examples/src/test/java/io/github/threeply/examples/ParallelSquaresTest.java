package io.github.threeply.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ParallelSquaresTest {

    @Test
    void computesTheSquaresInSeveralProcesses() throws Exception {
        long processes = 0;
        // On a busy machine one of them may have done all before another has started; not each time.
        for (int tries = 0; tries < 5 && processes < 2; tries++) {
            List<ParallelSquares.Square> squares = ParallelSquares.run(3);

            assertThat(squares).extracting(ParallelSquares.Square::number).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
            assertThat(squares)
                    .extracting(ParallelSquares.Square::square)
                    .containsExactly(1, 4, 9, 16, 25, 36, 49, 64, 81);
            assertThat(squares).allMatch(square -> square.worker().matches("squares-worker-[123]"));
            assertThat(squares)
                    .extracting(ParallelSquares.Square::pid)
                    .doesNotContain(ProcessHandle.current().pid());
            assertThat(squares.stream().map(ParallelSquares.Square::worker).distinct())
                    .hasSameSizeAs(squares.stream()
                            .map(ParallelSquares.Square::pid)
                            .distinct()
                            .toList());
            processes =
                    squares.stream().map(ParallelSquares.Square::pid).distinct().count();
        }
        assertThat(processes).isBetween(2L, 3L);
    }

    @Test
    void isNotDisturbedByAKill() throws Exception {
        try (Killer killer = Killer.of(3, 200)) {
            List<ParallelSquares.Square> squares = ParallelSquares.run(2);

            assertThat(killer.killed()).isPositive();
            assertThat(squares)
                    .extracting(ParallelSquares.Square::square)
                    .containsExactly(1, 4, 9, 16, 25, 36, 49, 64, 81);
        }
    }
}
