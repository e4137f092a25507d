package io.github.threeply.ipc.process;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Starts worker processes. */
final class WorkerLauncher {
    private WorkerLauncher() {}

    /**
     * Starts a worker and returns at once; the worker needs some tens of milliseconds until it runs its entry.
     *
     * @throws WorkerStartException if it cannot be started; nothing is left of it
     */
    static WorkerHandle launch(WorkerSpec spec) {
        LiveWorkers.prepare(spec.name());
        JavaCommand command = null;
        Process process;
        try {
            command = new JavaCommand(spec);
            ProcessBuilder builder = new ProcessBuilder(command.line);
            Map<String, String> environment = builder.environment();
            WorkerEnvironment.prepare(environment, spec.environment());
            WorkerDepth.descend(spec.name(), spec.maxDepth(), environment);
            process = builder.start();
        } catch (IOException e) {
            cleanUp(command);
            throw new WorkerStartException(spec.name(), "the system refused it: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            cleanUp(command);
            throw e;
        }
        WorkerHandle handle = new WorkerHandle(spec, command, process);
        try {
            handle.begin();
        } catch (OutOfMemoryError e) {
            handle.kill(); // no thread could be started, and a worker that nobody watches must not live
            handle.awaitEnd();
            throw new WorkerStartException(spec.name(), "this JVM could not start a thread for it", e);
        }
        return handle;
    }

    private static void cleanUp(@Nullable JavaCommand command) {
        if (command != null) {
            command.cleanUp();
        }
    }
}
