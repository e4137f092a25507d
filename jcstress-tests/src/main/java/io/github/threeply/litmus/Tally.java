package io.github.threeply.litmus;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Counts outcomes, which are a few longs each. Made for few different ones and very many of each. For one thread. */
final class Tally {
    /** More would not fit on a screen; somebody notes a time, or an address, as a result. */
    static final int MAX_OUTCOMES = 10_000;

    private static final int SLOTS = 1 << 15;

    private final int results;
    private final long[] keys;
    private final long[] counts = new long[SLOTS];
    private int outcomes;

    Tally(int results) {
        this.results = results;
        keys = new long[SLOTS * results];
    }

    /** Counts an outcome, and tells whether it is the first of its kind. */
    boolean add(long[] outcome, long times) {
        int slot = slotOf(outcome);
        if (counts[slot] == 0) {
            if (++outcomes > MAX_OUTCOMES) {
                throw new IllegalStateException("more than " + MAX_OUTCOMES + " different outcomes, one of them "
                        + name(outcome) + "; a result should be one of few values");
            }
            System.arraycopy(outcome, 0, keys, slot * results, results);
        }
        counts[slot] += times;
        return counts[slot] == times;
    }

    private int slotOf(long[] outcome) {
        long hash = 0;
        for (long result : outcome) {
            hash = (hash + result) * 0x9e3779b97f4a7c15L;
            hash ^= hash >>> 32;
        }
        int slot = (int) hash & SLOTS - 1;
        while (counts[slot] != 0 && !isAt(slot, outcome)) {
            slot = slot + 1 & SLOTS - 1;
        }
        return slot;
    }

    private boolean isAt(int slot, long[] outcome) {
        for (int i = 0; i < results; i++) {
            if (keys[slot * results + i] != outcome[i]) {
                return false;
            }
        }
        return true;
    }

    int outcomes() {
        return outcomes;
    }

    List<Entry> entries() {
        List<Entry> entries = new ArrayList<>(outcomes);
        for (int slot = 0; slot < SLOTS; slot++) {
            if (counts[slot] != 0) {
                entries.add(new Entry(Arrays.copyOfRange(keys, slot * results, (slot + 1) * results), counts[slot]));
            }
        }
        return entries;
    }

    void addAll(Tally other) {
        for (Entry entry : other.entries()) {
            add(entry.outcome(), entry.times());
        }
    }

    /** Returns an outcome as it is printed and graded. */
    static String name(long[] outcome) {
        StringBuilder name = new StringBuilder();
        for (long result : outcome) {
            name.append(name.length() == 0 ? "" : ", ").append(result);
        }
        return name.toString();
    }

    /** An outcome and how often it was seen. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Entry(long[] outcome, long times) {}
}
