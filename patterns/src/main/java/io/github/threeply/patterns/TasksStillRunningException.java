package io.github.threeply.patterns;

import java.io.Serial;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when cancelled tasks had not ended after the grace time: their code ignores interrupts. Its
 * {@linkplain #getCause() cause}, if any, is the failure for which they were cancelled.
 */
public class TasksStillRunningException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    @SuppressWarnings("serial") // always an immutable list of the JDK, which is serializable
    private final List<String> running;

    @SuppressWarnings("serial") // values need not be serializable; a copy from elsewhere has none
    private final transient @Nullable Outcome<?> winner;

    TasksStillRunningException(List<String> running, Duration grace, @Nullable Throwable cause) {
        this(running, grace, cause, null);
    }

    TasksStillRunningException(
            List<String> running, Duration grace, @Nullable Throwable cause, @Nullable Outcome<?> winner) {
        super(
                running.size() + " cancelled tasks had not ended after " + grace.toMillis() + " ms: " + running
                        + "; make them answer to interrupts",
                cause);
        this.running = List.copyOf(running);
        this.winner = winner;
    }

    /**
     * Returns a description of each task that still runs: its place among the tasks, and the thread where that is known.
     *
     * @return the descriptions
     */
    public List<String> running() {
        return running;
    }

    /**
     * Returns what a {@linkplain Tasks#race race} was won with, when it is losers that still run.
     *
     * @return the outcome of the winner, or {@code null} if this was no race or nobody has won
     */
    public @Nullable Outcome<?> winner() {
        return winner;
    }
}
