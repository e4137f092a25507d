package io.github.threeply.examples;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.ipc.process.Admission;
import io.github.threeply.ipc.process.TaskOptions;
import io.github.threeply.ipc.process.WorkerProcessPool;
import java.time.Duration;

/** The pool of the README that runs for months. {@link ReadmeTest} compares it with the text. */
final class ReadmePool {
    private ReadmePool() {}

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
}
