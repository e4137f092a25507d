package io.github.threeply.ipc.shared;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks whether a thread of this process has ended while it held something that other processes wait for: they cannot
 * see that themselves. One thread does this for all locks; it looks often while something is held, and rarely otherwise.
 * It ends with the last memory.
 */
final class EndedThreads implements Runnable {
    /** Something that threads hold. */
    interface Watched {
        /** Tells whether somebody holds it now; a guess. */
        boolean isInUse();

        /** Tells whether it needs no watch any more. */
        boolean isOver();

        /** Finds threads that have ended, and takes from them what they held. */
        void look();
    }

    private static final EndedThreads ALL = new EndedThreads();
    private static final long BUSY_MILLIS = 25;
    private static final long IDLE_MILLIS = 200;

    // Guarded by this. Weak, because whoever forgets a memory does not close it.
    private final List<WeakReference<Watched>> watched = new ArrayList<>();
    private @Nullable Thread thread;

    private EndedThreads() {}

    static void watch(Watched one) {
        ALL.add(one);
    }

    private synchronized void add(Watched one) {
        watched.add(new WeakReference<>(one));
        if (thread == null) {
            Thread started = new Thread(null, this, "threeply-ended-threads", 0, false);
            started.setDaemon(true);
            started.setContextClassLoader(null);
            started.start();
            thread = started;
        }
    }

    @Override
    public void run() {
        try {
            watchAll();
        } finally {
            forget(); // for whatever reason it ends: the next memory then begins anew
        }
    }

    private synchronized void forget() {
        if (Thread.currentThread().equals(thread)) {
            thread = null;
        }
    }

    private void watchAll() {
        List<Watched> present = new ArrayList<>();
        while (collect(present)) {
            boolean inUse = false;
            for (Watched one : present) {
                inUse |= one.isInUse();
                look(one);
            }
            present.clear(); // or the list would keep them while we sleep
            sleep(inUse ? BUSY_MILLIS : IDLE_MILLIS);
        }
    }

    /** Lists what is to be watched. Returns false if there is nothing, and then this thread must end. */
    private synchronized boolean collect(List<Watched> present) {
        watched.removeIf(reference -> {
            Watched one = reference.get();
            if (one == null || one.isOver()) {
                return true;
            }
            present.add(one);
            return false;
        });
        if (watched.isEmpty()) {
            thread = null;
            return false;
        }
        return true;
    }

    private static void look(Watched one) {
        try {
            one.look();
        } catch (SharedMemoryClosedException | SharedMemoryException e) {
            // Closed or lost since we looked. Then there is nothing that others could wait for.
            log(System.Logger.Level.TRACE, "A memory went away under the watch of its threads", e);
        } catch (RuntimeException | InternalError e) { // the latter may be the late news of a file that was cut
            log(System.Logger.Level.WARNING, "Cannot find out whether threads of a memory have ended", e);
        }
    }

    private static void log(System.Logger.Level level, String message, Throwable e) {
        System.getLogger(EndedThreads.class.getName()).log(level, message, e);
    }

    private static void sleep(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            // Nobody has a reason to interrupt this thread, and it must not end while there are locks.
        }
    }
}
