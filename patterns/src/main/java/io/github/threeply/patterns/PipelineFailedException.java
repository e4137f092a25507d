package io.github.threeply.patterns;

import java.io.Serial;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Thrown to those who wait for a {@link BoundedPipeline} that failed or was aborted. Its {@linkplain #getCause() cause}
 * is what the step threw, or what was given to {@link BoundedPipeline#abort}; what other steps threw because of it is
 * {@linkplain #getSuppressed() suppressed}. It is also the cause with which the channels at both ends fail.
 */
public class PipelineFailedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final @Nullable String stage;

    @SuppressWarnings("serial") // always an immutable list of the JDK, which is serializable
    private final List<String> stillRunning;

    PipelineFailedException(@Nullable String stage, Throwable cause, List<String> stillRunning) {
        super(message(stage, cause, stillRunning), cause);
        this.stage = stage;
        this.stillRunning = List.copyOf(stillRunning);
    }

    private static String message(@Nullable String stage, Throwable cause, List<String> stillRunning) {
        String what = stage == null ? "the pipeline was aborted: " : "step '" + stage + "' of the pipeline failed: ";
        String who = stillRunning.isEmpty() ? "" : "; these threads did not end when interrupted: " + stillRunning;
        return what + cause + who;
    }

    /**
     * Returns the name of the step that failed first.
     *
     * @return the name, or {@code null} if the pipeline was aborted from outside
     */
    public @Nullable String stage() {
        return stage;
    }

    /**
     * Returns the names of the pipeline's threads that had been interrupted and had not ended when this was thrown: code
     * that ignores interrupts.
     *
     * @return the names, mostly none
     */
    public List<String> stillRunning() {
        return stillRunning;
    }
}
