package io.github.threeply.patterns;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Outcomes that came before their turn, in a ring: the place of an outcome follows from its number. All numbers in it are
 * less than the turn plus the look-ahead, so its room is what the look-ahead needs, taken as it is needed. For one thread.
 */
final class EarlyResults<R extends @Nullable Object> {
    private @Nullable Object[] ring = new Object[16];
    private long turn; // the number of the outcome to be taken next

    void put(long number, Outcome<R> outcome) {
        while (number - turn >= ring.length) {
            grow();
        }
        ring[place(number)] = outcome;
    }

    long turn() {
        return turn;
    }

    /** Takes the outcome whose turn it is, if it is here. */
    @SuppressWarnings("unchecked") // only outcomes are put
    @Nullable
    Outcome<R> poll() {
        int place = place(turn);
        Outcome<R> outcome = (Outcome<R>) ring[place];
        if (outcome != null) {
            ring[place] = null;
            turn++;
        }
        return outcome;
    }

    /** Goes on to the next: the outcome whose turn it was did not come this way. */
    void skip() {
        turn++;
    }

    /** Takes all failures, and forgets the values. */
    List<Throwable> clear() {
        List<Throwable> failures = new ArrayList<>();
        for (int i = 0; i < ring.length; i++) {
            if (ring[place(turn + i)] instanceof Outcome<?> outcome && outcome.failure() != null) {
                failures.add(outcome.failure());
            }
        }
        ring = new Object[16];
        return failures;
    }

    private int place(long number) {
        return (int) number & (ring.length - 1);
    }

    private void grow() {
        @Nullable Object[] old = ring;
        @Nullable Object[] wider = new Object[Math.multiplyExact(old.length, 2)];
        for (int i = 0; i < old.length; i++) {
            long number = turn + i;
            wider[(int) number & (wider.length - 1)] = old[(int) number & (old.length - 1)];
        }
        ring = wider;
    }
}
