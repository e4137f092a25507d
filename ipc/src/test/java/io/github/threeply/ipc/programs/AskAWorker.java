package io.github.threeply.ipc.programs;

import io.github.threeply.ipc.process.WorkerProcess;

/** A program that starts a worker and prints its answer. It is started in all the ways programs are. */
public final class AskAWorker {
    private AskAWorker() {}

    /**
     * Starts the program.
     *
     * @param args not used
     * @throws Exception if the worker does not answer
     */
    public static void main(String[] args) throws Exception {
        String question = "six times seven";
        try (WorkerProcess worker = WorkerProcess.start("answerer", c -> c.send(question + " is " + answer()))) {
            System.out.println(worker.connection().receive());
            worker.join();
        }
    }

    private static int answer() {
        return 42;
    }
}
