package io.github.threeply.benchmarks;

import io.github.threeply.benchmarks.channels.ChannelRows;
import io.github.threeply.benchmarks.channels.LatencyRows;
import io.github.threeply.benchmarks.channels.VirtualRows;
import io.github.threeply.benchmarks.counters.CounterRows;
import io.github.threeply.benchmarks.memory.MemoryRows;
import io.github.threeply.benchmarks.patterns.PipelineRows;
import io.github.threeply.benchmarks.patterns.TaskRows;
import io.github.threeply.benchmarks.pools.PoolRows;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All rows, in the order of the table. A new one is added here. */
final class Rows {
    private static final Map<String, List<Row>> GROUPS = new LinkedHashMap<>();

    static {
        GROUPS.put(
                "between-threads",
                join(
                        ChannelRows.all(),
                        LatencyRows.all(),
                        VirtualRows.all(),
                        CounterRows.all(),
                        PipelineRows.all(),
                        TaskRows.all()));
        GROUPS.put("between-processes", PoolRows.all());
        GROUPS.put("shared-memory", MemoryRows.all());
    }

    private Rows() {}

    @SafeVarargs
    private static List<Row> join(List<Row>... rows) {
        return Stream.of(rows).flatMap(List::stream).toList();
    }

    static List<Row> all() {
        return GROUPS.values().stream().flatMap(List::stream).toList();
    }

    /** Returns the rows of a group, all, or the one of that name. */
    static List<Row> group(String name) {
        List<Row> group = GROUPS.get(name);
        return group != null ? group : name.equals("all") ? all() : List.of(named(name));
    }

    static Row named(String name) {
        return all().stream()
                .filter(row -> row.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no row " + name + "; there are "
                        + all().stream().map(Row::name).collect(Collectors.joining(", ")) + ", and the groups all, "
                        + String.join(", ", GROUPS.keySet()) + "."));
    }
}
