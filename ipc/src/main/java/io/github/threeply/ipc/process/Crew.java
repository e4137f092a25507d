package io.github.threeply.ipc.process;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who works in a pool: which places have a worker, which workers get tasks, which stand by, and which are to go.
 *
 * <p>There are so many posts. A worker that is ready takes a free post, and gets tasks; else it stands by as a spare, and
 * takes the first post that becomes free. A post is free when its worker has died or has ended its last task, so there are
 * never more workers with tasks than posts. A worker that is to be replaced as planned keeps its post until a spare is
 * ready; where there are no spares, one place more than posts makes that possible.
 *
 * <p>All is decided under the monitor of this; whatever follows from it, the start of threads and the sending of tasks,
 * is done after the monitor was left.
 */
final class Crew {
    /**
     * So long the next spare's start waits: its boot would take the processor from the first task of the spare that has
     * just taken a post.
     */
    private static final long SPARE_PAUSE_NANOS = 20_000_000;

    private enum Phase {
        /** No thread, no process. */
        FREE,
        /** Has a thread; its process boots, or is about to be started. */
        STARTING,
        /** Ready, without a post. */
        SPARE,
        /** Has a post and gets tasks. */
        WORKING,
        /** Has a post until it has ended what it runs, and gets no more. */
        RETIRING,
        /** Has no tasks and gets none; its process ends, or has ended. */
        GONE
    }

    private static final class Place {
        private final WorkerSlot slot;
        private Phase phase = Phase.FREE;
        private boolean reliefWanted; // another is to boot, because this one will have to go soon
        private @Nullable String due; // why it goes as soon as there is a spare

        Place(WorkerSlot slot) {
            this.slot = slot;
        }
    }

    private final PoolCore pool;
    private final List<Place> places = new ArrayList<>();
    private final int most;
    private final int spares;
    private final int atLeast;

    // Under the monitor of this.
    private int posts;
    private int taken;
    private int threads;
    private boolean hiring = true;
    private boolean closed;

    private volatile boolean shrunk;

    Crew(PoolCore pool, WorkerSlot[] slots) {
        this.pool = pool;
        for (WorkerSlot slot : slots) {
            places.add(new Place(slot));
        }
        PoolSettings settings = pool.settings();
        most = settings.workers();
        spares = settings.life().spares();
        Recycling.Rules rules = settings.life().recycling();
        atLeast = Math.min(most, rules.keepIdle());
        posts = most;
    }

    /** How many places a pool needs. */
    static int placesFor(PoolSettings settings) {
        int spares = settings.life().spares();
        boolean replaces = settings.life().recycling().replaces();
        return Math.addExact(settings.workers(), spares == 0 && replaces ? 1 : spares);
    }

    // Hiring.

    /** Starts as many workers as are missing. */
    void hire() {
        List<Place> started = new ArrayList<>();
        synchronized (this) {
            if (hiring) {
                for (Place place : places) {
                    if (place.phase == Phase.FREE && missing()) {
                        place.phase = Phase.STARTING;
                        threads++;
                        started.add(place);
                    }
                }
            }
        }
        for (Place place : started) {
            startThread(place);
        }
    }

    private void startThread(Place place) {
        WorkerSlot slot = place.slot;
        try {
            Thread thread = new Thread(null, slot, slot.name(), 0, false);
            thread.setDaemon(true);
            thread.start();
        } catch (OutOfMemoryError e) {
            slot.failed(new WorkerStartException(slot.name(), "this JVM could not start a thread for it", e));
            synchronized (this) {
                place.phase = Phase.GONE; // not to be tried again at once
            }
            var unused = pool.threads().after(Math.max(slot.pauseNanos(), 1_000_000), () -> slotEnded(slot));
        }
    }

    /** Whether there are fewer workers than wanted, those that must go soon not counted. */
    private boolean missing() {
        int counted = 0;
        for (Place place : places) {
            switch (place.phase) {
                case STARTING, SPARE -> counted++;
                case WORKING -> counted += place.reliefWanted ? 0 : 1;
                default -> {}
            }
        }
        // Spares boot when those have booted who are needed now.
        return counted < posts || (taken == posts && counted < posts + spares);
    }

    /** How long the start of a worker is to wait that is not needed now. */
    synchronized long spareStartPauseNanos() {
        return taken == posts && hiring ? SPARE_PAUSE_NANOS : 0;
    }

    /** The worker of this slot has ended. True if the slot's thread shall start another. */
    synchronized boolean needsAnother(WorkerSlot slot) {
        Place place = placeOf(slot);
        freePost(place);
        place.phase = Phase.GONE;
        place.due = null;
        place.reliefWanted = false;
        boolean another = hiring && missing();
        if (another) {
            place.phase = Phase.STARTING;
        }
        return another;
    }

    /** The slot's thread ends. */
    void slotEnded(WorkerSlot slot) {
        boolean last;
        synchronized (this) {
            Place place = placeOf(slot);
            freePost(place);
            place.phase = Phase.FREE;
            threads--;
            last = closed && threads == 0;
        }
        if (last) {
            pool.allEnded();
        } else {
            hire(); // somebody may have looked for a free place a moment ago
            promote();
        }
    }

