package io.github.threeply.ipc.process;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the pool logs. */
final class Logging {
    private static final System.Logger LOG = System.getLogger(WorkerProcessPool.class.getName());

    private Logging() {}

    /** Writing to a worker failed for a reason that is not the worker's. */
    static void pumpFailed(WorkerLink worker, Throwable failure) {
        LOG.log(System.Logger.Level.WARNING, "could not go on with " + worker + ", it is replaced", failure);
    }

    /** The closer of a worker, or the closing of a state there, failed. */
    static void closeFailed(WorkerLink worker, Throwable failure) {
        LOG.log(System.Logger.Level.WARNING, "the end of " + worker + " in good order failed", failure);
    }

    /** The closer of a worker, or the closing of a state there, took too long. */
    static void closeTookTooLong(WorkerLink worker, Duration limit) {
        LOG.log(System.Logger.Level.WARNING, worker + " was killed: it did not end within its closeLimit of " + limit);
    }

    /** A worker goes on without a mapped ring, by its pipe alone. */
    static void ringFailed(String what, @Nullable Throwable failure) {
        LOG.log(System.Logger.Level.DEBUG, "no ring: " + what, failure);
    }

    /** A reading thread is stuck in code of the user, or in a hash table that was made to be slow. */
    static void rebuildingNeverEnds(WorkerLink worker, long taskId) {
        LOG.log(
                System.Logger.Level.WARNING,
                "the result of task " + taskId + " of " + worker + " takes too long to be made an object again;"
                        + " a reading thread is left behind, see its stack");
    }

    /** The JVM is below the process that was started: a command between the two did not become it. */
    static void otherPid(WorkerHandle worker, long pid, int feature) {
        LOG.log(
                System.Logger.Level.WARNING,
                worker + " is a JVM of version " + feature + " with the process id " + pid
                        + ", below the process that was started: let the command end with exec");
    }

    static void warn(String text) {
        LOG.log(System.Logger.Level.WARNING, text);
    }

    /** A worker was killed because it was of no use any more. */
    static void gaveUp(WorkerLink worker, String why) {
        LOG.log(System.Logger.Level.WARNING, worker + " is replaced: " + why);
    }

    /** A look at the limits failed; there will be others. */
    static void watchFailed(String pool, Throwable failure) {
        LOG.log(System.Logger.Level.WARNING, "pool " + pool + " could not look at its limits this time", failure);
    }

    /** A task given to {@code execute} failed: nobody has a future to see it in. */
    static void taskFailed(long id, String task, Throwable failure) {
        LOG.log(System.Logger.Level.WARNING, "task " + id + " (" + task + ") failed", failure);
    }
}
