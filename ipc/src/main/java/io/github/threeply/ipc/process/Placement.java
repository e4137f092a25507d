package io.github.threeply.ipc.process;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides which worker gets what waits. Holds no state but the places of the workers. */
final class Placement {
    private final JobQueue queue;
    private final WorkerSlot[] slots;
    private final Crew crew;

    Placement(JobQueue queue, WorkerSlot[] slots, Crew crew) {
        this.queue = queue;
        this.slots = slots;
        this.crew = crew;
    }

    /**
     * A job was queued: wakes the worker that has least to do, if one has not two tasks already. If it has, its reader
     * fetches more at its next answer. So the usual submission looks at one word of each worker, which seldom changes.
     */
    void wakeOne() {
        WorkerLink best = null;
        int least = Integer.MAX_VALUE;
        for (WorkerSlot slot : slots) {
            WorkerLink link = slot.link();
            if (link != null && link.isHungry() && link.takesTasks()) {
                int n = link.inFlight();
                if (n < least) {
                    best = link;
                    least = n;
                }
            }
        }
        if (best != null) {
            best.pump();
        }
        if (least > 0 && crew.isShrunk()) {
            crew.demand();
        }
    }

    void wakeAll() {
        for (WorkerSlot slot : slots) {
            WorkerLink link = slot.link();
            if (link != null) {
                link.pump();
            }
        }
    }

    @Nullable
    WorkerLink idleOtherThan(WorkerLink link) {
        for (WorkerSlot slot : slots) {
            WorkerLink other = slot.link();
            if (other != null && other != link && other.isIdle()) {
                return other;
            }
        }
        return null;
    }

    /** A worker has nothing to do: if tasks wait behind others' running ones, some are taken back. */
    void foundIdle(WorkerLink idle) {
        VarHandle.fullFence(); // pairs with wasSent
        if (queue.size() > 0) {
            idle.pump();
            if (!idle.isIdle()) {
                return;
            }
            // The one that was counted is not there yet, or another worker has it: then nobody would look here again.
        }
        WorkerLink fullest = null;
        int most = 0;
        for (WorkerSlot slot : slots) {
            WorkerLink link = slot.link();
            if (link != null && link != idle && link.waiting() > most) {
                fullest = link;
                most = link.waiting();
            }
        }
        if (fullest != null) {
            fullest.giveBack();
        }
    }

    /** Jobs are among those in flight of a worker now. */
    void wasSent(WorkerLink link) {
        VarHandle.fullFence();
        // Paired with foundIdle, which a worker calls after its last task has left its table: one of the two sees the
        // other. Else this job could wait behind a long one for as long as nobody submits another.
        if (link.inFlight() > 1 && idleOtherThan(link) != null) {
            link.giveBack();
        }
    }

    /** The workers of this moment. */
    List<WorkerLink> links() {
        List<WorkerLink> all = new ArrayList<>();
        for (WorkerSlot slot : slots) {
            WorkerLink link = slot.link();
            if (link != null) {
                all.add(link);
            }
        }
        return all;
    }

    List<WorkerStatus> status() {
        List<WorkerStatus> all = new ArrayList<>();
        for (WorkerSlot slot : slots) {
            WorkerLink link = slot.link();
            if (link != null) {
                all.add(link.status());
            }
        }
        return all;
    }
}
