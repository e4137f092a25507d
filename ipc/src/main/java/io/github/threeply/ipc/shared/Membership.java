package io.github.threeply.ipc.shared;

import io.github.threeply.ipc.shared.Liveness.Verdict;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One user among those of a file: each {@link MemoryFile} is one, so a process that has a file open twice is two. It gets
 * a slot of the file's table when it is first asked who it is.
 *
 * <p><b>Who lives</b> is what the byte of its slot in the {@link Sidecar} says, which the user holds as long as it has the
 * slot, and which the system frees at its death. A byte that is free though {@link Liveness} finds the process alive is a
 * contradiction: somebody closed a channel of the sidecar in that process. Then it counts as alive, since a lock that is
 * not taken over can be repaired and one with two holders cannot, and the log says so once.
 *
 * <p>All users go by the same sidecar: see {@link OneSidecar}. Of one that is left from the time of another sidecar its bytes
 * say nothing, and it is dead only if its process is certainly gone.
 */
final class Membership {
    /** The owner of nothing. */
    static final long NOBODY = 0;

    /** The bits of an owner that are always 0, for flags beside it in the same word. */
    static final int FLAG_BITS = 4;

    private static final int SLOT_BITS = 12;
    private static final int INCARNATION_SHIFT = FLAG_BITS + SLOT_BITS;

    /** Slots may be missed because somebody just looks whether their old users live, or whether anybody does. */
    private static final int ROUNDS = 6;

    private static final long FIRST_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    /** So long we wait for a slot that is free but for its byte. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Not that of the handles: we go on for a while when they are detached. */
    private final Mapping mapping;

    private final Lifetime lifetime;
    private final SlotTable slots;
    private final NameWatch name;
    private final AtomicInteger nextTicket = new AtomicInteger();
    private final Set<Long> conflicts = ConcurrentHashMap.newKeySet();

    // Guarded by this.
    private @Nullable Sidecar sidecar;
    private @Nullable FileLock ownByte;
    private boolean left;

    /** What {@link #me} returns, 0 before the claim. Volatile: who reads it may write it into the file. */
    private volatile long me;

    Membership(Mapping mapping, Lifetime lifetime) {
        this.mapping = mapping;
        this.lifetime = lifetime;
        this.slots = new SlotTable(mapping);
        this.name = new NameWatch(mapping, System.nanoTime());
    }

    /** Whether the file still has its name. */
    NameWatch name() {
        return name;
    }

    Lifetime lifetime() {
        return lifetime;
    }

    /**
     * Returns who we are: the slot from bit 4, its incarnation from bit 16. Never 0, never the same again for another.
     *
     * @throws SharedMemoryUsersException if all slots are taken by processes that live
     */
    long me() {
        long known = me;
        return known != NOBODY ? known : claim();
    }

    /** Returns our slot, or -1 if we have none. */
    int slotIfClaimed() {
        long known = me;
        return known == NOBODY ? -1 : slot(known);
    }

    /** Tells whether an owner is this user; never, if it has no slot. */
    boolean isMe(long owner) {
        long own = me;
        return own != NOBODY && own == owner;
    }

    /** Takes an owner word back that says that we are in a section, also when the handles are detached. */
    void takeBack(long offset, long owner) {
        takeBack(offset, owner, NOBODY);
    }

    /**
     * As {@link #takeBack(long, long)}, of a word that was another one before.
     *
     * @return whether it was that word
     */
    boolean takeBack(long offset, long word, long before) {
        try {
            return mapping.compareAndSetLong(offset, word, before);
        } catch (SharedMemoryClosedException e) {
            return false; // we have left as well, and are dead to all others: they take it
        }
    }

    /** As {@link #takeBack(long, long, long)}, of a word that only who has our slot can have written. */
    synchronized boolean takeBackUnlessLeft(long offset, long word, long before) {
        return !left && takeBack(offset, word, before);
    }

    /** Has one who shared our place in the file put right what our threads, which cannot any more, have left. */
    void bidFarewell(MemoryFile.Guest guest) {
        long own = me;
        if (own != NOBODY) {
            guest.afterDetach(mapping, own);
        }
    }

    /** Returns the slot of an owner. */
    static int slot(long owner) {
        return (int) (owner >>> FLAG_BITS) & (1 << SLOT_BITS) - 1;
    }

