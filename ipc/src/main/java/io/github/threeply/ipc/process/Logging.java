package io.github.threeply.ipc.process;

/** What the pool logs. */
final class Logging {
    private static final System.Logger LOG = System.getLogger(WorkerProcessPool.class.getName());

    private Logging() {}

    /** Writing to a worker failed for a reason that is not the worker's. */
    static void pumpFailed(WorkerLink worker, Throwable failure) {
        LOG.log(System.Logger.Level.WARNING, "could not go on with " + worker + ", it is replaced", failure);
    }

    /** A task given to {@code execute} failed: nobody has a future to see it in. */
    static void taskFailed(long id, String task, Throwable failure) {
        LOG.log(System.Logger.Level.WARNING, "task " + id + " (" + task + ") failed", failure);
    }
}
