package io.github.threeply.ipc.process;

import static java.util.Objects.requireNonNull;

/**
 * Which process a {@link PoolListener} is told of.
 *
 * @param name the worker's name, which a replacement takes over
 * @param pid its process id, which the system may give to another process once it has ended
 */
public record WorkerInfo(String name, long pid) {

    /**
     * Makes the record.
     *
     * @param name the worker's name
     * @param pid its process id
     */
    public WorkerInfo {
        requireNonNull(name, "name");
    }

    static WorkerInfo of(WorkerHandle handle) {
        return new WorkerInfo(handle.name(), handle.pid());
    }

    /**
     * Returns name and process id.
     *
     * @return for example {@code pool-worker-3 (pid 4711)}
     */
    @Override
    public String toString() {
        return name + " (pid " + pid + ")";
    }
}
