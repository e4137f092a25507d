package io.github.threeply.ipc.process;

import io.github.threeply.core.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the builder of a pool collected. */
record PoolSettings(
        String name,
        int workers,
        @Nullable Duration taskTimeout,
        long cancelGraceNanos,
        long killGraceNanos,
        Duration bootLimit,
        List<String> jvmArguments,
        @Nullable List<Path> classPath,
        Task.@Nullable Action initializer,
        int maxPayload,
        Set<String> allowed,
        ClassLoader loader,
        Class<? extends WorkerEntry> entry) {

    Duration taskTimeoutOrMax() {
        Duration limit = taskTimeout;
        return limit == null ? Duration.ofNanos(Long.MAX_VALUE) : limit;
    }

    WorkerSpec spec(int slot) {
        return WorkerSpec.builder(name + "-worker-" + slot, entry)
                .entryArguments(List.of(Integer.toString(maxPayload)))
                .jvmArguments(jvmArguments)
                .classPath(classPath)
                .codeLoader(loader)
                .build();
    }
}
