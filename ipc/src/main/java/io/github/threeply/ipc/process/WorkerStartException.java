package io.github.threeply.ipc.process;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a worker process cannot be started. The message names the reason and, where a setting helps, the setting.
 *
 * <p>It says nothing about the work that the worker was to do: none of it was begun.
 */
public class WorkerStartException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String workerName;

    /**
     * Makes the exception.
     *
     * @param workerName the name of the worker that was not started
     * @param message what happened and what to do
     * @param cause what the JDK said, or {@code null}
     */
    public WorkerStartException(String workerName, String message, @Nullable Throwable cause) {
        super(workerName + " was not started: " + message, cause);
        this.workerName = workerName;
    }

    /**
     * Returns the name of the worker that was not started.
     *
     * @return the name
     */
    public String workerName() {
        return workerName;
    }
}
