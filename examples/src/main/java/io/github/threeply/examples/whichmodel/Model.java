package io.github.threeply.examples.whichmodel;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.Threads;
import io.github.threeply.ipc.process.WorkerProcessPool;
import java.util.List;
import java.util.stream.Stream;

/** Who does the work. */
public enum Model {
    ONE_THREAD("one thread"),
    THREADS("platform threads"),
    VIRTUAL_THREADS("virtual threads"),
    PROCESSES("processes");

    private final String words;

    Model(String words) {
        this.words = words;
    }

    /** Those that this JDK has: virtual threads are there from 21 on. */
    static List<Model> here() {
        return Stream.of(values())
                .filter(model -> model != VIRTUAL_THREADS || Threads.hasVirtual())
                .toList();
    }

    /** Starts workers of this kind. */
    BulkExecutor start(int workers) {
        return switch (this) {
            case ONE_THREAD -> BulkExecutor.threads(1, Threads.daemon("one-"));
            case THREADS -> BulkExecutor.threads(workers, Threads.daemon("worker-"));
            case VIRTUAL_THREADS -> BulkExecutor.threadPerTask();
            case PROCESSES ->
                WorkerProcessPool.builder()
                        .name("which-model")
                        .workers(workers)
                        .noQuarantine()
                        .start();
        };
    }

    @Override
    public String toString() {
        return words;
    }
}
