package io.github.threeply.examples;

import io.github.threeply.ipc.process.TaskOptions;
import io.github.threeply.ipc.process.WorkerProcess;
import io.github.threeply.ipc.process.WorkerProcessPool;
import io.github.threeply.patterns.Results;
import io.github.threeply.patterns.Tasks;
import java.io.Serializable;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

/**
 * The squares of 1 to 9, each with the process that computed it. However many there are to compute, there are only as
 * many processes as the pool has workers: one for each processor, as a pool has if nobody says otherwise, but at least
 * two. A worker that is killed costs nothing, since the tasks may run twice. Prints for example
 * <pre>
 * this is process 4700
 * 1 squared is 1, says squares-worker-1, process 4711
 * 2 squared is 4, says squares-worker-2, process 4712
 * ...
 * 9 squared is 81, says squares-worker-1, process 4711
 * 9 squares from 2 processes
 * </pre>
 */
public final class ParallelSquares {

    private ParallelSquares() {}

    /** A square, and who computed it. */
    public record Square(int number, int square, String worker, long pid) implements Serializable {}

    /** Shows the squares. */
    public static void main(String[] args) throws Exception {
        System.out.println("this is process " + ProcessHandle.current().pid());
        List<Square> squares = run(Math.max(2, Runtime.getRuntime().availableProcessors()));
        for (Square square : squares) {
            System.out.println(square.number() + " squared is " + square.square() + ", says " + square.worker()
                    + ", process " + square.pid());
        }
        long processes = squares.stream().map(Square::pid).distinct().count();
        System.out.println(squares.size() + " squares from " + processes + " processes");
    }

    /** Computes the squares by so many worker processes. */
    public static List<Square> run(int workers) throws InterruptedException, ExecutionException {
        TaskOptions again = TaskOptions.defaults().idempotent(9); // a task without effects may run twice
        List<Integer> numbers = IntStream.rangeClosed(1, 9).boxed().toList();
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                        .name("squares")
                        .workers(workers)
                        .noQuarantine()
                        .start();
                Results<Square> squares = Tasks.map(pool.with(again), ParallelSquares::square, numbers)) {
            return squares.toList();
        }
    }

    /** What runs in a worker: it takes a while, so that every worker gets some. */
    private static Square square(int number) throws InterruptedException {
        Thread.sleep(100);
        String worker = WorkerProcess.currentName().orElse("nobody");
        return new Square(
                number, number * number, worker, ProcessHandle.current().pid());
    }
}
