package io.github.threeply.ipc.shared;

import io.github.threeply.core.Event;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The actions that this process has registered with an event, and the thread that runs them when another process sets it.
 * The thread is there as long as there are actions.
 *
 * <p>Each action knows what number of changes it found, an even one; it is due as soon as there are more.
 */
final class EventActions {
    private final String name;
    private final EventWord word;
    private final Set<Waiting> waiting = new LinkedHashSet<>(); // guarded by this
    private @Nullable Thread watcher; // guarded by this

    EventActions(String name, EventWord word) {
        this.name = name;
        this.word = word;
    }

    /** One registration: an object of its own, so that the same action may be registered twice and cancelled once. */
    private final class Waiting implements Event.Registration {
        private final Runnable action;
        private final long seen;
        private final AtomicBoolean over = new AtomicBoolean();

        Waiting(Runnable action, long seen) {
            this.action = action;
            this.seen = seen;
        }

        /** Returns the error to throw in the end. */
        @SuppressWarnings("ReferenceEquality") // only itself an error cannot suppress
        @Nullable
        Error run(@Nullable Error first) {
            if (!over.compareAndSet(false, true)) {
                return first;
            }
            try {
                action.run();
            } catch (Exception e) { // not only unchecked ones: other languages throw any
                log("An action of Event.onSet failed", e);
            } catch (Error e) {
                if (first == null) {
                    return e;
                }
                if (first != e) {
                    first.addSuppressed(e);
                }
            }
            return first;
        }

        @Override
        public void cancel() {
            if (over.compareAndSet(false, true) && remove(this)) {
                word.wake(); // so that the watcher sees that nothing is left
            }
        }
    }

    /** Actions to run, each unless it is cancelled before. */
    static final class Batch {
        private final List<Waiting> actions = new ArrayList<>();

        /** Runs them all, and then throws the first error of any. */
        void run() {
            Error first = null;
            for (Waiting action : actions) {
                first = action.run(first);
            }
            if (first != null) {
                throw first;
            }
        }
    }

    Event.Registration register(Runnable action) {
        long seen = word.changes();
        Waiting registration = new Waiting(action, seen);
        if (!EventWord.isSet(seen)) {
            add(registration);
            // A set between our look and our add may have found nothing to run.
            if (word.changes() == seen || !remove(registration)) {
                return registration;
            }
        }
        Error error = registration.run(null);
        if (error != null) {
            throw error;
        }
        return registration;
    }

    /** Takes those that a set after so many changes makes due. */
    Batch takeUpTo(long changes) {
        return take(action -> action.seen <= changes);
    }

    /** Takes those that are due after so many changes. */
    Batch takeBefore(long changes) {
        return take(action -> action.seen < changes);
    }

    private synchronized Batch take(Predicate<Waiting> which) {
        Batch taken = new Batch();
        for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
            Waiting action = all.next();
            if (which.test(action)) {
                taken.actions.add(action);
                all.remove();
            }
        }
        return taken;
    }

    private synchronized void add(Waiting registration) {
        if (watcher == null) {
            // Without the thread-locals of whoever came first, which it would keep.
            Thread thread = new Thread(null, this::watch, "shared-event-" + name, 0, false);
            thread.setDaemon(true);
            thread.start(); // it looks when we are done here
            watcher = thread;
        }
        waiting.add(registration);
    }

    private synchronized boolean remove(Waiting registration) {
        return waiting.remove(registration);
    }

    private synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    private synchronized boolean endIfEmpty() {
        if (waiting.isEmpty()) {
            watcher = null;
        }
        return watcher == null;
    }

    private void watch() {
        try {
            while (!endIfEmpty()) {
                long seen = word.changes();
                Batch due = takeBefore(seen);
                if (!due.actions.isEmpty()) {
                    runHere(due);
                    Thread.interrupted(); // an action's own affair
                } else {
                    Waits.Condition changed = word.changed(seen);
                    word.waits().awaitUninterruptibly(word.cell(), new Unwatched(() -> changed.isMet() || isEmpty()));
                }
            }
        } catch (SharedMemoryClosedException e) {
            dropAll();
        } catch (RuntimeException | Error e) {
            log("The actions of shared event \"" + name + "\" wait no longer", e);
            dropAll();
        }
    }

    private void runHere(Batch due) {
        try {
            due.run();
        } catch (Error e) {
            log("An action of Event.onSet failed", e);
        }
    }

    private synchronized void dropAll() {
        waiting.clear();
        watcher = null;
    }

    private static void log(String what, Throwable e) {
        System.getLogger(SharedEvent.class.getName()).log(Level.WARNING, what, e);
    }
}
