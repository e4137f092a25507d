package io.github.threeply.ipc.shared;

import static io.github.threeply.ipc.shared.Layout.LINE;
import static io.github.threeply.ipc.shared.Layout.SLOT_COUNT;

/**
 * How many permits of a semaphore are taken, and by whom, in words that no crash can make disagree.
 *
 * <pre>
 *     0  gate    | taken 24 | slot 12 | number 28 |      the last step of all: what is taken after it, and whose step it was
 *   128  the wait cell
 *   256  for each slot, 64 bytes:
 *        +0   owner     whose permits these are
 *        +8   settled   the number of the slot's last step that is known to have been made
 *        +16  held      3 x | number 40 | permits 24 |   what the slot holds after its step n, at n mod 3
 * </pre>
 *
 * <p>A slot's steps (it takes, it gives back) have numbers. Step n is: write what the slot will hold into held[n mod 3];
 * swing the gate by one compare-and-set, to the new sum and (slot, n); write n into settled. <b>The gate's compare-and-set
 * is the step.</b> Before it, what was written for step n is nothing, since settled is less. After it, settled may lag
 * behind by that one step, and then the gate says so; nobody swings the gate before he has put that right for the one
 * before him. So at any moment what the slots hold adds up to what is taken, whoever was killed where.
 *
 * <p><b>The dead.</b> The permits of a dead slot come back by a step of that slot, to nothing, that anybody can make: all
 * who try write the same, and one of them swings the gate. Its number is greater by 2 than the last, so that it has a place
 * of its own: a user that is being closed counts as dead while a thread of it may still be in the middle of a step, and the
 * two must not overwrite what the other has written. A user whose slot had an owner before begins with such a step in any
 * case: after it, no step that began earlier can succeed.
 *
 * <p><b>Why that is enough.</b> Who makes a step has read the gate first and all the rest after it, and has seen the gate
 * again before it writes anything. The gate is never the same word twice (within 2<sup>28</sup> steps of one slot). So if
 * the gate swings, nobody has made a step meanwhile, and all that was read belongs together; if it does not, what was
 * written is at a place that nobody reads.
 *
 * <p>All accesses are volatile: each of them is a step of this argument about the order in which others see them.
 */
final class PermitLedger {
    static final long BYTES = 2 * LINE + SLOT_COUNT * 64L;

    private static final int PERMIT_BITS = 24;
    private static final long PERMIT_MASK = (1L << PERMIT_BITS) - 1;
    private static final int SLOT_BITS = 12;
    private static final int NUMBER_BITS = 28;
    private static final long NUMBER_MASK = (1L << NUMBER_BITS) - 1;

    /** From one step of a living slot to the next, and to that which takes all back. */
    private static final int OWN_STEP = 1;

    private static final int LAST_STEP = 2;

    private static final int SLOTS = 2 * LINE;
    private static final int SLOT_BYTES = 64;
    private static final int SETTLED = 8;
    private static final int HELD = 16;
    private static final int HELD_WORDS = 3;

    /** All that is needed of shared memory, so that a test can decide which access comes when. Volatile, both. */
    interface Words {
        long get(long offset);

        boolean compareAndSet(long offset, long expected, long value);
    }

    /** All that is needed of the users of a file. */
    interface Users {
        long me();

        long meIfClaimed();

        boolean isDead(long owner);
    }

    private final Words words;
    private final Users users;
    private final long gate;
    private final int permits;

    PermitLedger(Words words, Users users, long offset, int permits) {
        this.words = words;
        this.users = users;
        this.gate = offset;
        this.permits = permits;
    }

    static PermitLedger of(MemoryFile file, long offset, int permits) {
        Mapping mapping = file.mapping();
        Membership membership = file.membership();
        Words words = new Words() {
            @Override
            public long get(long at) {
                return mapping.getLong(at);
            }

            @Override
            public boolean compareAndSet(long at, long expected, long value) {
                return mapping.compareAndSetLong(at, expected, value);
            }
        };
        Users users = new Users() {
            @Override
            public long me() {
                return membership.me();
            }

            @Override
            public long meIfClaimed() {
                return membership.slotIfClaimed() < 0 ? Membership.NOBODY : membership.me();
            }

            @Override
            public boolean isDead(long owner) {
                return membership.isDead(owner);
            }
        };
        return new PermitLedger(words, users, offset, permits);
    }

    /** How many nobody holds. */
    int available() {
        return permits - taken(words.get(gate));
    }

    /** How many this user of the file holds. */
    int held() {
        long me = users.meIfClaimed();
        if (me == Membership.NOBODY) {
            return 0;
        }
        long slot = slot(Membership.slot(me));
        settle(words.get(gate));
        return words.get(slot) == me ? heldBy(slot, words.get(slot + SETTLED)) : 0;
    }

