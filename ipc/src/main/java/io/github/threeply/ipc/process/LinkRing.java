package io.github.threeply.ipc.process;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The ring of one worker, from the offer until the file has no name any more. Without one, all goes by the pipe. */
final class LinkRing {
    private final PoolCore pool;
    private final WorkerLink link;
    private final LinkPump pump;
    private final LinkSource source;
    private @Nullable RingFile file; // while it may have a name
    private boolean over;
    private volatile boolean inUse;

    LinkRing(PoolCore pool, WorkerLink link, LinkPump pump, LinkSource source) {
        this.pool = pool;
        this.link = link;
        this.pump = pump;
        this.source = source;
    }

    /** Makes a ring and has the worker use it. Done by a helper: it takes some milliseconds. */
    void offer() {
        pool.threads().help(this::make);
    }

    private void make() {
        byte[] order;
        try {
            order = makeFile();
        } catch (IOException | RuntimeException | LinkageError e) {
            Logging.ringFailed(link + " goes on by its pipe", e);
            return;
        }
        if (order != null) {
            pump.post(FrameType.MAP_RING, order);
        }
    }

    private synchronized byte @Nullable [] makeFile() throws IOException {
        if (over) {
            return null;
        }
        RingFile made = RingFile.make();
        file = made;
        source.offer(made.ring());
        return made.order();
    }

    /** The worker uses it, and so has deleted its name. */
    synchronized void inUse() {
        file = null;
        inUse = true;
    }

    boolean isInUse() {
        return inUse;
    }

    /** The worker does not use it: it could not, or it has ended. */
    synchronized void giveUp(@Nullable String why, @Nullable Throwable failure) {
        over = true;
        RingFile made = file;
        file = null;
        if (made != null) {
            made.delete();
            if (why != null) {
                Logging.ringFailed(link + " goes on by its pipe: " + why, failure);
            }
        }
    }
}
