package io.github.threeply.ipc.shared;

import static io.github.threeply.ipc.shared.QueueLayout.*;

/**
 * The items of a queue that are behind its head and not gone: those that somebody holds, and those that came back. Queues
 * whose items nobody ever received have none.
 *
 * <p>Who makes an item come back counts that in the word <i>returns</i>. Each process remembers the number up to which it has
 * looked behind the head; so a take costs one read of a word that hardly ever changes, and a death between the return and its
 * count is made good by the next who looks for the dead.
 */
final class QueueHolds {
    private final QueueRing ring;
    private final Mapping mapping;
    private final Membership membership;
    private final long base;

    private volatile long seenReturns;

    QueueHolds(QueueRing ring, long base) {
        this.ring = ring;
        this.mapping = ring.mapping;
        this.membership = ring.membership;
        this.base = base;
    }

    boolean wereEver() {
        return mapping.getLongAcquire(base + HELD_EVER_AT) != 0;
    }

    /** Makes a published item ours. Returns false if somebody else has it. */
    boolean hold(long position) {
        if (!wereEver()) {
            mapping.setLong(base + HELD_EVER_AT, 1); // before the first: who finds it must know where to look
        }
        long lap = ring.lap(position);
        long published = word(lap, PUBLISHED);
        long held = word(lap, HELD, membership.me());
        if (ring.change(position, published, held)
                || ring.change(position, published | REDELIVERED, held | REDELIVERED)) {
            ring.advance(HEAD_AT, ring.next(position));
            return true;
        }
        return false;
    }

    boolean isRedelivered(long position) {
        return (mapping.getLong(ring.cell(position)) & REDELIVERED) != 0;
    }

    /** Ends a hold: the item is taken. Returns false if it is not ours any more. */
    boolean done(long position) {
        return end(position, word(ring.lap(position) + 1, FREE));
    }

    /** Ends a hold: the item is inside again. */
    boolean giveBack(long position) {
        if (!end(position, word(ring.lap(position), PUBLISHED) | REDELIVERED)) {
            return false;
        }
        ring.count(REDELIVERED_AT);
        announce();
        ring.wakeAll();
        return true;
    }

    private boolean end(long position, long to) {
        long held = word(ring.lap(position), HELD, membership.me());
        return ring.change(position, held, to) || ring.change(position, held | REDELIVERED, to);
    }

    /** Lets all look behind the head. */
    void announce() {
        mapping.getAndAddLong(base + RETURNS_AT, 1);
    }

    /** Whether this count of returns is the one up to which this process has looked. */
    boolean hasSeen(long returns) {
        return returns == seenReturns;
    }

    /** Returns the position of an item that came back, or NONE. */
    long returned() {
        long returns = mapping.getLongAcquire(base + RETURNS_AT);
        if (returns == seenReturns) {
            return QueueRing.NONE;
        }
        long head = ring.head();
        long position = scan(head, false);
        if (position >= 0) {
            return position;
        }
        // One that came back and is the head itself is found without us. But the hint may yet be moved past it, by one
        // who
        // took a later item while it was held: then it is behind the head, and must not count as seen.
        if (!isRedelivered(head)) {
            seenReturns = returns;
        }
        return QueueRing.NONE;
    }

    /**
     * Goes over the positions up to one, from the oldest that may not be gone.
     *
     * @param probe whether to look if holders are dead, which takes a few microseconds for each process that holds
     * @return the first that has an item to take; UNSETTLED if there are only held ones; NONE if all are gone
     */
    long scan(long head, boolean probe) {
        long found = QueueRing.NONE;
        boolean allGone = true;
        long lastAlive = Membership.NOBODY;
        long position = oldest(head);
        long oldest = position;
        for (; position < head; position = ring.next(position)) {
            long cell = ring.cell(position);
            long word = mapping.getLongAcquire(cell);
            if (probe && state(word) == HELD && (word & OWNER_MASK) != lastAlive) {
                if (resolve(cell, word)) {
                    word = mapping.getLongAcquire(cell);
                } else {
                    lastAlive = word & OWNER_MASK;
                }
            }
            long ahead = ahead(word, ring.lap(position));
            if (ahead == 0 && state(word) == PUBLISHED) {
                found = position;
                break;
            }
            if (ahead == 0 && state(word) == HELD) {
                found = QueueRing.UNSETTLED;
            }
            allGone &= ahead > 0;
            if (allGone) {
                oldest = ring.next(position);
            }
        }
        if (oldest > WeakWords.getLongOpaque(mapping, base + OLDEST_AT)) {
            WeakWords.setLongOpaque(mapping, base + OLDEST_AT, oldest);
        }
        return found;
    }

    /** One that is held keeps its cell, so nothing is older than one lap. */
    private long oldest(long head) {
        return Math.max(WeakWords.getLongOpaque(mapping, base + OLDEST_AT), Math.max(0, head - (1L << ring.shift)));
    }

    /** Returns how many positions behind the head are in a state. */
    long count(int state) {
        long count = 0;
        long head = ring.head();
        for (long position = oldest(head); position < head; position = ring.next(position)) {
            long word = WeakWords.getLongOpaque(mapping, ring.cell(position));
            if (state(word) == state && ahead(word, ring.lap(position)) == 0) {
                count++;
            }
        }
        return count;
    }

    /**
     * If the owner of a claimed or held cell is dead, ends its claim or hold. Returns whether the cell has changed.
     *
     * @param word what the cell was seen to be
     */
    boolean resolve(long cell, long word) {
        if (!isDead(word)) {
            return mapping.getLong(cell) != word;
        }
        boolean claimed = state(word) == CLAIMED;
        boolean gone = claimed || ring.drop;
        long lap = QueueLayout.lap(word);
        if (mapping.compareAndSetLong(cell, word, gone ? word(lap + 1, FREE) : word(lap, PUBLISHED) | REDELIVERED)) {
            ring.count(claimed ? SKIPPED_AT : ring.drop ? DROPPED_AT : REDELIVERED_AT);
            if (!gone) {
                announce();
            }
            ring.wakeAll();
            String what = claimed ? "put skipped" : ring.drop ? "item dropped" : "item back";
            Flight.recovered(mapping, cell, what, membership, membership.ownerOf(Membership.slot(word)));
        }
        return true;
    }

    private boolean isDead(long word) {
        long owner = membership.ownerOf(Membership.slot(word));
        // The slot is another's by now, or nobody's: the one that we look for has left it.
        return (owner & OWNER_MASK) != (word & OWNER_MASK) || membership.isDead(owner);
    }
}
