package io.github.threeply.benchmarks;

import io.github.threeply.benchmarks.channels.ChannelRows;
import io.github.threeply.benchmarks.counters.CounterRows;
import io.github.threeply.benchmarks.pools.PoolRows;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All rows, in the order of the table. A new one is added here. */
final class Rows {
    private static final List<Row> ALL = Stream.of(CounterRows.all(), ChannelRows.all(), PoolRows.all())
            .flatMap(List::stream)
            .toList();

    private Rows() {}

    static List<Row> all() {
        return ALL;
    }

    static Row named(String name) {
        return ALL.stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no row " + name + "; there are "
                        + ALL.stream().map(Row::name).collect(Collectors.joining(", ")) + "."));
    }
}
