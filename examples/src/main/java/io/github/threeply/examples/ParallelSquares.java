package io.github.threeply.examples;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.BulkResults;
import io.github.threeply.core.TaskFunction;
import io.github.threeply.ipc.process.WorkerCrashedException;
import io.github.threeply.ipc.process.WorkerProcess;
import io.github.threeply.ipc.process.WorkerProcessPool;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

/**
 * The squares of 1 to 9, each with the process that computed it. However many there are to compute, there are only as
 * many processes as the pool has workers. Prints for example
 * <pre>
 * this is process 4700
 * 1 squared is 1, says squares-worker-1, process 4711
 * 2 squared is 4, says squares-worker-2, process 4712
 * ...
 * 9 squares from 3 processes
 * </pre>
 */
public final class ParallelSquares {

    private ParallelSquares() {}

    /** A square, and who computed it. */
    public record Square(int number, int square, String worker, long pid) implements Serializable {}

    /** Shows the squares. */
    public static void main(String[] args) throws Exception {
        System.out.println("this is process " + ProcessHandle.current().pid());
        List<Square> squares = run(3);
        for (Square square : squares) {
            System.out.println(square.number() + " squared is " + square.square() + ", says " + square.worker()
                    + ", process " + square.pid());
        }
        long processes = squares.stream().map(Square::pid).distinct().count();
        System.out.println(squares.size() + " squares from " + processes + " processes");
    }

    /** Computes the squares by so many worker processes. */
    public static List<Square> run(int workers) throws InterruptedException, ExecutionException {
        List<Integer> numbers = IntStream.rangeClosed(1, 9).boxed().toList();
        try (WorkerProcessPool pool = WorkerProcessPool.builder()
                .noQuarantine()
                .name("squares")
                .workers(workers)
                .start()) {
            List<Square> squares = new ArrayList<>(all(pool, ParallelSquares::square, numbers));
            squares.sort(Comparator.comparingInt(Square::number));
            return squares;
        }
    }

    /** What runs in a worker: it takes a while, so that every worker gets some. */
    private static Square square(int number) throws InterruptedException {
        Thread.sleep(100);
        String worker = WorkerProcess.currentName().orElse("nobody");
        return new Square(
                number, number * number, worker, ProcessHandle.current().pid());
    }

    /** Applies the function to all; again where a worker died, which does no harm to a function without effects. */
    private static <A, R> List<R> all(BulkExecutor pool, TaskFunction<A, R> function, List<A> arguments)
            throws InterruptedException, ExecutionException {
        List<R> values = new ArrayList<>();
        List<A> left = arguments;
        for (int round = 1; !left.isEmpty(); round++) {
            List<A> again = new ArrayList<>();
            try (BulkResults<R> results = pool.submitEach(function, left.iterator(), left.size())) {
                while (results.next()) {
                    if (results.failure() instanceof WorkerCrashedException && round < 10) {
                        again.add(left.get((int) results.index()));
                    } else {
                        values.add(results.value());
                    }
                }
            }
            left = again;
        }
        return values;
    }
}
