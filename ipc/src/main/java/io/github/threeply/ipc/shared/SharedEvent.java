package io.github.threeply.ipc.shared;

import io.github.threeply.core.Event;

/**
 * An {@link Event} in a {@link SharedMemory}: a flag that the threads of all processes set, clear and wait for.
 *
 * <p>What {@code Event} says holds for the threads of all processes: who was there at a {@link #set} is released, even if a
 * {@link #clear} follows at once, and whoever does either.
 *
 * <p><b>{@link #onSet}.</b> An action stays in the process that registered it. If a thread of that process sets the event,
 * through the same {@code SharedMemory}, it runs there, as in every event. If another process does, the action runs on a
 * daemon thread, one for each event, that waits as long as there are actions; an {@link Error} of an action ends in the
 * log then. If the memory is closed before, the actions do not run.
 *
 * <p><b>Death.</b> A process that is killed has set the event, or has not: who waits sees it at the end of a
 * sleep at the latest (see {@linkplain io.github.threeply.ipc.shared the package}) if it was killed before it could wake anybody. Nobody waits for one who waited.
 *
 * <p><b>Errors.</b> Every operation can throw {@link SharedMemoryClosedException}, also while it waits, and
 * {@link SharedStateLostException}.
 */
public interface SharedEvent extends Event, SharedObject {

    /** Waits until the event is set. An interrupt does not end the wait, and is kept. */
    void awaitUninterruptibly();
}
