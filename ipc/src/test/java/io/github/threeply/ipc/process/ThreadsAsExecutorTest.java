package io.github.threeply.ipc.process;

import io.github.threeply.core.BulkExecutor;

class ThreadsAsExecutorTest extends ExecutorContract {
    @Override
    BulkExecutor make() {
        return BulkExecutor.threads(2);
    }
}
