package io.github.threeply.ipc.shared;

import io.github.threeply.ipc.shared.Liveness.Verdict;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
 * <p>If slot and we do not mean the same sidecar, because somebody deleted it and it was made anew, its bytes say nothing,
 * and only a process that is certainly gone is dead.
 */
final class Membership {
    /** The owner of nothing. */
    static final long NOBODY = 0;

    /** The bits of an owner that are always 0, for flags beside it in the same word. */
    static final int FLAG_BITS = 4;

    private static final int SLOT_BITS = 12;
    private static final int INCARNATION_SHIFT = FLAG_BITS + SLOT_BITS;

    /** A slot may be missed because somebody just looks whether its old user lives. */
    private static final int ROUNDS = 3;

    private final Mapping mapping;
    private final SlotTable slots;
    private final Set<Long> conflicts = ConcurrentHashMap.newKeySet();

    // Guarded by this.
    private @Nullable Sidecar sidecar;
    private @Nullable FileLock ownByte;
    private boolean left;

    /** What {@link #me} returns, 0 before the claim. Volatile: who reads it may write it into the file. */
    private volatile long me;

    Membership(Mapping mapping) {
        this.mapping = mapping;
        this.slots = new SlotTable(mapping);
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

    /** Returns who we are, or {@link #NOBODY} if we were not asked yet. */
    long meIfClaimed() {
        return me;
    }

    /** Returns the slot of an owner. */
    static int slot(long owner) {
        return (int) (owner >>> FLAG_BITS) & (1 << SLOT_BITS) - 1;
    }

    private static long incarnation(long owner) {
        return owner >>> INCARNATION_SHIFT;
    }

    private static long owner(int slot, long incarnation) {
        return incarnation << INCARNATION_SHIFT | (long) slot << FLAG_BITS;
    }

    /**
     * Finds out whether an owner has ended, by asking the system: a few microseconds. One that is stopped, slow, or in
     * doubt lives. Also true for one whose slot is another's by now.
     */
    boolean isDead(long owner) {
        return ifDead(owner, null);
    }

    /**
     * As {@link #isDead}, and if so runs an action. If the slot is still that owner's, nobody can claim it meanwhile.
     */
    boolean ifDead(long owner, @Nullable Runnable action) {
        long bare = owner & -1L << FLAG_BITS;
        if (bare == NOBODY || bare == me) {
            return false;
        }
        int slot = slot(bare);
        if (slot >= Layout.SLOT_COUNT || slots.incarnation(slot) != incarnation(bare)) {
            if (action != null) {
                action.run();
            }
            return true;
        }
        FileLock lock = null;
        try {
            Sidecar known = sidecar();
            lock = known.tryLock(slot);
            if (lock == null) {
                return slots.incarnation(slot) != incarnation(bare);
            }
            boolean dead = slots.incarnation(slot) != incarnation(bare) || isFree(slot, known);
            if (dead && action != null) {
                action.run();
            }
            return dead;
        } catch (IOException e) {
            log().log(System.Logger.Level.DEBUG, () -> "In doubt whether " + describe(bare) + " lives: it counts as alive", e);
            return false;
        } finally {
            if (lock != null) {
                Sidecar.release(lock);
            }
        }
    }

    /** Finds out whether nobody has a slot, whose byte the caller holds. */
    private boolean isFree(int slot, Sidecar known) {
        if (slots.pid(slot) == 0) {
            return true;
        }
        Verdict verdict = slots.process(slot).verdict();
        boolean sameSidecar = slots.sidecar(slot) == known.id();
        if (sameSidecar && verdict == Verdict.RUNS && conflicts.add(owner(slot, slots.incarnation(slot)))) {
            log().log(
                    System.Logger.Level.WARNING,
                    () -> mapping.file().path() + ": " + slots.process(slot) + " runs, but does not hold byte " + slot
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

    SlotTable slots() {
        return slots;
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

    private synchronized Sidecar sidecar() {
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
        if (me != NOBODY) {
            return me;
        }
        Sidecar known = sidecar();
        try {
            for (int round = 0; round < ROUNDS; round++) {
                // Those that left before those that died, whose processes are good to know as long as possible.
                for (boolean dead : new boolean[] {false, true}) {
                    for (int slot = 0; slot < Layout.SLOT_COUNT; slot++) {
                        if (dead == (slots.pid(slot) != 0) && claim(slot, known)) {
                            return me;
                        }
                    }
                }
            }
        } catch (IOException e) {
            throw Failures.of(known.path(), "cannot be locked to say who lives", e);
        }
        throw new SharedMemoryUsersException(mapping.file().path(), Layout.SLOT_COUNT);
    }

    private boolean claim(int slot, Sidecar known) throws IOException {
        FileLock lock = known.tryLock(slot);
        if (lock == null) {
            return false;
        }
        boolean claimed = false;
        try {
            if (isFree(slot, known)) {
                me = owner(slot, slots.claim(slot, Liveness.self(), known.id()));
                ownByte = lock;
                claimed = true;
            }
            return claimed;
        } finally {
            if (!claimed) {
                Sidecar.release(lock);
            }
        }
    }

    /** Gives the slot back. Called before the mapping is detached, if it still can be. */
    void leave() {
        end(() -> slots.free(slot(me)));
    }

    /** Leaves as a killed process does: the byte is free, and nothing in the file was put right. For tests. */
    void abandon() {
        end(() -> slots.pretendKilled(slot(me)));
    }

    private synchronized void end(Runnable lastWords) {
        if (left) {
            return;
        }
        left = true;
        if (ownByte != null) {
            try {
                lastWords.run();
            } catch (SharedMemoryException | SharedMemoryClosedException e) {
                log().log(System.Logger.Level.DEBUG, () -> mapping.file().path() + " was lost before it was left", e);
            }
            Sidecar.release(ownByte);
            ownByte = null;
        }
        me = NOBODY;
        if (sidecar != null) {
            sidecar.leave();
            sidecar = null;
        }
    }

    private static System.Logger log() {
        return System.getLogger(Membership.class.getName());
    }
}
