package io.github.threeply.examples.launcher;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that says how many threads or processes work. */
final class Workers {
    @Option(
            names = "--workers",
            paramLabel = "N",
            converter = PositiveInt.class,
            description = "How many threads or processes (default: one for each processor, but at least two).")
    private @Nullable Integer workers;

    int count() {
        return workers != null ? workers : Math.max(2, Runtime.getRuntime().availableProcessors());
    }
}
