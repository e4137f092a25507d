package io.github.threeply.ipc.shared;

import io.github.threeply.ipc.shared.SharedBarrierBrokenException.Reason;

/**
 * The one word that says where a barrier is; a fresh one is 0.
 *
 * <pre>
 *  63                          28 27         16  15  14                 0
 * +------------------------------+-------------+---+--------------------+
 * | generation                   | cause       | B | parties that came  |
 * +------------------------------+-------------+---+--------------------+
 * </pre>
 *
 * <p>B: the generation is broken. The cause is that of the break: 1 + the slot of a dead party, or another reason, its
 * code counted from the top. A generation that is full and not over is one whose last party still runs its action.
 */
final class BarrierWord {
    private static final int GENERATION_SHIFT = 28;
    private static final int CAUSE_SHIFT = 16;
    private static final long CAUSE_MASK = 0xFFF;
    private static final long BROKEN = 1 << 15;
    private static final long COUNT_MASK = BROKEN - 1;

    private BarrierWord() {}

    static long generation(long word) {
        return word >>> GENERATION_SHIFT;
    }

    static boolean isBroken(long word) {
        return (word & BROKEN) != 0;
    }

    /** How many have come; they are still there unless it is broken. */
    static int count(long word) {
        return (int) (word & COUNT_MASK);
    }

    static long next(long word) {
        return (generation(word) + 1) << GENERATION_SHIFT;
    }

    static long broken(long word, Reason reason) {
        return broken(word, CAUSE_MASK - reason.code);
    }

    static long brokenByDeath(long word, int slot) {
        return broken(word, slot + 1);
    }

    private static long broken(long word, long cause) {
        return word | BROKEN | (cause << CAUSE_SHIFT);
    }

    static Reason reason(long word) {
        long code = CAUSE_MASK - cause(word);
        for (Reason reason : Reason.values()) {
            if (reason.code == code) {
                return reason;
            }
        }
        return Reason.PARTY_DIED;
    }

    /** The slot of the party whose death it was. */
    static int deadSlot(long word) {
        return (int) cause(word) - 1;
    }

    private static long cause(long word) {
        return word >>> CAUSE_SHIFT & CAUSE_MASK;
    }
}
