package io.github.threeply.ipc.process;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The thread dump of one worker that somebody has asked for: one at a time, for all who ask before it has come. */
final class AskedDump {
    /** Stands in the frames, where there is a number of a task else, so that the two are told apart. */
    static final int AUX = 1;

    private final PoolCore pool;
    private final WorkerLink link;
    private @Nullable CompletableFuture<String> asked; // under the monitor of this
    private @Nullable WorkerExit end; // likewise

    AskedDump(PoolCore pool, WorkerLink link) {
        this.pool = pool;
        this.link = link;
    }

    /** A future of the caller's own, so that to cancel it takes nothing from others. */
    CompletableFuture<String> ask() {
        CompletableFuture<String> future;
        synchronized (this) {
            WorkerExit how = end;
            if (how != null) {
                return CompletableFuture.failedFuture(noneAfter(how));
            }
            future = asked;
            if (future != null) {
                return future.copy();
            }
            future = new CompletableFuture<>();
            asked = future;
        }
        CompletableFuture<String> copy = future.copy(); // first: what comes at once must find it
        boolean posted = false;
        try {
            link.postLater(FrameType.DUMP, AUX);
            posted = true;
        } finally {
            if (!posted) { // or who asks later would wait for what was never asked
                synchronized (this) {
                    asked = null;
                }
            }
        }
        return copy;
    }

    /** The worker's answer; nothing is done with one that nobody asked for. */
    void came(String text) {
        CompletableFuture<String> future;
        synchronized (this) {
            future = asked;
            asked = null;
        }
        if (future != null) {
            elsewhere(() -> future.complete(text));
        }
    }

    /** The worker is gone. */
    void ended(WorkerExit how) {
        CompletableFuture<String> future;
        synchronized (this) {
            end = how;
            future = asked;
            asked = null;
        }
        if (future != null) {
            elsewhere(() -> future.completeExceptionally(noneAfter(how)));
        }
    }

    /** What depends on it is the user's code, and may block. Not with the callbacks, all of which may be what hangs. */
    private void elsewhere(Runnable completion) {
        try {
            pool.threads().help(completion);
        } catch (OutOfMemoryError e) {
            completion.run(); // no thread; whoever waits for it must have it all the same
        }
    }

    private static IllegalStateException noneAfter(WorkerExit how) {
        return new IllegalStateException("no thread dump: " + how);
    }
}
