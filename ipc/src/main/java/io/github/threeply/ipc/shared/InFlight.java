package io.github.threeply.ipc.shared;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Users that have closed their memory while handles of theirs are on their way. They keep their slots until the handles
 * have arrived, so that the file is there for them; a thread looks after them as long as there are some.
 *
 * <p>A handle that never arrives, because nobody reads it, keeps its file until this process ends.
 */
final class InFlight {
    private static final long LOOK_MILLIS = 100;
    private static final List<MemoryEnd> WAITING = new ArrayList<>(); // guarded by itself
    private static @Nullable Thread watcher; // guarded by WAITING

    private InFlight() {}

    /** Has a user leave as soon as its handles have arrived. */
    static void finishLater(MemoryEnd end) {
        synchronized (WAITING) {
            WAITING.add(end);
            if (watcher == null) {
                Thread thread = new Thread(null, InFlight::watch, "threeply-in-flight", 0, false);
                thread.setContextClassLoader(null);
                thread.setDaemon(true);
                thread.start(); // first: if the system has no thread for us, the next one must try again
                watcher = thread;
            }
        }
    }

    private static boolean isWaitedFor(MemoryEnd end) {
        try {
            return end.hasInFlight();
        } catch (SharedMemoryException | SharedMemoryClosedException e) {
            return false; // it was cut, or left as this JVM exits
        }
    }

    private static void watch() {
        try {
            watchAll();
        } finally {
            forget(); // for whatever reason it ends: the next one then begins anew
        }
    }

    private static void forget() {
        synchronized (WAITING) {
            if (Thread.currentThread().equals(watcher)) {
                watcher = null;
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // this very thread is the watcher, or another
    private static void watchAll() {
        while (true) {
            List<MemoryEnd> arrived = new ArrayList<>();
            synchronized (WAITING) {
                for (MemoryEnd end : WAITING) {
                    if (!isWaitedFor(end)) {
                        arrived.add(end);
                    }
                }
                WAITING.removeAll(arrived);
                if (WAITING.isEmpty()) {
                    watcher = null;
                }
            }
            for (MemoryEnd end : arrived) {
                try {
                    end.finish();
                } catch (RuntimeException | InternalError e) {
                    System.getLogger(InFlight.class.getName())
                            .log(System.Logger.Level.WARNING, "A memory could not be left", e);
                }
            }
            synchronized (WAITING) {
                if (watcher != Thread.currentThread()) {
                    return;
                }
                try {
                    WAITING.wait(LOOK_MILLIS);
                } catch (InterruptedException e) {
                    // Nobody interrupts it for a reason; it ends with its work.
                }
            }
        }
    }
}
