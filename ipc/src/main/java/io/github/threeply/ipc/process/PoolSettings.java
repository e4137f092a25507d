package io.github.threeply.ipc.process;

import io.github.threeply.core.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the builder of a pool collected, by what it is about. */
record PoolSettings(
        String name, int workers, Limits limits, Poison poison, Boot boot, Life life, Values values, Seeing seeing) {

    /** How long things may take. */
    record Limits(
            @Nullable Duration queueTimeout,
            @Nullable Duration taskTimeout,
            @Nullable Duration progressTimeout,
            long answerLimitNanos,
            long cancelGraceNanos,
            long killGraceNanos) {}

    /** When a task is kept out that kills its workers, and for how long; never with 0 deaths. */
    record Poison(int deaths, Duration ttl) {}

    /** How a worker's JVM is started. */
    record Boot(
            Duration limit,
            List<String> jvmArguments,
            @Nullable List<Path> classPath,
            ClassLoader loader,
            Class<? extends WorkerEntry> entry,
            Shares shares,
            int maxDepth,
            BootCache cache,
            boolean background) {}

    /** What happens to a worker from its start to its end. */
    record Life(
            Task.@Nullable Action initializer,
            List<LifeSteps.State> states,
            Task.@Nullable Action closer,
            Duration closeLimit,
            int spares,
            Recycling.Rules recycling) {
        /** What a worker that ends in good order may take for what it does of its own then. */
        long closeNanos() {
            return closer == null && states.isEmpty() ? 0 : closeLimit.toNanos();
        }
    }

    /** What may travel. */
    record Values(int maxPayload, Set<String> allowed, ClassLoader loader, Codecs codecs, Duration rebuildLimit) {}

    /** Who is told what happens, and how much is let in. */
    record Seeing(
            @Nullable PoolListener listener,
            Admission admission,
            @Nullable Consumer<? super OutputLine> output) {}

    /** How many workers there are in all, at most, but for moments when one is replaced. */
    int workersAndSpares() {
        return Math.addExact(workers, life.spares());
    }

    WorkerSpec spec(int slot) {
        return spec(slot, null);
    }

    WorkerSpec spec(int slot, @Nullable PoolOutput output) {
        List<String> arguments = new ArrayList<>(boot.shares().arguments(workersAndSpares()));
        arguments.addAll(boot.jvmArguments()); // the last one counts where two say the same
        WorkerSpec.Builder spec = WorkerSpec.builder(name + "-worker-" + slot, boot.entry())
                .entryArguments(entryArguments())
                .attended()
                .jvmArguments(arguments)
                .maxDepth(boot.maxDepth())
                .classPath(boot.classPath())
                .bootCache(boot.cache())
                .codeLoader(boot.loader())
                .poolOutput(output);
        return boot.background() ? spec.inBackground().build() : spec.build();
    }

    private List<String> entryArguments() {
        List<String> arguments = new ArrayList<>();
        arguments.add(Integer.toString(values.maxPayload()));
        arguments.addAll(values.codecs().names());
        return arguments;
    }
}
