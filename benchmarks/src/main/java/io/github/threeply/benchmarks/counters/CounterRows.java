package io.github.threeply.benchmarks.counters;

import io.github.threeply.benchmarks.JmhRow;
import io.github.threeply.benchmarks.JmhRow.Peer;
import io.github.threeply.benchmarks.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The rows of the counters. */
public final class CounterRows {
    private static final int[] THREADS = {1, 2, 4};
    private static final double WITHIN_A_TENTH = 0.9;

    private CounterRows() {}

    /**
     * Returns a row for each way of counting.
     *
     * @return the rows
     */
    public static List<Row> all() {
        List<Row> rows = new ArrayList<>();
        for (CounterWay way : CounterWay.values()) {
            List<Peer> peers = new ArrayList<>();
            peers.add(new Peer(way.byHandName(), "byHand", WITHIN_A_TENTH));
            if (way == CounterWay.ATOMIC) {
                peers.add(new Peer("synchronized", "monitor", 0));
            }
            rows.add(new JmhRow(
                    "counter-" + way.rowName(),
                    "SharedCounter, " + way.rowName() + ": " + way.byHandName() + " used by hand",
                    CounterBenchmark.class,
                    Map.of("way", way.name()),
                    THREADS,
                    peers));
        }
        rows.add(new JmhRow(
                "counter-striped",
                "StripedCounter: LongAdder",
                StripedBenchmark.class,
                Map.of(),
                THREADS,
                List.of(new Peer("LongAdder", "longAdder", 1))));
        return rows;
    }
}