    static long incarnation(long owner) {
        return owner >>> INCARNATION_SHIFT;
    }

    static long owner(int slot, long incarnation) {
        return incarnation << INCARNATION_SHIFT | (long) slot << FLAG_BITS;
    }

    /**
     * Finds out whether an owner has ended, by asking the system: a few microseconds. One that is stopped, slow, or in
     * doubt lives. Also true for one whose slot is another's by now.
     */
    boolean isDead(long owner) {
        long bare = owner & -1L << FLAG_BITS;
        if (bare == NOBODY || bare == me) {
            return false;
        }
        int slot = slot(bare);
        return slot >= Layout.SLOT_COUNT
                || slots.incarnation(slot) != incarnation(bare)
                || ifFree(slot, () -> {})
                || slots.incarnation(slot) != incarnation(bare);
    }

    /**
     * Runs an action if nobody who lives has a slot. As long as it runs, nobody gets the slot.
     *
     * @return whether it ran; if in doubt, it did not
     */
    boolean ifFree(int slot, Runnable action) {
        try {
            Sidecar known = sidecar();
            FileLock lock = known.tryLock(slot);
            if (lock == null) {
                return false;
            }
            try {
                boolean free = isFree(slot, known);
                if (free) {
                    action.run();
                }
                return free;
            } finally {
                Sidecar.release(lock);
            }
        } catch (IOException e) {
            log().log(System.Logger.Level.DEBUG, () -> "In doubt about slot " + slot + " of " + mapping.file(), e);
            return false;
        }
    }

    /** Finds out whether nobody has a slot, whose byte the caller holds. */
    private boolean isFree(int slot, Sidecar known) {
        if (slots.isClaimedBeside(slot, known.id())) {
            return false;
        }
        if (slots.pid(slot) == 0) {
            return true;
        }
        Verdict verdict = slots.process(slot).verdict();
        boolean sameSidecar = slots.sidecar(slot) == known.id();
        if (sameSidecar && verdict == Verdict.RUNS && conflicts.add(owner(slot, slots.incarnation(slot)))) {
            log().log(
                            System.Logger.Level.WARNING,
                            () -> mapping.file().path() + ": " + slots.process(slot) + " runs, but does not hold byte "
                                    + slot
                                    + " of " + known.path()
                                    + " any more; it counts as alive. Something in it opened and closed that file");
        }
        return sameSidecar ? verdict != Verdict.RUNS : verdict == Verdict.GONE;
    }

    /** Returns the owner that has a slot now, dead or alive, or {@link #NOBODY}. */
    long ownerOf(int slot) {
        while (true) {
            long incarnation = slots.incarnation(slot);
            long pid = slots.pid(slot);
            if (slots.incarnation(slot) == incarnation) {
                return pid == 0 ? NOBODY : owner(slot, incarnation);
            }
        }
    }

    /** Says in our slot that we have a bell. */
    void setBell(long kind) {
        long own = me();
        slots.changeCapabilities(slot(own), incarnation(own), SlotTable.BELLS, 0, kind);
    }

    /** Whether our slot still says that we have a bell. */
    boolean hasBell() {
        return bellOf(me()) != 0;
    }

    /** Returns which bell an owner has, or 0 for none. */
    long bellOf(long owner) {
        return owner == NOBODY ? 0 : slots.capabilities(slot(owner), incarnation(owner)) & SlotTable.BELLS;
    }

    /** Notes that an owner's bell cannot be rung. */
    void silence(long owner) {
        slots.changeCapabilities(slot(owner), incarnation(owner), SlotTable.BELLS, bellOf(owner), 0);
    }

    void clearSleepers(long cell, long bits) {
        Sleepers.clearBits(mapping, cell + Waits.PARKED, bits);
        Sleepers.clearBits(mapping, cell + Waits.ON_WORD, bits);
    }

    /** Returns a few words about an owner for messages: its process, when it started, whether it lives. */
    String describe(long owner) {
        long bare = owner & -1L << FLAG_BITS;
        if (bare == NOBODY) {
            return "nobody";
        }
        int slot = slot(bare);
        if (slot >= Layout.SLOT_COUNT) {
            return "an unknown user (slot " + slot + ")";
        }
        Liveness process = slots.process(slot);
        if (slots.incarnation(slot) != incarnation(bare) || process.pid() == 0) {
            return "a user that has left (slot " + slot + ")";
        }
        return process + ", " + (bare == me ? "this one" : isDead(bare) ? "dead" : "alive");
    }

