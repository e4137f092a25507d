package io.github.threeply.stress.show;

import io.github.threeply.stress.gate.Jdk;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What "show" and "report" both take. */
final class RunOptions {
    private static final long LONGEST_MILLIS = Duration.ofHours(1).toMillis();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    private long millis = 1000;
    private Jdk jdk = Jdk.current();

    @Option(
            names = "--time",
            paramLabel = "MILLIS",
            description = "For how long the threads of each half meet (default: 1000). What is seldom needs more.")
    void time(long value) {
        if (value < 1 || value > LONGEST_MILLIS) {
            throw refused("--time takes 1 to " + LONGEST_MILLIS + " milliseconds, but was " + value, null);
        }
        millis = value;
    }

    @Option(names = "--jdk", paramLabel = "HOME", description = "The JDK to run on (default: the one that runs this).")
    void jdk(Path home) {
        try {
            jdk = Jdk.at(home);
        } catch (IllegalArgumentException e) {
            throw refused("--jdk: " + e.getMessage(), e);
        }
    }

    Duration perHalf() {
        return Duration.ofMillis(millis);
    }

    Jdk jdk() {
        return jdk;
    }

    /** Refuses to run where no race can be. */
    void needTwoCpus(int cpus) {
        if (cpus < 2) {
            throw refused(
                    "a race takes two threads that run at the same time, but this JVM has one CPU only;"
                            + " give it two (a container: --cpus=2; taskset: two cores)",
                    null);
        }
    }

    private ParameterException refused(String message, @Nullable Exception cause) {
        return new ParameterException(command.commandLine(), message, cause);
    }
}
