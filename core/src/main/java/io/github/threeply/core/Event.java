package io.github.threeply.core;

import java.time.Duration;

/**
 * A flag that threads can wait for.
 *
 * <p>{@link #set} is sticky until {@link #clear}. A thread that waits when the event is set is released, even if
 * {@code clear} follows before that thread has run again: no set is missed by those who were there.
 *
 * <p><b>Memory consistency effects.</b> Actions before {@link #set} <i>happen-before</i> a return of {@link #await()},
 * a {@code true} from {@link #tryAwait} or {@link #isSet}, and the actions given to {@link #onSet}, that see that set.
 */
public interface Event {

    /**
     * Makes an event for the threads of this JVM. It is not set.
     *
     * @return the event
     */
    static Event create() {
        return new LatchEvent();
    }

    /**
     * Sets the event, releases all who wait, and runs the actions of {@link #onSet} on this thread. Has no effect if it
     * is set already.
     */
    void set();

    /** Clears the event. Those who already waited when it was set are released all the same. */
    void clear();

    /**
     * Tells whether the event is set now.
     *
     * @return whether it is set
     */
    boolean isSet();

    /**
     * Waits until the event is set.
     *
     * @throws InterruptedException if the thread is interrupted before or while it waits
     */
    void await() throws InterruptedException;

    /**
     * Waits until the event is set, at most for {@code limit}.
     *
     * @param limit how long to wait at most; zero or less only looks
     * @return whether the event was set in time
     * @throws InterruptedException if the thread is interrupted before or while it waits
     */
    boolean tryAwait(Duration limit) throws InterruptedException;

    /**
     * Runs an action once: now, on this thread, if the event is set; else at the next {@link #set}, on the thread that
     * sets. An exception of the action is logged, and neither reaches {@code set} nor stops other actions; an
     * {@link Error} is thrown there once the others have run. The action should be short: it delays whoever sets the
     * event.
     *
     * @param action what to do
     * @return the means to take the action back
     */
    Registration onSet(Runnable action);

    /** An action that waits for an event. */
    @FunctionalInterface
    interface Registration {

        /** Takes the action back. Has no effect if it has run, runs now, or was taken back before. */
        void cancel();
    }
}
