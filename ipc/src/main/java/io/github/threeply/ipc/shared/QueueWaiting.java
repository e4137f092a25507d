package io.github.threeply.ipc.shared;

import io.github.threeply.core.Offer;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Waits for room and for items: looks again for some microseconds, then sleeps at one of the queue's wait cells. */
final class QueueWaiting {
    /** Not yet known. */
    static final long NO_DEADLINE = Long.MIN_VALUE;

    /** For ever; no clock says that. */
    private static final long NEVER = Long.MAX_VALUE;

    private static final int LOOKS = Runtime.getRuntime().availableProcessors() == 1 ? 0 : 20;
    private static final int PAUSES = 32;

    /** How long a try waits for one who is in the middle of a put. */
    private static final int TRY_ROUNDS = 400;

    /**
     * How long a sleep lasts at most while somebody is in the middle of a put. That takes far less, so the next look is for
     * whether it is dead.
     */
    private static final long UNSETTLED_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final long LONGEST_UNSETTLED_NANOS = TimeUnit.MILLISECONDS.toNanos(16);

    private final QueueRing ring;

    QueueWaiting(QueueRing ring) {
        this.ring = ring;
    }

    static long deadline(long known, long nanos) {
        if (known != NO_DEADLINE) {
            return known;
        }
        return nanos == Waits.FOR_EVER ? NEVER : Math.min(NEVER - 1, saturated(System.nanoTime(), nanos));
    }

    /** The clock may be anywhere, but limits of centuries need not be exact. */
    private static long saturated(long now, long nanos) {
        long sum = now + nanos;
        return now > 0 && sum < 0 ? NEVER : sum;
    }

    static boolean isOver(long deadline) {
        return deadline != NO_DEADLINE && left(deadline) <= 0;
    }

    private static long left(long deadline) {
        return deadline == NEVER ? Waits.FOR_EVER : deadline - System.nanoTime();
    }

    private static void pause() {
        for (int i = 0; i < PAUSES; i++) {
            Thread.onSpinWait();
        }
    }

    /** Lets a little time pass while somebody is in the middle of something; looks whether it is dead if that takes long. */
    void pause(int round) {
        QueueEnd.pause(round);
        if (round > 0 && round % TRY_ROUNDS == 0) {
            ring.probeItems();
        }
    }

    /**
     * As find, for one who does not wait for items: only for moments if something is UNSETTLED. Looks for the dead if there
     * is nothing, since nobody else may.
     */
    long tryFind() {
        long position = ring.find();
        if (position == QueueRing.UNSETTLED) {
            position = settle();
        }
        return position >= 0 ? position : lookAgain(position);
    }

    /** Where find says that there is nothing: finds again, after a look for the dead, unless there was one just now. */
    long lookAgain(long found) {
        boolean mayHide = found == QueueRing.UNSETTLED || (found == QueueRing.NONE && ring.holds.wereEver());
        if (!mayHide || !ring.isTimeToProbe()) {
            return found;
        }
        ring.probeItems();
        return ring.find();
    }

    /** Waits for moments, without sleeping for long, until what was UNSETTLED is so no more. Else it is as if nothing was there. */
    private long settle() {
        for (int round = 0; round <= TRY_ROUNDS; round++) {
            pause(round);
            long position = ring.find();
            if (position != QueueRing.UNSETTLED) {
                return position;
            }
        }
        return QueueRing.NONE;
    }

    private int looks(long cell) {
        return ring.waits.patience().isLeft(cell) ? LOOKS : 0;
    }

    /** Waits until find says something else than NONE or UNSETTLED, or the deadline is over. Returns what it says. */
    long awaitItem(long seen, long deadline) throws InterruptedException {
        int looks = looks(ring.itemsCell());
        for (int i = 0; i < looks; i++) {
            pause();
            long position = ring.find();
            if (position >= 0 || position == QueueRing.ENDED) {
                ring.waits.patience().paid(ring.itemsCell());
                return position;
            }
        }
        Search search = new Search(seen);
        long unsettled = UNSETTLED_NANOS;
        while (true) {
            search.from = search.found;
            long left = left(deadline);
            long nanos = search.from == QueueRing.UNSETTLED ? Math.min(left, unsettled) : left;
            ring.waits.await(ring.itemsCell(), search, nanos);
            if (search.found >= 0 || search.found == QueueRing.ENDED) {
                return search.found;
            }
            if (left(deadline) <= 0) {
                return lookAgain(search.found); // a short wait has not looked for the dead
            }
            if (search.found == QueueRing.UNSETTLED && search.from == QueueRing.UNSETTLED) {
                ring.probeItems();
                unsettled = Math.min(2 * unsettled, LONGEST_UNSETTLED_NANOS); // its process is stopped, as it seems
            }
        }
    }

    /** Adds an item, waiting for room until the deadline. */
    Offer awaitRoom(long value, byte @Nullable [] bytes, int from, int length, long nanos) throws InterruptedException {
        long deadline = deadline(NO_DEADLINE, nanos);
        int looks = looks(ring.roomCell());
        for (int i = 0; i < looks; i++) {
            pause();
            Offer offer = ring.puts.place(value, bytes, from, length);
            if (offer != Offer.FULL) {
                ring.waits.patience().paid(ring.roomCell());
                return offer;
            }
        }
        Room room = new Room();
        while (true) {
            ring.waits.await(ring.roomCell(), room, left(deadline));
            Offer offer = placeOrProbe(value, bytes, from, length);
            if (offer != Offer.FULL || left(deadline) <= 0) {
                return offer;
            }
        }
    }

    /** Adds an item if there is room, or is once the dead are gone. */
    Offer placeOrProbe(long value, byte @Nullable [] bytes, int from, int length) {
        Offer offer = ring.puts.place(value, bytes, from, length);
        while (offer == Offer.FULL && ring.puts.probeRoom()) {
            offer = ring.puts.place(value, bytes, from, length);
        }
        return offer;
    }

    private final class Search implements Waits.Condition {
        private long from;
        private long found;

        Search(long found) {
            this.found = found;
        }

        @Override
        public boolean isMet() {
            // Between our name in the wait cell and the look at the cells, whose reads are only acquires.
            VarHandle.fullFence();
            found = ring.find();
            return found != from;
        }

        @Override
        public void stillWaiting() {
            ring.probeItems();
        }

        /** Where nothing is half done and nothing is held, no death changes anything for one who waits for items. */
        @Override
        public boolean watches() {
            return found == QueueRing.UNSETTLED || ring.holds.wereEver();
        }
    }

    private final class Room implements Waits.Condition {
        @Override
        public boolean isMet() {
            VarHandle.fullFence();
            return !ring.puts.isFull();
        }

        @Override
        public void stillWaiting() {
            ring.puts.probeRoom();
        }

        /** An item that nobody has taken yet makes room in no other way than by being taken. */
        @Override
        public boolean watches() {
            return ring.puts.isBehindAnOwner();
        }
    }
}
