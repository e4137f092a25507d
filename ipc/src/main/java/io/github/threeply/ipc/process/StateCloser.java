package io.github.threeply.ipc.process;

import java.io.Serializable;

/**
 * Ends what a worker kept for its tasks: see {@link WorkerProcessPoolBuilder#state(Class, io.github.threeply.core.Task,
 * StateCloser)}. It travels to the worker as a task does.
 *
 * @param <S> the type of the state
 */
@FunctionalInterface
public interface StateCloser<S> extends Serializable {

    /**
     * Ends the state. Called once, in the thread that made it and that ran the tasks.
     *
     * @param state what was made at the worker's start
     * @throws Exception what went wrong; the parent logs it
     */
    void close(S state) throws Exception;
}
