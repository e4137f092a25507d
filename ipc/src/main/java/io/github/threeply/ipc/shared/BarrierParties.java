package io.github.threeply.ipc.shared;

import static io.github.threeply.ipc.shared.Layout.LINE;
import static io.github.threeply.ipc.shared.Layout.SLOT_COUNT;

import io.github.threeply.ipc.shared.SharedBarrierBrokenException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * A barrier in shared memory: which processes take part, and how its generations begin and end.
 *
 * <pre>
 *     0  the {@link BarrierWord}
 *   128  the wait cell
 *   256  how broken generations ended, 64 x (word, owner of the dead party), at (generation mod 64)
 *  1280  for each slot a long: the owner that takes part, or 0
 * </pre>
 *
 * <p>Each change of the word is one compare-and-set, and never makes a word that was there before. A party is written down
 * before it first counts itself; so whoever finds one that is dead, whatever it was doing, breaks the generation, and what
 * it had half done does not matter.
 *
 * <p>Who waited in a generation and wakes up late must still learn how it ended. It was broken only if somebody has reset
 * it, who wrote it down before he began the next one. (A thread that sleeps through 64 generations, the last of them broken
 * too, takes a broken one for a passed one.)
 */
final class BarrierParties {
    private static final int HISTORY = 2 * LINE;
    private static final int REMEMBERED = 64;
    static final int JOINED = HISTORY + REMEMBERED * 16;
    static final long BYTES = JOINED + SLOT_COUNT * 8L;
    static final int CELL = LINE;

    private final MemoryFile file;
    private final Mapping mapping;
    private final Membership membership;
    private final long offset;

    BarrierParties(MemoryFile file, long offset) {
        this.file = file;
        this.mapping = file.mapping();
        this.membership = file.membership();
        this.offset = offset;
    }

    long word() {
        return mapping.getLong(offset);
    }

    boolean change(long seen, long word) {
        return mapping.compareAndSetLong(offset, seen, word);
    }

    void wake() {
        file.waits().wake(offset + CELL);
    }

    /**
     * Writes down that this process takes part.
     *
     * @return 0; or the broken word, because one that had our slot before us died as a party
     */
    long join() {
        while (true) {
            long me = membership.me();
            int slot = Membership.slot(me);
            long owner = mapping.getLong(joined(slot));
            if (owner == me) {
                return 0;
            }
            if (owner == Membership.NOBODY) {
                mapping.compareAndSetLong(joined(slot), owner, me);
            } else if (membership.isDead(owner)) { // it is, unless we are being closed and it came after us
                // To write ourselves in its place would hide its death from those who wait for it.
                breakBy(slot, BarrierWord.generation(word()));
                long seen = word();
                if (BarrierWord.isBroken(seen)) {
                    return seen;
                }
            }
        }
    }

    /** Writes down that this process does not take part any more. */
    void leave() {
        if (membership.slotIfClaimed() >= 0) {
            long me = membership.me();
            mapping.compareAndSetLong(joined(Membership.slot(me)), me, Membership.NOBODY);
        }
    }

    /** Breaks a generation if a party is dead, be it one that has come already or one that was yet to come. */
    void lookForTheDead(long generation) {
        for (int slot = 0; slot < SLOT_COUNT; slot++) {
            long owner = mapping.getLong(joined(slot));
            // Once more after it was found dead: it may have left, and ended, since the first look.
            if (owner != Membership.NOBODY && membership.isDead(owner) && mapping.getLong(joined(slot)) == owner) {
                breakBy(slot, generation);
                return;
            }
        }
    }

    private void breakBy(int slot, long generation) {
        while (true) {
            long seen = word();
            if (BarrierWord.isBroken(seen) || BarrierWord.generation(seen) != generation) {
                return;
            }
            if (change(seen, BarrierWord.brokenByDeath(seen, slot))) {
                wake();
                Flight.recovered(mapping, offset, "barrier broken", membership, mapping.getLong(joined(slot)));
                return;
            }
        }
    }

    /** Breaks a generation. Returns false if it is over, or broken, already. */
    boolean breakFor(Reason reason, long generation) {
        while (true) {
            long seen = word();
            if (BarrierWord.isBroken(seen) || BarrierWord.generation(seen) != generation) {
                return false;
            }
            if (change(seen, BarrierWord.broken(seen, reason))) {
                wake();
                return true;
            }
        }
    }

    /** Returns how a generation that is over was broken, or is; 0 if it was passed. */
    long brokenWord(long generation) {
        long seen = word();
        if (BarrierWord.generation(seen) != generation) {
            // After the word: who moved it on from a broken generation had written that down before.
            seen = mapping.getLong(history(generation));
        }
        return BarrierWord.isBroken(seen) && BarrierWord.generation(seen) == generation ? seen : 0;
    }

    /** Returns a few words about the dead party that broke a generation; null if it was something else. */
    @Nullable
    String deadParty(long broken) {
        if (BarrierWord.reason(broken) != Reason.PARTY_DIED) {
            return null;
        }
        long history = history(BarrierWord.generation(broken));
        long owner = mapping.getLong(history) == broken
                ? mapping.getLong(history + Long.BYTES)
                : mapping.getLong(joined(BarrierWord.deadSlot(broken)));
        return owner == Membership.NOBODY ? "in slot " + BarrierWord.deadSlot(broken) : membership.describe(owner);
    }

    void reset() {
        while (true) {
            long seen = word();
            if (BarrierWord.isBroken(seen)) {
                remember(seen);
                forgetTheDead();
                if (change(seen, BarrierWord.next(seen))) {
                    wake();
                    return;
                }
            } else if (BarrierWord.count(seen) == 0) {
                forgetTheDead();
                if (word() == seen) {
                    return;
                }
            } else {
                change(seen, BarrierWord.broken(seen, Reason.RESET));
            }
        }
    }

    private void remember(long broken) {
        long at = history(BarrierWord.generation(broken));
        long old = mapping.getLong(at);
        if (BarrierWord.isBroken(old) && BarrierWord.generation(old) >= BarrierWord.generation(broken)) {
            return; // another, who resets too, was faster
        }
        long owner = BarrierWord.reason(broken) == Reason.PARTY_DIED
                ? mapping.getLong(joined(BarrierWord.deadSlot(broken)))
                : Membership.NOBODY;
        mapping.setLong(at + Long.BYTES, owner);
        mapping.compareAndSetLong(at, old, broken);
    }

    private void forgetTheDead() {
        for (int slot = 0; slot < SLOT_COUNT; slot++) {
            long owner = mapping.getLong(joined(slot));
            if (owner != Membership.NOBODY && membership.isDead(owner)) {
                mapping.compareAndSetLong(joined(slot), owner, Membership.NOBODY);
            }
        }
    }

    private long history(long generation) {
        return offset + HISTORY + generation % REMEMBERED * 16;
    }

    private long joined(int slot) {
        return offset + JOINED + slot * 8L;
    }
}
