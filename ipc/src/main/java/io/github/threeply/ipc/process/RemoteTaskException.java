package io.github.threeply.ipc.process;

import org.jspecify.annotations.Nullable;

/**
 * Stands for an exception of a task that could not be rebuilt in this process: its class is not on the allow-list or not
 * known here, it holds something that cannot be serialized, or it is an {@link Error}, which was the worker's and is not
 * this process's. Its stack trace is the one from the worker; causes and suppressed exceptions are of this type too.
 *
 * <p>To get the original, allow its class or package: {@code WorkerProcessPool.builder().allow("com.example")}.
 */
public final class RemoteTaskException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String remoteClassName;
    private final @Nullable String remoteMessage;
    private final String workerName;

    RemoteTaskException(
            String remoteClassName,
            @Nullable String remoteMessage,
            String workerName,
            @Nullable RemoteTaskException cause) {
        super(
                remoteClassName + (remoteMessage == null ? "" : ": " + remoteMessage) + " [in " + workerName + "]",
                cause);
        this.remoteClassName = remoteClassName;
        this.remoteMessage = remoteMessage;
        this.workerName = workerName;
    }

    /**
     * Returns the class of the original exception.
     *
     * @return its name
     */
    public String remoteClassName() {
        return remoteClassName;
    }

    /**
     * Returns the message of the original exception.
     *
     * @return the message, or {@code null} if it had none
     */
    public @Nullable String remoteMessage() {
        return remoteMessage;
    }

    /**
     * Returns the worker in which it was thrown.
     *
     * @return its name and process id
     */
    public String workerName() {
        return workerName;
    }
}
