package io.github.threeply.benchmarks.pools;

import io.github.threeply.ipc.process.WorkerFuture;
import io.github.threeply.ipc.process.WorkerProcessPool;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Starts a pool and waits for the result of a lambda from each worker. So many tasks as workers are under way until each
 * worker has answered; a task takes a millisecond, so that the worker that is up first does not take the processor from
 * the others with them. The pool's end is not counted.
 */
final class PoolBoot extends MedianWork {
    private final int workers;

    PoolBoot(int workers) {
        this.workers = workers;
    }

    @Override
    long once() throws Exception {
        long start = System.nanoTime();
        try (WorkerProcessPool pool = PoolRows.pool(workers)) {
            askEach(pool);
            return System.nanoTime() - start;
        }
    }

    private void askEach(WorkerProcessPool pool) throws Exception {
        @SuppressWarnings({"unchecked", "rawtypes"}) // an array of futures can be made in no other way
        WorkerFuture<Integer>[] tasks = new WorkerFuture[workers];
        for (int i = 0; i < workers; i++) {
            tasks[i] = submit(pool);
        }
        Set<@Nullable String> answered = new HashSet<>();
        for (int i = 0; ; i = (i + 1) % workers) {
            if (tasks[i].get() != 42) {
                throw new IllegalStateException("a wrong result: " + tasks[i]);
            }
            answered.add(tasks[i].workerName());
            if (answered.size() == workers) {
                return;
            }
            tasks[i] = submit(pool);
        }
    }

    private static WorkerFuture<Integer> submit(WorkerProcessPool pool) {
        return pool.submit(() -> {
            Thread.sleep(1);
            return 42;
        });
    }
}
