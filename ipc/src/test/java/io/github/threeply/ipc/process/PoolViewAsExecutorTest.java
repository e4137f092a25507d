package io.github.threeply.ipc.process;

import io.github.threeply.core.BulkExecutor;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class PoolViewAsExecutorTest extends ExecutorContract {
    private static WorkerProcessPool pool;

    @BeforeAll
    static void start() {
        pool = WorkerProcessPool.builder().workers(2).name("w").start();
    }

    @AfterAll
    static void stop() {
        pool.close();
    }

    @Override
    BulkExecutor make() {
        return pool.with(TaskOptions.defaults().taskTimeout(Duration.ofMinutes(5)));
    }
}
