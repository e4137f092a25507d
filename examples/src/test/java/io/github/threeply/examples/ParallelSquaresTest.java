package io.github.threeply.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ParallelSquaresTest {

    @Test
    void computesTheSquaresInSeveralProcesses() throws Exception {
        List<ParallelSquares.Square> squares = ParallelSquares.run(3);

        assertThat(squares).extracting(ParallelSquares.Square::number).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(squares).extracting(ParallelSquares.Square::square).containsExactly(1, 4, 9, 16, 25, 36, 49, 64, 81);
        assertThat(squares).allMatch(square -> square.worker().matches("squares-worker-[123]"));
        assertThat(squares.stream().map(ParallelSquares.Square::pid).distinct())
                .hasSizeBetween(2, 3)
                .doesNotContain(ProcessHandle.current().pid());
        assertThat(squares.stream().map(ParallelSquares.Square::worker).distinct())
                .hasSameSizeAs(squares.stream()
                        .map(ParallelSquares.Square::pid)
                        .distinct()
                        .toList());
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

    @Test
    void printsEachSquareWithItsProcess() throws Exception {
        Printed printed = Printed.by(() -> ParallelSquares.main(new String[0]));

        assertThat(printed.lines()).hasSize(11);
        assertThat(printed.lines().get(0))
                .isEqualTo("this is process " + ProcessHandle.current().pid());
        assertThat(printed.lines().get(9)).matches("9 squared is 81, says squares-worker-\\d, process \\d+");
        assertThat(printed.lines().get(10)).matches("9 squares from [23] processes");
    }
}
