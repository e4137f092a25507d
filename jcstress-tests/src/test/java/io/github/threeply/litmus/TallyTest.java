package io.github.threeply.litmus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Outcomes are counted exactly. */
class TallyTest {

    @Test
    void countsAsAMapWould() {
        Random random = new Random(5);
        Tally tally = new Tally(3);
        Map<String, Long> expected = new TreeMap<>();

        for (int i = 0; i < 100_000; i++) {
            long[] outcome = {random.nextInt(20) - 10, random.nextInt(5), random.nextInt(40) * 4_000_000_000L};
            boolean first = !expected.containsKey(Tally.name(outcome));
            expected.merge(Tally.name(outcome), 1L, Long::sum);
            assertThat(tally.add(outcome, 1)).isEqualTo(first);
        }

        Map<String, Long> found = new TreeMap<>();
        tally.entries().forEach(entry -> found.put(Tally.name(entry.outcome()), entry.times()));
        assertThat(found).isEqualTo(expected);
        assertThat(tally.outcomes()).isEqualTo(expected.size());
    }

    @Test
    void addsAnother() {
        Tally tally = new Tally(1);
        tally.add(new long[] {1}, 2);
        Tally other = new Tally(1);
        other.add(new long[] {1}, 40);
        other.add(new long[] {2}, 1);

        tally.addAll(other);

        assertThat(tally.entries()).extracting(Tally.Entry::times).containsExactlyInAnyOrder(42L, 1L);
    }

    @Test
    void refusesWhatCannotBeAnOutcome() {
        Tally tally = new Tally(1);
        for (int i = 0; i < Tally.MAX_OUTCOMES; i++) {
            tally.add(new long[] {i}, 1);
        }

        assertThatThrownBy(() -> tally.add(new long[] {-7}, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("10000 different outcomes, one of them -7");
    }
}
