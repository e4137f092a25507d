package io.github.threeply.ipc.process;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/**
 * A task that a pool refuses to run because it killed its worker again and again.
 *
 * @param key what the task is known by: the {@linkplain TaskOptions#key key} of its options, or its code with a number
 *     made of its encoded values
 * @param deaths how the workers ended, the first one first
 * @param left how long it is still refused
 * @see WorkerProcessPool#quarantined
 */
public record QuarantinedTask(String key, List<WorkerExit> deaths, Duration left) {

    /**
     * Makes the record.
     *
     * @param key what the task is known by
     * @param deaths how the workers ended
     * @param left how long it is still refused
     */
    public QuarantinedTask {
        requireNonNull(key, "key");
        requireNonNull(left, "left");
        deaths = List.copyOf(deaths);
    }
}
