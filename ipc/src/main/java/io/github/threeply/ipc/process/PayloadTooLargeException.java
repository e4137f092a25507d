package io.github.threeply.ipc.process;

/**
 * A task, an argument or a result is larger than the pool lets through one pipe. That task alone fails. Raise
 * {@link WorkerProcessPoolBuilder#maxPayload}, or pass large data by reference: a file's name and range, or a handle of
 * shared memory.
 */
public final class PayloadTooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long size;
    private final long limit;

    PayloadTooLargeException(String message, long size, long limit) {
        super(message);
        this.size = size;
        this.limit = limit;
    }

    static PayloadTooLargeException of(String what, long size, long limit) {
        return new PayloadTooLargeException(
                what + " takes at least " + size + " bytes, and the limit is " + limit
                        + ": raise maxPayload, or pass large data by reference",
                size,
                limit);
    }

    /**
     * Returns how large it was when it was given up.
     *
     * @return bytes, at least
     */
    public long size() {
        return size;
    }

    /**
     * Returns the limit.
     *
     * @return bytes
     */
    public long limit() {
        return limit;
    }
}
