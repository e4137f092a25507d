package io.github.threeply.ipc.process;

import io.github.threeply.core.BulkExecutor;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoChildIsLeft.class)
class PoolAsExecutorTest extends ExecutorContract {
    @Override
    BulkExecutor make() {
        return WorkerProcessPool.builder().workers(2).name("e").start();
    }
}
