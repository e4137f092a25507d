package io.github.threeply.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.threeply.core.LockStrategy;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CounterLocksTest {
    private static List<CounterLocks.Row> rows = List.of();

    @BeforeAll
    static void count() throws Exception {
        rows = CounterLocks.run(20_000);
    }

    @Test
    void showsEveryStrategyThatThereIs() {
        List<String> strategies = LockStrategy.allThatExclude().stream()
                .map(LockStrategy::toString)
                .toList();

        assertThat(rows).extracting(CounterLocks.Row::way).contains("atomic").containsAll(strategies);
        assertThat(rows).last().extracting(CounterLocks.Row::way).isEqualTo("none");
    }

    @Test
    void losesNothingWhereOthersAreExcluded() {
        assertThat(rows.subList(0, rows.size() - 1)).allSatisfy(row -> {
            assertThat(row.total()).isEqualTo(40_000);
            assertThat(row.slowTotal()).isEqualTo(3);
            assertThat(row.lost()).isZero();
        });
    }

    @Test
    void losesUpdatesWhereNobodyIs() {
        CounterLocks.Row none = rows.get(rows.size() - 1);

        assertThat(none.slowTotal()).isBetween(1L, 2L);
        assertThat(none.lost()).isPositive();
    }
}
