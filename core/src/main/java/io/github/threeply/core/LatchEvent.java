package io.github.threeply.core;

import static java.util.Objects.requireNonNull;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * An event as a chain of one-shot epochs. A waiter holds on to the epoch that it found, so a later {@code clear}, which
 * only installs a fresh epoch for later waiters, cannot take its release away.
 */
final class LatchEvent implements Event {

    /** From one clear to the next: a latch, and the actions that wait for it. */
    private static final class Epoch {
        final CountDownLatch latch = new CountDownLatch(1);
        final Queue<Runnable> actions = new ConcurrentLinkedQueue<>();

        boolean isSet() {
            return latch.getCount() == 0;
        }

        /** Runs what waits. A {@code poll} hands each action to one thread only, so any number may call this. */
        void runActions() {
            for (Runnable action = actions.poll(); action != null; action = actions.poll()) {
                try {
                    action.run();
                } catch (RuntimeException e) {
                    System.getLogger(Event.class.getName()).log(Level.WARNING, "An action of Event.onSet failed", e);
                }
            }
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
        // A wrapper of its own, so that the same action may be registered twice and cancelled once.
        @SuppressWarnings("UnnecessaryMethodReference")
        Runnable once = action::run;
        epoch.actions.add(once);
        // The set may have run its actions between our look and our add: the queue decides who runs this one.
        if (epoch.isSet()) {
            epoch.runActions();
        }
        return () -> epoch.actions.remove(once);
    }

    @Override
    public String toString() {
        return "Event[" + (isSet() ? "set" : "not set") + "]";
    }
}
