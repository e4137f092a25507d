package io.github.threeply.examples;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.ipc.process.Admission;
import io.github.threeply.ipc.process.TaskOptions;
import io.github.threeply.ipc.process.WorkerProcessPool;
import io.github.threeply.patterns.Results;
import io.github.threeply.patterns.Tasks;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;

/** The program of the README. {@link ReadmeTest} compares it with the text, and what it prints with the output shown. */
final class ReadmeProgram {
    private ReadmeProgram() {}

    static long sumOfSquaresBelow(int n) {
        return LongStream.range(0, n).map(i -> i * i).sum();
    }

    static List<Long> sums(BulkExecutor workers) throws ExecutionException, InterruptedException {
        try (BulkExecutor pool = workers;
                Results<Long> sums = Tasks.map(pool, ReadmeProgram::sumOfSquaresBelow, List.of(10, 100, 1_000))) {
            return sums.toList();
        }
    }

    static BulkExecutor forProduction() {
        WorkerProcessPool pool = WorkerProcessPool.builder()
                .workers(4)
                .spares(1) // warm, so that a worker that dies is replaced at once
                .taskTimeout(Duration.ofSeconds(30)) // from its start: interrupt, then terminate, then kill
                .maxTasksPerWorker(10_000)
                .heapPerWorker(512 << 20)
                .admission(Admission.blockFor(Duration.ofSeconds(10)))
                .onOutput(System.out::println) // what workers and their tasks print, labelled with both
                .start();
        BulkExecutor reports = pool.with(TaskOptions.defaults().named("report").idempotent());
        return reports;
    }

    public static void main(String[] args) throws Exception {
        BulkExecutor threads = BulkExecutor.threads(2);
        System.out.println("threads   " + sums(threads));

        BulkExecutor processes = WorkerProcessPool.builder().workers(2).start();
        System.out.println("processes " + sums(processes));
    }
}