    /**
     * Makes a step of this user, if there are permits enough for it. One thread of it at a time.
     *
     * @param most how many to take at most; negative to give back, and then no more than are held
     * @param least how many to take at least
     * @return how many were taken; 0 if there are less than {@code least}
     */
    int take(int most, int least) {
        while (true) {
            long seen = words.get(gate);
            settle(seen); // the last step may be ours, by a thread that an error took away
            long me = users.me(); // after the gate was seen: whoever gets our slot after us moves that first
            long slot = slot(Membership.slot(me));
            if (words.get(slot) != me) {
                claim(slot, me);
                continue;
            }
            int count = Math.min(most, permits - taken(seen));
            if (count < least) {
                return 0;
            }
            long settled = words.get(slot + SETTLED);
            int holds = heldBy(slot, settled) + count;
            // Less than nothing: we are being closed, and another has taken back what we were to give back.
            if (holds >= 0 && swing(seen, slot, settled + OWN_STEP, holds, count)) {
                return count;
            }
        }
    }

    /** Makes a step of a slot, unless somebody made any since the gate was seen. */
    private boolean swing(long seen, long slot, long number, int holds, int count) {
        long at = held(slot, number);
        long intent = number << PERMIT_BITS | holds;
        long old = words.get(at);
        // Seen again after all that was read, and before anything is written: see above.
        if (words.get(gate) != seen || (old != intent && !words.compareAndSet(at, old, intent))) {
            return false;
        }
        long next = (long) (taken(seen) + count) << (SLOT_BITS + NUMBER_BITS)
                | (long) index(slot) << NUMBER_BITS
                | (number & NUMBER_MASK);
        if (!words.compareAndSet(gate, seen, next)) {
            return false;
        }
        settle(next);
        return true;
    }

    /** Writes down that the last step has been made, for whoever made it and had no time to. */
    private void settle(long seen) {
        long slot = slot((int) (seen >>> NUMBER_BITS) & ((1 << SLOT_BITS) - 1));
        long settled = words.get(slot + SETTLED);
        long ahead = (seen - settled) & NUMBER_MASK;
        if (ahead == OWN_STEP || ahead == LAST_STEP) {
            words.compareAndSet(slot + SETTLED, settled, settled + ahead);
        }
    }

    /** Makes a slot ours, after what its owner before us has left was given back. */
    private void claim(long slot, long me) {
        long owner = words.get(slot);
        // It is dead since we have its slot; unless we are being closed, and it has the slot after us.
        if ((owner == Membership.NOBODY || users.isDead(owner)) && takeBack(slot, owner, true)) {
            words.compareAndSet(slot, owner, me);
        }
    }

    /**
     * Gives back what the dead hold.
     *
     * @return whether there was anything
     */
    boolean takeBackFromTheDead() {
        settle(words.get(gate));
        boolean found = false;
        for (int i = 0; i < SLOT_COUNT; i++) {
            long slot = slot(i);
            long owner = words.get(slot);
            if (owner != Membership.NOBODY
                    && owner != users.meIfClaimed()
                    && heldBy(slot, words.get(slot + SETTLED)) != 0
                    && users.isDead(owner)) {
                while (words.get(slot) == owner && !takeBack(slot, owner, false)) {
                    // until nothing is left, or somebody has the slot for himself
                }
                found = true;
            }
        }
        return found;
    }

    /**
     * Makes the step of a dead owner's slot that gives all back.
     *
     * @param always whether to make it even if there is nothing to give
     * @return whether it was made, or was not needed; else something has changed meanwhile
     */
    private boolean takeBack(long slot, long owner, boolean always) {
        long seen = words.get(gate);
        settle(seen);
        if (words.get(slot) != owner) {
            return false;
        }
        long settled = words.get(slot + SETTLED);
        int left = heldBy(slot, settled);
        if (left == 0 && !always) {
            return words.get(gate) == seen;
        }
        return swing(seen, slot, settled + LAST_STEP, 0, -left);
    }

    /** Returns the owner in a slot, who may be dead: for those who only look. */
    long ownerIn(int slot) {
        return words.get(slot(slot));
    }

    /** Returns how many permits the owner in a slot holds: for those who only look, and write nothing. */
    int heldIn(int slot) {
        long at = slot(slot);
        long seen = words.get(gate);
        long settled = words.get(at + SETTLED);
        long ahead = (seen - settled) & NUMBER_MASK;
        boolean last = ((seen >>> NUMBER_BITS) & ((1 << SLOT_BITS) - 1)) == slot;
        return heldBy(at, last && (ahead == OWN_STEP || ahead == LAST_STEP) ? settled + ahead : settled);
    }

    private long slot(int index) {
        return gate + SLOTS + (long) index * SLOT_BYTES;
    }

    private int index(long slot) {
        return (int) ((slot - gate - SLOTS) / SLOT_BYTES);
    }

    private static long held(long slot, long number) {
        return slot + HELD + number % HELD_WORDS * Long.BYTES;
    }

    private static int taken(long gate) {
        return (int) (gate >>> (SLOT_BITS + NUMBER_BITS));
    }

    private int heldBy(long slot, long settled) {
        return (int) (words.get(held(slot, settled)) & PERMIT_MASK);
    }
}
