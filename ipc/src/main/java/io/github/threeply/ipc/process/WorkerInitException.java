package io.github.threeply.ipc.process;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The pool's initializer failed in a new worker. The cause is what it threw. */
public final class WorkerInitException extends WorkerStartException {
    @Serial
    private static final long serialVersionUID = 1L;

    WorkerInitException(String workerName, @Nullable Throwable cause) {
        super(workerName, "its initializer failed: " + cause, cause);
    }
}
