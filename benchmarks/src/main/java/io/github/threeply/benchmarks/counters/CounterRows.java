package io.github.threeply.benchmarks.counters;

import io.github.threeply.benchmarks.PairedRow;
import io.github.threeply.benchmarks.Row;
import io.github.threeply.core.StripedCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** The rows of the counters. */
public final class CounterRows {
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
            rows.add(new PairedRow(
                    "counter-" + way.rowName(),
                    "SharedCounter, " + way.rowName() + ": " + way.byHandName() + " used by hand",
                    () -> new CounterLoop(way.ours()),
                    way.byHandName(),
                    () -> new HandLoop(way.byHand()),
                    WITHIN_A_TENTH));
        }
        rows.add(new PairedRow(
                "counter-striped",
                "StripedCounter: LongAdder",
                () -> new StripedLoop(StripedCounter.create()),
                "LongAdder",
                () -> new AdderLoop(new LongAdder()),
                1));
        return rows;
    }
}
