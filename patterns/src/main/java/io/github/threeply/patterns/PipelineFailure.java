package io.github.threeply.patterns;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Why a pipeline has failed, for how long, and whether somebody has been told. All of it is under the lock of the run. */
final class PipelineFailure {
    private final long graceNanos;
    private @Nullable Throwable cause;
    private @Nullable String step;
    private long atNanos;
    private boolean told;
    private final List<Throwable> suppressed = new ArrayList<>();

    PipelineFailure(Duration grace) {
        graceNanos = Limits.nanos(grace);
    }

    boolean isThere() {
        return cause != null;
    }

    /** The first cause; now the grace time begins. */
    void begin(@Nullable String name, Throwable why) {
        cause = why;
        step = name;
        atNanos = System.nanoTime();
    }

    /** A later one. */
    void add(Throwable why) {
        if (!why.equals(cause) && !Interruptions.isInterruption(why)) {
            suppressed.add(why);
        }
    }

    /** How much of a time is left for a wait: what is left of the grace time, if that is less and it has begun. */
    long orGrace(long leftNanos) {
        return cause == null ? leftNanos : Math.min(leftNanos, graceNanos - (System.nanoTime() - atNanos));
    }

    boolean isGraceOver() {
        return orGrace(Long.MAX_VALUE) <= 0;
    }

    long graceNanos() {
        return graceNanos;
    }

    /** Whether somebody has been told of it. Those who come later know, or could. */
    boolean isTold() {
        return told;
    }

    void setTold() {
        told = cause != null;
    }

    /** A fresh exception for each who is told: one object in two catch blocks would be suppressed by itself. */
    @Nullable
    PipelineFailedException exception(Supplier<List<String>> stillRunning) {
        if (cause == null) {
            return null;
        }
        PipelineFailedException exception =
                new PipelineFailedException(step, cause, isGraceOver() ? stillRunning.get() : List.of());
        suppressed.forEach(exception::addSuppressed);
        return exception;
    }
}
