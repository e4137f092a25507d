package io.github.threeply.litmus;

/**
 * A short and random delay. Who comes last to a meeting leaves it first, by the time that a cache line takes between two
 * processors; without a delay it would always be ahead by that much. Most delays are very short, some as long as some dozen rounds.
 */
final class Skew {
    private static final int MAX_BITS = 8;

    private long state;

    Skew(long seed, int actor) {
        // Never zero, where xorshift would stay.
        state = (seed + actor + 1) * 0x9e3779b97f4a7c15L | 1;
    }

    private long next() {
        state ^= state << 13;
        state ^= state >>> 7;
        state ^= state << 17;
        return state;
    }

    /** Takes between nothing and half a microsecond. */
    void delay() {
        int bits = (int) ((next() >>> 33) % (MAX_BITS + 1));
        // Each step needs the one before, and the last decides the next delay: no compiler can leave it out.
        for (long steps = next() >>> 1 & (1L << bits) - 1; steps > 0; steps--) {
            next();
        }
    }
}
