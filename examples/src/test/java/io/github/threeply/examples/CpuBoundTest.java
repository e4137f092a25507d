package io.github.threeply.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CpuBoundTest {

    @ParameterizedTest
    @EnumSource(CpuBound.Mode.class)
    void findsTheSumsInEveryMode(CpuBound.Mode mode) throws Exception {
        CpuBound.Sums sums = CpuBound.run(mode, 2, 1);

        List<BigInteger> byFormula = LongStream.range(3_000_000, 3_000_010)
                .mapToObj(CpuBoundTest::sumOfSquaresBelow)
                .toList();
        assertThat(sums.values()).map(BigInteger::valueOf).isEqualTo(byFormula);
        assertThat(sums.total()).isEqualTo("90000360000725000540");
    }

    @Test
    void isNotDisturbedByAKill() throws Exception {
        try (Killer killer = Killer.of(2, 250)) {
            CpuBound.Sums sums = CpuBound.run(CpuBound.Mode.PROCESSES, 2, 100);

            assertThat(killer.killed()).isPositive();
            assertThat(sums.total()).isEqualTo("90000360000725000540");
        }
    }

    /** Of the integers below n: (n - 1) n (2 n - 1) / 6. */
    private static BigInteger sumOfSquaresBelow(long n) {
        return BigInteger.valueOf(n - 1)
                .multiply(BigInteger.valueOf(n))
                .multiply(BigInteger.valueOf(2 * n - 1))
                .divide(BigInteger.valueOf(6));
    }
}
