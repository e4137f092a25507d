package io.github.threeply.ipc.process;

/** Being written. */
public final class WorkerProcessPool {
    private WorkerProcessPool() {}
}
