package io.github.threeply.examples;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.ipc.process.WorkerProcessPool;
import io.github.threeply.patterns.Results;
import io.github.threeply.patterns.Tasks;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;

public final class ReadmeProgram {
    static long sumOfSquaresBelow(int n) {
        return LongStream.range(0, n).map(i -> i * i).sum();
    }

    static List<Long> sums(BulkExecutor workers) throws ExecutionException, InterruptedException {
        try (BulkExecutor pool = workers;
                Results<Long> sums = Tasks.map(pool, ReadmeProgram::sumOfSquaresBelow, List.of(10, 100, 1_000))) {
            return sums.toList();
        }
    }

    public static void main(String[] args) throws Exception {
        BulkExecutor threads = BulkExecutor.threads(2);
        System.out.println("threads   " + sums(threads));

        BulkExecutor processes = WorkerProcessPool.builder().workers(2).start();
        System.out.println("processes " + sums(processes));
    }
}
