package io.github.threeply.examples;

import io.github.threeply.core.ChannelFailedException;
import io.github.threeply.ipc.process.Connection;
import io.github.threeply.ipc.process.WorkerExit;
import io.github.threeply.ipc.process.WorkerProcess;
import java.time.Duration;

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
    private static final int CODE_OF_SIGTERM = 143;

    private OneProcess() {}

    /** What was seen of a process: what it said, whether it lived before and after it ended, and how it did. */
    public record Life(String name, long pid, String said, boolean aliveBefore, boolean aliveAfter, WorkerExit exit) {}

    /** Shows both. */
    public static void main(String[] args) throws Exception {
        Life first = untilItEnds();
        System.out.println(first.name() + " (pid " + first.pid() + ") says: " + first.said());
        System.out.println("alive before the join: " + first.aliveBefore() + ", after: " + first.aliveAfter()
                + ", exit code " + first.exit().code());
        Life second = untilItIsTerminated();
        System.out.println(second.name() + " (pid " + second.pid() + ") was terminated: exit code "
                + second.exit().meaning());
    }

    /** A process that says who it is, and ends. */
    public static Life untilItEnds() throws InterruptedException {
        return life("First", 0, 0);
    }

    /** A process that would go on for a minute. */
    public static Life untilItIsTerminated() throws InterruptedException {
        return life("Second", 60, CODE_OF_SIGTERM);
    }

    /** Lets a process live; another one if somebody else ended it. */
    private static Life life(String name, int seconds, int expectedCode) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try (WorkerProcess process = WorkerProcess.start(name, connection -> work(connection, seconds))) {
                String said = String.valueOf(process.connection().tryReceive(Duration.ofSeconds(30)));
                boolean aliveBefore = process.isAlive();
                process.connection().finish(); // it waits for that
                if (seconds > 0) {
                    process.terminate();
                }
                WorkerExit exit = process.join();
                if (exit.code() == expectedCode || attempt == 5) {
                    return new Life(process.name(), process.pid(), said, aliveBefore, process.isAlive(), exit);
                }
            } catch (ChannelFailedException e) {
                if (attempt == 5) {
                    throw e;
                }
            }
        }
    }

    /** What runs in the process. */
    private static void work(Connection connection, int seconds) throws InterruptedException {
        connection.send("I am " + WorkerProcess.currentName().orElse("nobody") + ", process "
                + ProcessHandle.current().pid());
        Thread.sleep(1000L * seconds);
        connection.receive(); // until the parent has finished
    }
}
