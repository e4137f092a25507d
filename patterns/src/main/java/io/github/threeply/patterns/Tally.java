package io.github.threeply.patterns;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What one thread has counted for one step. Only that thread writes, so a count costs no atomic update; anybody reads.
 *
 * <p>Each write is a release, each read by others an acquire. So who has read that an item has left a step also reads that
 * it had come: without that, a report could show less than nothing in flight. {@link Ledger} reads in that order;
 * {@code neverShowsANegativeNumberWhileItWorks} is the test.
 */
final class Tally {
    /** Items that the thread took out of the channel before the step; for a source: that the source returned. */
    static final int TAKEN = 0;
    /** What {@link #TAKEN} was when the thread last had nothing in its hands. */
    static final int SETTLED = 1;
    /** Results for the next step, counted before they are put, so that this is never behind what the next step counts. */
    static final int SENT = 2;
    /** Items that were made into results, where that is not the number of results; or that were consumed. */
    static final int WORKED = 3;

    static final int NO_RESULT = 4;
    static final int SKIPPED = 5;

    /** Results that were put, or were about to be, and were dropped: on the account of the next step. */
    static final int NEXT_OLDEST = 6;

    static final int NEXT_NEWEST = 7;
    static final int NEXT_TIMED_OUT = 8;

    /** Results that the channel at the end of the pipeline has taken. */
    static final int NEXT_CONSUMED = 16;

    /** Results that were refused, or were in the way of one that was, and were given back. */
    static final int NEXT_RETURNED = 17;

    static final int RETRIES = 9;
    /** Items that a thread of the step before has worked on, having found no room for them. */
    static final int BY_CALLER = 10;

    /** Nanoseconds of waits that have ended; also the kinds of waits. */
    static final int FOR_INPUT = 11;

    static final int FOR_ROOM = 12;
    static final int PAUSING = 13;

    /** The wait that goes on now; 0 if there is none. */
    private static final int WAIT = 14;

    private static final int WAIT_BEGAN = 15;

    private static final int SIZE = 18;

    /** So many longs before and after keep other objects out of our cache lines: processors fetch them in pairs. */
    private static final int PADDING = 16;

    private static final VarHandle CELL =
            MethodHandles.arrayElementVarHandle(long[].class).withInvokeExactBehavior();

    private final Step step;

    /** What the flight recorder is told of the wait that goes on; of the owner only. */
    private @Nullable Object flight;

    private final long[] cells = new long[PADDING + SIZE + PADDING];

    Tally(Step step) {
        this.step = step;
    }

    /** Of the owner only. */
    void add(int what, long number) {
        set(what, own(what) + number);
    }

    /** Of the owner only: whatever it has taken is out of its hands. */
    void settle() {
        set(SETTLED, own(TAKEN));
    }

    private long own(int what) {
        return cells[PADDING + what];
    }

    private void set(int what, long value) {
        CELL.setRelease(cells, PADDING + what, value);
    }

    long get(int what) {
        return (long) CELL.getAcquire(cells, PADDING + what);
    }

    /** Of the owner only. */
    void waitBegins(int kind) {
        flight = Flight.stepWaits(step, kind);
        set(WAIT_BEGAN, System.nanoTime());
        set(WAIT, kind);
    }

    /** Of the owner only. */
    void waitEnds() {
        int kind = (int) own(WAIT);
        set(WAIT, 0); // first: a reader between the two sees a little less, never twice the time
        add(kind, System.nanoTime() - own(WAIT_BEGAN));
        if (flight != null) {
            Flight.stepWaited(flight);
            flight = null;
        }
    }

    boolean isWaiting() {
        return get(WAIT) != 0;
    }

    /** How long the owner has waited for this, the wait that goes on included. */
    long nanos(int kind, long now) {
        long ended = get(kind);
        if (get(WAIT) != kind) {
            return ended;
        }
        return ended + Math.max(0, now - get(WAIT_BEGAN));
    }
}
