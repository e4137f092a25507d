package io.github.threeply.ipc.programs;

import io.github.threeply.ipc.process.WorkerProcessPool;

/** Asks a pool, and tells whether this JVM has a flight recorder. */
public final class AskAPool {
    private AskAPool() {}

    /**
     * Starts the program.
     *
     * @param args not used
     * @throws Exception if the pool does not answer
     */
    public static void main(String[] args) throws Exception {
        int six = 6;
        try (WorkerProcessPool pool = WorkerProcessPool.builder().workers(1).start()) {
            System.out.println(
                    "six times seven is " + pool.submit(() -> six * 7).get() + ", "
                            + pool.metrics().ends().succeeded() + " task, flight recorder: "
                            + ModuleLayer.boot().findModule("jdk.jfr").isPresent());
        }
    }
}
