package io.github.threeply.benchmarks;

import java.util.Arrays;

/** Exact percentiles, by nearest rank. */
public final class Percentiles {
    private final long[] sorted;

    /**
     * Sorts a copy.
     *
     * @param values at least one
     */
    public Percentiles(long[] values) {
        sorted = values.clone();
        Arrays.sort(sorted);
    }

    /**
     * Returns the least value that so great a part of all does not exceed.
     *
     * @param part from 0 to 1
     * @return the value
     */
    public long at(double part) {
        return sorted[Math.max(0, (int) Math.ceil(part * sorted.length) - 1)];
    }
}
