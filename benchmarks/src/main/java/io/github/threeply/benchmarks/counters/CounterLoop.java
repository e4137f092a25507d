package io.github.threeply.benchmarks.counters;

import io.github.threeply.benchmarks.PairedRow;
import io.github.threeply.benchmarks.Stop;
import io.github.threeply.core.SharedCounter;

/** Adds 1 to a counter of ours. */
final class CounterLoop implements PairedRow.Loop {
    private final SharedCounter counter;

    CounterLoop(SharedCounter counter) {
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
        long sum = 0;
        int i = 0;
        for (; i < 200 && !stop.isNow(); i++) {
            sum += counter.increment();
        }
        if (sum == Long.MIN_VALUE) { // never, but the compiler cannot know
            stop.consume(sum);
        }
        return i;
    }
}
