package io.github.threeply.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A count that many threads add to at full speed, and somebody looks at now and then: hits, bytes, errors.
 *
 * <p>It is a type of its own, and no {@link SharedCounter}, because it gives up what those promise. The number is spread
 * over cells, each thread adds to one that it has mostly to itself, and there is no instant at which all cells are read.
 * So no addition returns a value, nothing can be compared and set, and there are no bounds.
 *
 * <p><b>What {@link #sumApprox} promises.</b>
 * <ul>
 * <li>Once all who add have ended, or have been waited for, it is exact.
 * <li>While others add, and nobody adds a negative number or drains: it is between the count when the call began and
 *     that when it ended, and of two calls of one thread the second is not less.
 * <li>While others add numbers of both signs, or drain, nothing: it may be a value that the count never had, even below
 *     zero when the count never was.
 * </ul>
 *
 * <p><b>What {@link #drain} promises.</b> Each addition is in the result of exactly one drain, or still in the counter:
 * nothing is lost and nothing counted twice, whoever adds or drains at the same time. {@code LongAdder.sumThenReset} does
 * not promise that.
 *
 * <p>The number wraps around at the ends of {@code long}. A counter takes 128 bytes for each of its cells, of which there
 * are twice as many as processors, rounded up to a power of two.
 *
 * <p><b>Memory consistency effects.</b> What a thread did before an addition <i>happens-before</i> what another does after
 * a {@link #sumApprox} or {@link #drain} that counted it.
 */
public final class StripedCounter {
    /*
     * The cells are elements of one array, 16 longs (128 bytes, two cache lines: processors fetch them in pairs) apart,
     * with as much before the first and after the last, so that no two cells and no other object share a line.
     *
     * At first the number of a thread says which cell it uses: threads that were made together have numbers in a row.
     * When an addition finds another number in the cell than a look just before it, two threads that run at once use the
     * same one. From then on each thread has a probe, kept in a thread-local that all counters share, and takes another
     * whenever that happens again. So threads that run at once come to use different cells, however many others
     * exist. The thread-local costs about a tenth of an addition, hence not at first.
     */
    private static final VarHandle CELL =
            MethodHandles.arrayElementVarHandle(long[].class).withInvokeExactBehavior();
    private static final int SPACING = 16;
    private static final int MIN_STRIPES = 4;

    /** An array, and not a class of ours, which a pool's thread would keep from being unloaded. */
    private static final ThreadLocal<int[]> PROBE = ThreadLocal.withInitial(StripedCounter::firstProbe);

    private final long[] cells;
    private final int mask;

    /** Plain: who does not see it yet finds out by itself, and any cell is right. */
    private boolean contended;

    /** With so many cells, a power of two. */
    StripedCounter(int stripes) {
        this.mask = stripes - 1;
        this.cells = new long[(stripes + 1) * SPACING];
    }

    /**
     * Makes a counter, at 0.
     *
     * @return the counter
     */
    public static StripedCounter create() {
        int wanted = Math.max(MIN_STRIPES, 2 * Runtime.getRuntime().availableProcessors());
        return new StripedCounter(Integer.highestOneBit(wanted - 1) << 1);
    }

    /**
     * Adds a number, which may be negative. Never waits.
     *
     * @param delta what to add
     */
    public void add(long delta) {
        if (!contended) {
            if (!addTo((int) Thread.currentThread().getId(), delta)) {
                contended = true;
            }
            return;
        }
        int[] probe = PROBE.get();
        if (!addTo(probe[0], delta)) {
            probe[0] = otherProbe(probe[0]);
        }
    }

    /** Returns whether nobody else was seen at the cell. */
    private boolean addTo(int probe, long delta) {
        int index = ((probe & mask) + 1) * SPACING;
        long seen = (long) CELL.getOpaque(cells, index);
        // Volatile, paired with the reads in sumApprox() and drain(), as the memory effects above say. With less, a
        // chain of additions by several threads to one cell would not hand on what the first of them did. Never tried
        // twice: processors have one instruction for this, where a compare-and-set may fail for ever.
        return (long) CELL.getAndAdd(cells, index, delta) == seen;
    }

    /** Adds 1. Never waits. */
    public void increment() {
        add(1);
    }

    /** Subtracts 1. Never waits. */
    public void decrement() {
        add(-1);
    }

    /**
     * Returns the sum of the cells, read one after the other.
     *
     * @return the sum; exact when nobody changes the counter meanwhile, else as said above
     */
    public long sumApprox() {
        long sum = 0;
        for (int index = SPACING; index < cells.length; index += SPACING) {
            sum += (long) CELL.getVolatile(cells, index);
        }
        return sum;
    }

    /**
     * Takes all that was added out of the counter, cell by cell.
     *
     * @return the sum of what was taken; with nobody else there, the count, and the counter is at 0 after
     */
    public long drain() {
        long sum = 0;
        for (int index = SPACING; index < cells.length; index += SPACING) {
            sum += (long) CELL.getAndSet(cells, index, 0L); // one step: what is added between goes to the next drain
        }
        return sum;
    }

    private static int[] firstProbe() {
        return new int[] {(int) Thread.currentThread().getId()};
    }

    /** The next of a sequence (xorshift) that goes through all numbers but 0. */
    private static int otherProbe(int probe) {
        int x = probe == 0 ? 1 : probe;
        x ^= x << 13;
        x ^= x >>> 17;
        return x ^ (x << 5);
    }

    @Override
    public String toString() {
        return "StripedCounter[about " + sumApprox() + "]";
    }
}
