package io.github.threeply.core;

import static java.util.Objects.requireNonNull;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * An event as a chain of one-shot epochs. A waiter holds on to the epoch that it found, so a later {@code clear}, which
 * only installs a fresh epoch for later waiters, cannot take its release away.
 */
final class LatchEvent implements Event {

    /** From one clear to the next: a latch, and the actions that wait for it. */
    private static final class Epoch {
        final CountDownLatch latch = new CountDownLatch(1);
        final Queue<Waiting> actions = new ConcurrentLinkedQueue<>();

        boolean isSet() {
            return latch.getCount() == 0;
        }

        /** Runs what waits. A {@code poll} hands each action to one thread only, so any number may call this. */
        void runActions() {
            Error first = null;
            for (Waiting waiting = actions.poll(); waiting != null; waiting = actions.poll()) {
                first = waiting.run(first);
            }
            if (first != null) {
                throw first;
            }
        }
    }

    /** One registration: an object of its own, so that the same action may be registered twice and cancelled once. */
    private static final class Waiting implements Registration {
        private final Epoch epoch;
        private final Runnable action;

        Waiting(Epoch epoch, Runnable action) {
            this.epoch = epoch;
            this.action = action;
        }

        /** Returns the error to throw in the end. */
        @SuppressWarnings("ReferenceEquality") // only itself an error cannot suppress
        @Nullable
        Error run(@Nullable Error first) {
            try {
                action.run();
            } catch (Exception e) { // not only unchecked ones: other languages throw any
                System.getLogger(Event.class.getName()).log(Level.WARNING, "An action of Event.onSet failed", e);
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
            epoch.actions.remove(this);
        }
    }

    private final AtomicReference<Epoch> current = new AtomicReference<>(new Epoch());

    @Override
    public void set() {
        Epoch epoch = current.get();
        epoch.latch.countDown();
        epoch.runActions();
    }

    @Override
    public void clear() {
        Epoch epoch = current.get();
        if (epoch.isSet()) {
            // Lost only to another clear, which has done what this one would.
            current.compareAndSet(epoch, new Epoch());
        }
    }

    @Override
    public boolean isSet() {
        return current.get().isSet();
    }

    @Override
    public void await() throws InterruptedException {
        current.get().latch.await();
    }

    @Override
    public boolean tryAwait(Duration limit) throws InterruptedException {
        return current.get().latch.await(Limits.nanos(limit), TimeUnit.NANOSECONDS);
    }

    @Override
    public Registration onSet(Runnable action) {
        requireNonNull(action, "action");
        Epoch epoch = current.get();
        Waiting waiting = new Waiting(epoch, action);
        epoch.actions.add(waiting);
        // A set may have run its actions between our look and our add, or be about to: who takes this one out of the
        // queue runs it. So it runs here or in set(), on no third thread, and once.
        if (epoch.isSet() && epoch.actions.remove(waiting)) {
            Error error = waiting.run(null);
            if (error != null) {
                throw error;
            }
        }
        return waiting;
    }

    @Override
    public String toString() {
        return "Event[" + (isSet() ? "set" : "not set") + "]";
    }
}
