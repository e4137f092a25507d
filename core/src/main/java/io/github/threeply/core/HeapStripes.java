package io.github.threeply.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A striped counter on the heap. */
final class HeapStripes implements StripedCounter {
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
    private static final ThreadLocal<int[]> PROBE = ThreadLocal.withInitial(HeapStripes::firstProbe);

    private final long[] cells;
    private final int mask;

    /** Plain: who does not see it yet finds out by itself, and any cell is right. */
    private boolean contended;

    /** With so many cells, a power of two. */
    HeapStripes(int stripes) {
        this.mask = stripes - 1;
        this.cells = new long[(stripes + 1) * SPACING];
    }

    static StripedCounter create() {
        int wanted = Math.max(MIN_STRIPES, 2 * Runtime.getRuntime().availableProcessors());
        return new HeapStripes(Integer.highestOneBit(wanted - 1) << 1);
    }

    @Override
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

    @Override
    public long sumApprox() {
        long sum = 0;
        for (int index = SPACING; index < cells.length; index += SPACING) {
            sum += (long) CELL.getVolatile(cells, index);
        }
        return sum;
    }

    @Override
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
