package io.github.threeply.benchmarks.counters;

import io.github.threeply.benchmarks.PairedRow;
import io.github.threeply.benchmarks.Stop;
import io.github.threeply.core.StripedCounter;

/** Adds 1 to a striped counter of ours, without asking for the sum. */
final class StripedLoop implements PairedRow.Loop {
    private final StripedCounter counter;

    StripedLoop(StripedCounter counter) {
        this.counter = counter;
    }

    @Override
    public long run(Stop stop) {
        long calls = 0;
        while (!stop.isNow()) {
            calls += some(stop);
        }
        return calls;
    }

    /** A method called often: the compiler takes more care of one than of a loop that it enters once. */
    private int some(Stop stop) {
        int i = 0;
        for (; i < 200 && !stop.isNow(); i++) {
            counter.add(1);
        }
        return i;
    }
}
