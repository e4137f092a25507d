package io.github.threeply.ipc.process;

import java.io.Serial;
import java.util.concurrent.RejectedExecutionException;

/**
 * Thrown by a submission for which the pool had no room: see {@link Admission}. The task was not submitted; it may be
 * submitted again.
 */
public class PoolFullException extends RejectedExecutionException {
    @Serial
    private static final long serialVersionUID = 1;

    private final long pendingTasks;
    private final long pendingBytes;

    PoolFullException(String message, long pendingTasks, long pendingBytes) {
        super(message);
        this.pendingTasks = pendingTasks;
        this.pendingBytes = pendingBytes;
    }

    /**
     * Returns how many tasks there were that had not ended.
     *
     * @return the number
     */
    public long pendingTasks() {
        return pendingTasks;
    }

    /**
     * Returns how many bytes they had, encoded; each is rounded up to 16.
     *
     * @return the number
     */
    public long pendingBytes() {
        return pendingBytes;
    }
}
