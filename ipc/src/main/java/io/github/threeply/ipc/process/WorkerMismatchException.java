package io.github.threeply.ipc.process;

import java.io.Serial;

/**
 * A worker was started, but it and its parent do not fit together: they speak other versions of the protocol, run on other
 * JDKs, or do not have the same files on their class paths and module paths. The worker has ended; no task was sent to it.
 *
 * <p>What is checked, before the first task: that both know a common version of the protocol; that the feature version of
 * the JDK is the same, unless the system property {@code threeply.worker.java} names the workers' command and so allows
 * another; that the files on the worker's class path have the names, sizes and times of change that they had when this
 * program first started a worker with them, or, where the builder was given the class path, when the pool was started.
 * Where this library is a named module the files on the module path count too, or that with the modules of the run-time
 * image. Of folders only the names are compared, of those on the module path the jars inside too; files that a jar's
 * manifest names are not looked at.
 */
public final class WorkerMismatchException extends WorkerStartException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** In what two processes can differ. */
    public enum Part {
        /** The versions of the protocol, and so of this library. */
        PROTOCOL,
        /** The feature version of the JDK. */
        JDK,
        /** The files on the class path or the module path. */
        CLASS_PATH,
        /** The largest payload. */
        LIMITS
    }

    private final Part part;
    private final String parentHas;
    private final String workerHas;

    WorkerMismatchException(String workerName, Part part, String parentHas, String workerHas, String advice) {
        super(workerName, "this process " + parentHas + ", the worker " + workerHas + ": " + advice, null);
        this.part = part;
        this.parentHas = parentHas;
        this.workerHas = workerHas;
    }

    /**
     * Returns in what they differ.
     *
     * @return the first difference that was found
     */
    public Part part() {
        return part;
    }

    /**
     * Returns what this process has there.
     *
     * @return in words
     */
    public String parentHas() {
        return parentHas;
    }

    /**
     * Returns what the worker has there.
     *
     * @return in words
     */
    public String workerHas() {
        return workerHas;
    }
}
