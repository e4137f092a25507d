package io.github.threeply.patterns;

import io.github.threeply.core.BulkExecutor;

/** Over a thread for each task: a virtual one where there are any. */
class TaskGroupOverThreadPerTaskTest extends TaskGroupContract {

    @Override
    BulkExecutor executor() {
        return BulkExecutor.threadPerTask();
    }
}