    /** No worker is started any more; those that are there go on. */
    synchronized void stopHiring() {
        hiring = false;
    }

    /** No worker is wanted any more: all have been told to end. */
    void close() {
        boolean none;
        synchronized (this) {
            hiring = false;
            none = !closed && threads == 0;
            closed = true;
        }
        if (none) {
            pool.allEnded();
        }
    }

    // Posts.

    /** A worker has booted. */
    void ready(WorkerLink link) {
        synchronized (this) {
            Place place = placeOf(link);
            if (place == null || place.phase != Phase.STARTING) {
                return;
            }
            place.phase = Phase.SPARE;
        }
        promote();
    }

    /** A worker has no tasks any more and gets none, or is dead. May be told more than once. */
    void left(WorkerLink link) {
        synchronized (this) {
            Place place = placeOf(link);
            if (place == null || place.phase == Phase.GONE || place.phase == Phase.FREE) {
                return;
            }
            freePost(place);
            place.phase = Phase.GONE;
        }
        promote();
    }

    private void freePost(Place place) {
        if (place.phase == Phase.WORKING || place.phase == Phase.RETIRING) {
            taken--;
        }
    }

    /** Gives free posts to spares, and lets those go who waited for a spare. */
    private void promote() {
        List<WorkerLink> begin = new ArrayList<>();
        List<WorkerLink> standBy = new ArrayList<>();
        Farewell retires = null;
        synchronized (this) {
            for (Place place : places) {
                WorkerLink link = place.slot.link();
                if (place.phase == Phase.SPARE && link != null) {
                    if (taken < posts) {
                        place.phase = Phase.WORKING;
                        taken++;
                        begin.add(link);
                    } else {
                        standBy.add(link);
                    }
                }
            }
            if (!standBy.isEmpty()) {
                retires = firstDue(standBy.size());
            }
        }
        for (WorkerLink link : begin) {
            link.beginWork();
        }
        for (WorkerLink link : standBy) {
            link.standBy();
        }
        if (retires != null) {
            retires.link().retire(retires.reason());
        }
        if (!begin.isEmpty()) {
            hire(); // now the spares
        }
    }

    /** A worker that is to go, and why. */
    private record Farewell(WorkerLink link, String reason) {}

    /** Of those who are due, one that has nothing to do, or any if there is a spare that no other waits for. */
    private @Nullable Farewell firstDue(int spare) {
        int unclaimed = spare;
        for (Place place : places) {
            if (place.due != null && place.phase == Phase.RETIRING) {
                unclaimed--;
            }
        }
        for (Place place : places) {
            WorkerLink link = place.slot.link();
            String reason = place.due;
            if (reason != null && link != null && place.phase == Phase.WORKING && (unclaimed > 0 || link.isIdle())) {
                place.phase = Phase.RETIRING;
                return new Farewell(link, reason);
            }
        }
        return null;
    }

    // Planned ends.

    /** The worker will have to go soon, by itself: another shall boot, so that it is there then. */
    void reliefWanted(WorkerLink link) {
        synchronized (this) {
            Place place = placeOf(link);
            if (place == null || place.phase != Phase.WORKING || place.reliefWanted) {
                return;
            }
            place.reliefWanted = true;
        }
        hire();
    }

    /** The worker is too old, or too large: it shall go as soon as another is ready in its place. */
    void due(WorkerLink link, String reason) {
        boolean spare;
        synchronized (this) {
            Place place = placeOf(link);
            if (place == null || place.due != null) {
                return;
            }
            spare = place.phase == Phase.SPARE;
            if (spare) {
                place.phase = Phase.GONE;
            } else if (place.phase != Phase.WORKING) {
                return;
            }
            place.due = reason;
            place.reliefWanted = true;
        }
        if (spare) {
            link.retire(reason);
        } else {
            hire();
            promote();
        }
    }

    /** The worker has had nothing to do for long: its post is given up, if there are enough others. */
    void idleForLong(WorkerLink link) {
        synchronized (this) {
            Place place = placeOf(link);
            if (place == null || place.phase != Phase.WORKING || posts <= atLeast || !link.isIdle()) {
                return;
            }
            posts--;
            place.phase = Phase.RETIRING;
            shrunk = true;
        }
        link.retire("it has had nothing to do for long");
        // Paired with demand, which is called after a job was put into the queue: either that saw the worker in its
        // post, before its retirement, and then this sees the job; or it saw that there are fewer posts.
        if (pool.queued() > 0) {
            demand();
        }
    }

    /** Whether posts were given up. */
    boolean isShrunk() {
        return shrunk;
    }

    /** A job waits and no worker is idle: opens a post again, if one was given up. */
    void demand() {
        synchronized (this) {
            if (posts >= most) {
                return;
            }
            posts++;
            shrunk = posts < most;
        }
        promote();
        hire();
    }

    private Place placeOf(WorkerSlot slot) {
        for (Place place : places) {
            if (place.slot.equals(slot)) {
                return place;
            }
        }
        throw new AssertionError("no place for " + slot.name());
    }

    private @Nullable Place placeOf(WorkerLink link) {
        for (Place place : places) {
            if (link.equals(place.slot.link())) {
                return place;
            }
        }
        return null;
    }
}
