package io.github.threeply.ipc.process;

import static java.util.Objects.requireNonNull;

import java.util.OptionalLong;

/**
 * What a worker of a pool did when it was looked at.
 *
 * @param name the worker's name, which a replacement takes over
 * @param pid its process id
 * @param state what it did
 * @param currentTask the number of the task that runs in it, if one does
 */
public record WorkerStatus(String name, long pid, State state, OptionalLong currentTask) {

    /**
     * Makes the record.
     *
     * @param name the worker's name
     * @param pid its process id
     * @param state what it did
     * @param currentTask the number of the task that runs in it
     */
    public WorkerStatus {
        requireNonNull(name, "name");
        requireNonNull(state, "state");
        requireNonNull(currentTask, "currentTask");
    }

    /** What a worker does. */
    public enum State {
        /** It boots, or runs the initializer. */
        STARTING,
        /** It waits for a task. */
        IDLE,
        /** It is ready, and stands by: it gets tasks when another worker has gone. */
        SPARE,
        /** It has tasks. */
        BUSY,
        /** It ends. */
        ENDING
    }
}