    /** Returns the sidecar, opened at the first call. */
    synchronized Sidecar sidecar() {
        if (left) {
            throw new SharedMemoryClosedException(mapping.file().path());
        }
        Sidecar known = sidecar;
        if (known == null) {
            known = Sidecar.enter(mapping.file());
            sidecar = known;
        }
        return known;
    }

    private synchronized long claim() {
        long start = System.nanoTime();
        for (int round = 0; me == NOBODY; round++) {
            if (round > 0) {
                Uninterrupted.pause(this, FIRST_PAUSE_NANOS << Math.min(round, ROUNDS));
            }
            Sidecar known = sidecar();
            try {
                me = claim(known);
                if (me == NOBODY && round >= ROUNDS) {
                    giveUp(start, known);
                }
            } catch (IOException e) {
                throw Failures.of(known.path(), "cannot be locked to say who lives", e);
            }
        }
        return me;
    }

    private void giveUp(long start, Sidecar known) throws IOException {
        for (int slot = 0; slot < Layout.SLOT_COUNT; slot++) {
            if (slots.pid(slot) == 0) {
                // Free by the table, but somebody holds its byte for long: one who takes the memory out of the world.
                if (System.nanoTime() - start < PATIENCE_NANOS) {
                    return;
                }
                throw new IOException("somebody holds the bytes of all that " + known.path()
                        + " has free, as one does who is about to delete it; perhaps that process is stopped");
            }
        }
        throw new SharedMemoryUsersException(mapping.file().path(), Layout.SLOT_COUNT);
    }

    /** Tries all slots once. Returns {@link #NOBODY} if none could be had, or we have to begin anew. */
    private long claim(Sidecar known) throws IOException {
        new Recovery(mapping, slots, known).run();
        OneSidecar one = new OneSidecar(mapping, slots, known);
        if (known.isReplaced()) {
            forget(known); // or we would be refused for one that nobody can have any more
            return NOBODY;
        }
        one.agree();
        // Those that left before those that died, whose processes are good to know as long as possible.
        for (boolean dead : new boolean[] {false, true}) {
            for (int slot = 0; slot < Layout.SLOT_COUNT; slot++) {
                long owner = dead == (slots.pid(slot) != 0) ? claim(slot, known) : NOBODY;
                if (owner == NOBODY) {
                    continue;
                }
                // Looked at after the claim: whoever replaces the sidecar sees us, or we see him.
                boolean isReplaced = known.isReplaced();
                if (!isReplaced && one.isOurs()) {
                    return owner;
                }
                unclaim(slot);
                if (isReplaced) {
                    // It was deleted by a user that left as the last, just before our claim.
                    forget(known);
                }
                return NOBODY;
            }
        }
        return NOBODY;
    }

    private long claim(int slot, Sidecar known) throws IOException {
        FileLock lock = known.tryLock(slot);
        if (lock == null) {
            return NOBODY;
        }
        boolean claimed = false;
        try {
            long last = slots.incarnation(slot);
            if (isFree(slot, known)) {
                Object dead = Flight.deadIn(slots, slot);
                long incarnation = slots.claim(slot, last, Liveness.self(), known.id());
                if (incarnation != 0) {
                    ownByte = lock;
                    claimed = true;
                    Flight.slotFreed(mapping, dead);
                    return owner(slot, incarnation);
                }
            }
            return NOBODY;
        } finally {
            if (!claimed) {
                Sidecar.release(lock);
            }
        }
    }

    private void unclaim(int slot) {
        FileLock lock = ownByte;
        if (lock != null) {
            slots.free(slot);
            ownByte = null;
            Sidecar.release(lock);
        }
    }

    /** Lets a sidecar go, so that the next call of {@link #sidecar} opens the one that is there now. */
    private void forget(Sidecar known) {
        sidecar = null;
        known.leave();
    }

    /** Gives the slot back. Called before the mapping is detached, if it still can be. */
    void leave() {
        end(() -> slots.free(slot(me)), true);
    }

    /**
     * Says that this process exits in good order. The slot and its byte stay ours until it is gone: its other threads may
     * still be at work in the file, and nobody must get our slot beside them, nor what they hold.
     */
    synchronized void announceExit() {
        long own = me;
        if (!left && own != NOBODY) {
            slots.changeCapabilities(slot(own), incarnation(own), SlotTable.EXITING, 0, SlotTable.EXITING);
        }
    }

