package io.github.threeply.ipc.shared;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The bell of one user, and what it does to ring those of others. */
final class Bells {
    /** So often somebody who cannot be rung up is looked at, whether it lives at all. */
    private static final int LOOK_EVERY = 64;

    private final Membership membership;
    private final Sleepers sleepers;
    private final AtomicInteger silent = new AtomicInteger();
    private final Lifelines lifelines;

    /** Written with the lock of this. */
    private volatile boolean tried;

    // Guarded by this.
    private @Nullable Runnable moveOut;
    private @Nullable Bell own;

    Bells(Membership membership, Sleepers sleepers) {
        this.membership = membership;
        this.sleepers = sleepers;
        this.lifelines = new Lifelines(membership, sleepers);
    }

    /** Sees to it that others can wake the sleepers of this user, the first time that it is called. */
    void openOwn() {
        if (!tried) {
            open();
        }
    }

    private synchronized void open() {
        if (tried) {
            return;
        }
        tried = true;
        sleepers.checkOpen(); // or the bell would outlive close
        int slot = Membership.slot(membership.me());
        Sidecar sidecar = membership.sidecar();
        sidecar.neighbours().set(slot, sleepers);
        moveOut = () -> sidecar.neighbours().compareAndSet(slot, sleepers, null);
        for (long kind : new long[] {SlotTable.BELL_BESIDE, SlotTable.BELL_IN_TEMP}) {
            own = Bell.open(sidecar.bellPath(slot, kind), sidecar, sleepers);
            if (own != null) {
                membership.setBell(kind);
                sweep(sidecar, slot);
                break;
            }
        }
    }

    /** Whether {@link #openOwn} was called; it may be about to open the bell still, or have failed. */
    boolean wereTried() {
        return tried;
    }

    /** Has the end of an owner be told to the sleepers of this user, if it can be. */
    void listenFor(long owner) {
        lifelines.hold(owner);
    }

    /** Whether the end of an owner will be told. */
    boolean tellsOf(long owner) {
        return owner != Membership.NOBODY && lifelines.isHeld(owner);
    }

    /** Whether those that wake this user can ring; one that could not has made a note of it in its slot. */
    boolean hasOwn() {
        return membership.hasBell();
    }

    /** Removes what those left behind that were killed. */
    private void sweep(Sidecar sidecar, int ownSlot) {
        for (int slot = 0; slot < Layout.SLOT_COUNT; slot++) {
            long kind = membership.bellOf(membership.ownerOf(slot));
            if (slot != ownSlot && kind != 0) {
                int dead = slot;
                membership.ifFree(slot, () -> Bell.delete(sidecar.bellPath(dead, kind)));
            }
        }
    }

    /** Wakes the sleepers of another user at a cell, if it can be done. */
    void ring(int slot, long cell) {
        Sidecar sidecar;
        try {
            sidecar = membership.sidecar();
        } catch (SharedMemoryFileException e) {
            return; // its directory is gone, say; they look by themselves in a while
        }
        Sleepers neighbour = sidecar.neighbours().get(slot);
        if (neighbour != null) {
            try {
                neighbour.wakeAll(cell);
            } catch (SharedMemoryClosedException | SharedStateLostException e) {
                // It is about to leave: its sleepers find out by themselves, and it is no error of ours.
            }
            return;
        }
        long owner = membership.ownerOf(slot);
        long kind = membership.bellOf(owner);
        if (owner == Membership.NOBODY || kind == 0) {
            // Gone, or it looks by itself: see from time to time which it is.
            if (owner == Membership.NOBODY || silent.incrementAndGet() % LOOK_EVERY == 0) {
                forgetIfFree(slot, cell);
            }
            return;
        }
        if (!sidecar.line(slot).ring(owner, sidecar.bellPath(slot, kind)) && !forgetIfFree(slot, cell)) {
            membership.silence(owner);
        }
    }

    /** Takes a user that is gone out of a cell, while nobody can take its slot and sleep at the cell under its bit. */
    private boolean forgetIfFree(int slot, long cell) {
        return membership.ifFree(slot, () -> membership.clearSleepers(cell, 1L << slot));
    }

    /** Takes the bell away. Called before the user leaves its slot. */
    synchronized void close() {
        tried = true;
        lifelines.close();
        if (moveOut != null) {
            moveOut.run();
            moveOut = null;
        }
        if (own != null) {
            own.close();
            own = null;
        }
        BellThread.letGo();
    }
}
