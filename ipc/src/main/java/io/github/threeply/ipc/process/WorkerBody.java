package io.github.threeply.ipc.process;

import java.io.Serializable;

/**
 * What a {@link WorkerProcess} runs: a piece of work that can travel and that talks to its parent.
 *
 * <p>A lambda or method reference given where a {@code WorkerBody} is expected is serializable, and so must be all that it
 * captures.
 */
@FunctionalInterface
public interface WorkerBody extends Serializable {

    /**
     * Runs in the worker process, on its main thread. When it returns, the connection is closed and the process ends with
     * code 0, whatever other threads it started. If it throws, the stack trace is printed, the connection fails for the
     * parent and the process ends with code 70.
     *
     * @param connection leads to the parent
     * @throws Exception if the work fails
     */
    void run(Connection connection) throws Exception;
}
