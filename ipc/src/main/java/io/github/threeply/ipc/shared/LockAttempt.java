package io.github.threeply.ipc.shared;

import static io.github.threeply.ipc.shared.LockWord.*;

/** One thread's wait for the word of a lock. It takes the word itself, as soon as it can. */
class LockAttempt implements Waits.Condition {
    /** Which words may be taken. */
    enum Want {
        /** A good one. */
        CLEAN,
        /** An abandoned one too, by somebody who hears of it. */
        ABANDONED,
        /** An inconsistent one too, by somebody who repairs it. */
        ANY
    }

    /** How long a word is left to whom it is reserved for: he has to wake up, and may be dead or stopped. */
    private static final long POLITE_NANOS = 3_000_000;

    final LockLocal local;
    final Mapping mapping;
    final long offset;
    private final Want want;

    final long me;
    private boolean waitsLong;
    private boolean asked;
    private long leftTo;
    private long leftSince;

    /** What was found in place of a good word, taken or not; FREE as long as there was nothing of that kind. */
    long found = FREE;

    /** Whether the word was taken; if the wait has ended and it was not, what was found is the reason. */
    boolean taken;

    LockAttempt(LockLocal local, Want want) {
        this.local = local;
        this.mapping = local.mapping;
        this.offset = local.offset;
        this.want = want;
        this.me = local.me();
    }

    @Override
    public boolean isMet() {
        return tryNow(false);
    }

    @Override
    public boolean isMetBeforeSleep() {
        return tryOrSayThatItSleeps(false);
    }

    /** Looks until it has ended, or it is said in the word that we must be woken. */
    final boolean tryOrSayThatItSleeps(boolean rude) {
        while (!tryNow(rude)) {
            long word = mapping.getLong(offset);
            boolean said = (word & CONTENDED) != 0;
            if (said || (word != FREE && mapping.compareAndSetLong(offset, word, word | CONTENDED))) {
                if (waitsLong) {
                    askForTheNextTurn(); // at each wake-up: that of another may just be over
                }
                return false;
            }
        }
        return true;
    }

    /**
     * Looks once.
     *
     * @param rude whether to take a word that is reserved for another
     * @return whether it was taken, or never can be
     */
    final boolean tryNow(boolean rude) {
        long word = mapping.getLong(offset);
        if (isUnrecoverable(word)) {
            return end(word);
        }
        if (isHeld(word)) {
            if (!isWithoutThread(word) && !local.isKnownDead(owner(word))) {
                return false;
            }
            return want == Want.CLEAN ? end(word) : takeOver(word);
        }
        if (isInconsistent(word)) {
            return want == Want.ANY ? takeOver(word) : end(word);
        }
        return (word == FREE || rude || mayHave(word)) && takeFree(word);
    }

    /** Takes a word that is free, or reserved. */
    boolean takeFree(long word) {
        if (!local.take(Thread.currentThread(), me, word, me | HELD | (word & CONTENDED))) {
            return false;
        }
        took(FREE);
        if (owner(word) != Membership.NOBODY && owner(word) != me) {
            // He did not come for it. If he lives he can ask again; until then somebody else can.
            mapping.compareAndSetLong(offset + NEXT, owner(word), FREE);
        }
        return true;
    }

    private boolean takeOver(long word) {
        // Of several who see the same dead owner one succeeds: his name is in the word afterwards.
        if (!local.take(Thread.currentThread(), me, word, me | HELD | INCONSISTENT | (word & CONTENDED))) {
            return false;
        }
        took(word);
        if (isHeld(word)) { // else it is known already who it was
            mapping.setLongRelease(offset + TAKEN_OVER, word);
            mapping.getAndAddLong(offset + TAKEOVERS, 1);
            signalForTheDead();
            Flight.recovered(mapping, offset, "lock taken over", local.file.membership(), owner(word));
        }
        return true;
    }

    /** Ends all waits for conditions: the one that died may have changed what they wait for, and not signalled yet. */
    private void signalForTheDead() {
        for (int i = 0; i < CONDITIONS; i++) {
            mapping.getAndAddLong(offset + CONDITIONS_AT + (long) i * Long.BYTES, 1);
        }
        for (int i = 0; i < CONDITION_CELLS; i++) {
            local.file.waits().wake(offset + CONDITION_CELLS_AT + (long) i * Layout.LINE);
        }
    }

    private void took(long word) {
        found = word;
        taken = true;
    }

    private boolean end(long word) {
        found = word;
        return true;
    }

    /** Tells whether a reserved word is ours, or was left alone for long enough. */
    final boolean mayHave(long word) {
        if (owner(word) == me) {
            return true;
        }
        long now = System.nanoTime();
        if (owner(word) != leftTo) {
            leftTo = owner(word);
            leftSince = now;
            return false;
        }
        return now - leftSince >= POLITE_NANOS;
    }

    /** The holder; who only has it reserved, or nobody that could be told of, is looked at often. */
    @Override
    public long dependsOn() {
        long word = mapping.getLong(offset);
        // Our own user's threads end without a sign from the system.
        return isHeld(word) && !isWithoutThread(word) && owner(word) != me ? owner(word) : Membership.NOBODY;
    }

    @Override
    public void stillWaiting() {
        long word = mapping.getLong(offset);
        if (isUnrecoverable(word)) {
            return;
        }
        if (isHeld(word) && local.isAbandoned(word)) {
            // Only found out here; taken in isMet(), after which nobody sleeps. Before the next one of that this thread
            // would; so it wakes all, as who releases a lock does.
            local.file.waits().wake(offset + CELL);
            return;
        }
        waitsLong = true;
        askForTheNextTurn();
    }

    private void askForTheNextTurn() {
        if (mapping.getLong(offset + NEXT) == me || mapping.compareAndSetLong(offset + NEXT, FREE, me)) {
            asked = true;
        }
    }

    /** Waits until this has ended, or the limit. */
    final boolean await(long nanos) throws InterruptedException {
        return local.file.waits().await(offset + CELL, this, nanos);
    }

    /** As {@link #await} without limit; an interrupt is kept for later. */
    final void awaitUninterruptibly() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    await(Waits.FOR_EVER);
                    return;
                } catch (InterruptedException e) {
                    interrupted = true; // and begin again: with the flag set nobody can sleep
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Takes back what a wait has asked for. Must be called in the end, before another thread of this process waits. */
    final void finish() {
        if (!asked) {
            return;
        }
        mapping.compareAndSetLong(offset + NEXT, me, FREE);
        long word = mapping.getLong(offset);
        while (isOpen(word) && owner(word) == me) { // reserved for us; another of our threads can do without
            if (mapping.compareAndSetLong(offset, word, FREE)) {
                local.file.waits().wake(offset + CELL);
                return;
            }
            word = mapping.getLong(offset);
        }
    }
}