    /** Does what is due to the file if this was its last user but for others that exit. */
    synchronized void exit() {
        Sidecar known = sidecar;
        if (!left && known != null) {
            retireIfItIsTime(me, known);
        }
    }

    /** Leaves as a killed process does: the byte is free, and nothing in the file was put right. For tests. */
    void abandon() {
        end(() -> slots.pretendKilled(slot(me)), false);
    }

    private synchronized void end(Runnable lastWords, boolean inOrder) {
        if (left) {
            return;
        }
        left = true;
        long was = me;
        if (ownByte != null) {
            try {
                lastWords.run();
            } catch (SharedMemoryException | SharedMemoryClosedException e) {
                log().log(System.Logger.Level.DEBUG, () -> mapping.file().path() + " was lost before it was left", e);
            }
            // Before the byte is free: whoever has our slot after us must not meet a thread that still takes it for its
            // own.
            me = NOBODY;
            Sidecar.release(ownByte);
            ownByte = null;
        }
        Sidecar known = sidecar;
        if (known != null) {
            sidecar = null;
            try {
                if (inOrder) {
                    retireIfItIsTime(was, known);
                }
            } finally {
                known.leave();
            }
        }
        mapping.detach();
    }

    /** Takes the memory out of the world, if it is its time when we have left. */
    private void retireIfItIsTime(long was, Sidecar known) {
        Retirement retirement = new Retirement(mapping, slots, known);
        try {
            boolean marked = mapping.getLong(Layout.HEALTH_AT) == Layout.RETIRED;
            if (lifetime == Lifetime.LAST_CLOSE || marked) {
                retirement.retireIfUnused();
            } else if (lifetime == Lifetime.OWNER) {
                long owner = mapping.getLong(Layout.OWNER_AT);
                if ((owner == was && was != NOBODY) || (owner != NOBODY && isGone(owner, known))) {
                    retirement.retire();
                }
            }
        } catch (SharedStateLostException e) {
            log().log(System.Logger.Level.DEBUG, () -> mapping.file().path() + " was lost before it was left", e);
        }
    }

    private boolean isGone(long owner, Sidecar known) {
        int slot = slot(owner);
        try {
            if (slots.incarnation(slot) != incarnation(owner)) {
                return true;
            }
            FileLock lock = known.tryLock(slot);
            if (lock == null) {
                return false;
            }
            try {
                return isFree(slot, known);
            } finally {
                Sidecar.release(lock);
            }
        } catch (IOException e) {
            return false;
        }
    }

    /** Takes the memory out of the world now: nobody can open it any more, its users go on. */
    void retire() {
        new Retirement(mapping, slots, sidecar()).retire();
    }

    /** Goes on with what somebody has begun. */
    void finishRetirement() {
        new Retirement(mapping, slots, sidecar()).finish();
    }

    /** As {@link #retire}, unless somebody lives. */
    void retireIfUnused() {
        new Retirement(mapping, slots, sidecar()).retireIfUnused();
    }

    synchronized boolean hasLeft() {
        return left;
    }

    /** Makes this user the one with whom a file of {@link Lifetime#OWNER} goes. */
    void own() {
        mapping.setLong(Layout.OWNER_AT, me());
    }

    /** Notes that a handle is sent; returns what {@link #arrived} takes where it arrives. */
    int sent() {
        int first = Math.floorMod(nextTicket.getAndIncrement(), SlotTable.TICKET_COUNT);
        return slots.takeTicket(slot(me()), first);
    }

    /** Notes that a handle has arrived that another user sent. */
    void arrived(long sender, int ticket) {
        int slot = slot(sender);
        if (slot < Layout.SLOT_COUNT && ticket >= 0 && ticket < SlotTable.TICKET_COUNT) {
            slots.returnTicket(slot, incarnation(sender), ticket);
        }
    }

    /** Whether the file must stay for handles of ours that are on their way. */
    boolean hasInFlight() {
        long own = me;
        return lifetime == Lifetime.LAST_CLOSE && own != NOBODY && slots.hasTicketsOut(slot(own));
    }

    private static System.Logger log() {
        return System.getLogger(Membership.class.getName());
    }
}
