package io.github.threeply.ipc.shared;

import java.io.Serial;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A striped counter as longs on lines of their own. Which one a thread adds to is found as in core: the number of the
 * thread says it at first; after it has met another there, a probe of its own does, and changes whenever that happens
 * again. Threads of two processes have the same numbers, so each process shifts them by a number of its own.
 */
final class MappedStripes extends MappedObject implements MappedStripedCounter {
    @Serial
    private static final long serialVersionUID = 1;

    static final int DEFAULT_STRIPES = 32;
    private static final int MAX_STRIPES = 1 << 12;
    private static final int SHIFT = ThreadLocalRandom.current().nextInt();

    /** An array, and not a class of ours, which a pool's thread would keep from being unloaded. */
    private static final ThreadLocal<int[]> PROBE = ThreadLocal.withInitial(() -> new int[] {start()});

    private final transient int mask;

    /** Plain: who does not see it yet finds out by itself, and any stripe is right. */
    private transient boolean contended;

    MappedStripes(MemoryFile file, Entry entry) {
        super(file, entry);
        mask = (int) entry.length() - 1;
    }

    static Shape shape(int stripes) {
        if (stripes < 1 || stripes > MAX_STRIPES || Integer.bitCount(stripes) != 1) {
            throw new IllegalArgumentException(
                    "stripes must be a power of two from 1 to " + MAX_STRIPES + ", but was " + stripes);
        }
        ObjectType type = ObjectType.STRIPED_COUNTER;
        return new Shape(type, type.elementBytes, stripes, (long) stripes * Layout.LINE, "of " + stripes + " stripes");
    }

    private static int start() {
        return (int) Thread.currentThread().getId() + SHIFT;
    }

    @Override
    public int stripes() {
        return mask + 1;
    }

    @Override
    public void add(long delta) {
        if (!contended) {
            contended = !addTo(start(), delta);
            return;
        }
        int[] probe = PROBE.get();
        if (!addTo(probe[0], delta)) {
            probe[0] = next(probe[0]);
        }
    }

    /** Returns whether nobody else was seen at the stripe. */
    private boolean addTo(int probe, long delta) {
        long at = stripe(probe & mask);
        long seen = mapping.getLongAcquire(at); // only a hint
        return mapping.getAndAddLong(at, delta) == seen;
    }

    /** The next of a sequence (xorshift) that goes through all numbers but 0. */
    private static int next(int probe) {
        int x = probe == 0 ? 1 : probe;
        x ^= x << 13;
        x ^= x >>> 17;
        return x ^ (x << 5);
    }

    private long stripe(int index) {
        return offset + (long) index * Layout.LINE;
    }

    @Override
    public long sumApprox() {
        long sum = 0;
        for (int i = 0; i <= mask; i++) {
            sum += mapping.getLong(stripe(i));
        }
        return sum;
    }

    @Override
    public long drain() {
        long sum = 0;
        for (int i = 0; i <= mask; i++) {
            // One step: what is added between goes to the next drain. An empty one is left to those who add.
            sum += mapping.getLong(stripe(i)) == 0 ? 0 : mapping.getAndSetLong(stripe(i), 0);
        }
        return sum;
    }
}
