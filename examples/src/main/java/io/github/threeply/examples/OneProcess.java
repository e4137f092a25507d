package io.github.threeply.examples;

import io.github.threeply.ipc.process.Connection;
import io.github.threeply.ipc.process.WorkerExit;
import io.github.threeply.ipc.process.WorkerProcess;
import java.util.List;

/**
 * One process that does its work, and one that is terminated: what they are called, whether they live, how they ended.
 * Prints for example
 * <pre>
 * First (pid 4711) says: I am First, process 4711
 * alive before the join: true, after: false, exit code 0
 * Second (pid 4712) was terminated: exit code 143: terminated by SIGTERM
 * </pre>
 */
public final class OneProcess {
    private OneProcess() {}

    /** What was seen of a process: what it said, whether it lived before and after it ended, and how it did. */
    public record Life(String name, long pid, String said, boolean aliveBefore, boolean aliveAfter, WorkerExit exit) {}

    /** Shows both. */
    public static void main(String[] args) throws Exception {
        show();
    }

    /** Shows both; returns the exit code of the first, and that of the second. */
    public static List<Integer> show() throws InterruptedException {
        Life first = untilItEnds();
        System.out.println(first.name() + " (pid " + first.pid() + ") says: " + first.said());
        System.out.println("alive before the join: " + first.aliveBefore() + ", after: " + first.aliveAfter()
                + ", exit code " + first.exit().code());
        Life second = untilItIsTerminated();
        System.out.println(second.name() + " (pid " + second.pid() + ") was terminated: exit code "
                + second.exit().meaning());
        return List.of(first.exit().code(), second.exit().code());
    }

    /** A process that says who it is, and ends. */
    public static Life untilItEnds() throws InterruptedException {
        try (WorkerProcess process = WorkerProcess.start("First", connection -> work(connection, 0))) {
            String said = String.valueOf(process.connection().receive());
            boolean aliveBefore = process.isAlive();
            process.connection().finish(); // it waits for that
            return life(process, said, aliveBefore);
        }
    }

    /** A process that would go on for a minute. */
    public static Life untilItIsTerminated() throws InterruptedException {
        try (WorkerProcess process = WorkerProcess.start("Second", connection -> work(connection, 60))) {
            String said = String.valueOf(process.connection().receive());
            boolean aliveBefore = process.isAlive();
            process.terminate();
            return life(process, said, aliveBefore);
        }
    }

    private static Life life(WorkerProcess process, String said, boolean aliveBefore) throws InterruptedException {
        WorkerExit exit = process.join();
        return new Life(process.name(), process.pid(), said, aliveBefore, process.isAlive(), exit);
    }

    /** What runs in the process. */
    private static void work(Connection connection, int seconds) throws InterruptedException {
        connection.send("I am " + WorkerProcess.currentName().orElse("nobody") + ", process "
                + ProcessHandle.current().pid());
        Thread.sleep(1000L * seconds);
        connection.receive(); // until the parent has finished
    }
}
