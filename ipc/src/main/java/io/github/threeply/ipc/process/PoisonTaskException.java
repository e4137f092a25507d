package io.github.threeply.ipc.process;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The task killed its worker too often, or is the same as one that did, and the pool will not run it for a while. {@link
 * WorkerProcessPool#release} lets it in earlier.
 */
public final class PoisonTaskException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN_LINES = 3;

    private final String key;
    private final long taskId;

    @SuppressWarnings("serial") // records of strings and immutable lists, not needed after a journey
    private final transient List<WorkerExit> deaths;

    PoisonTaskException(Job job, QuarantinedTask refused, @Nullable Throwable cause) {
        super(message(job, refused), cause);
        this.key = refused.key();
        this.taskId = job.id;
        this.deaths = refused.deaths();
    }

    private static String message(Job job, QuarantinedTask refused) {
        Duration left = Duration.ofSeconds(Math.max(1, refused.left().toSeconds()));
        StringBuilder text = new StringBuilder(300)
                .append(job.called())
                .append(" is refused for ")
                .append(left)
                .append(": its worker died ")
                .append(refused.deaths().size())
                .append(" times. To let it in again: release(\"")
                .append(refused.key())
                .append("\")");
        for (WorkerExit exit : refused.deaths()) {
            text.append("\n  ").append(exit);
            List<String> tail = exit.stderrTail();
            for (String line : tail.subList(Math.max(0, tail.size() - SHOWN_LINES), tail.size())) {
                text.append("\n    | ").append(line);
            }
        }
        return text.toString();
    }

    /**
     * Returns what the task is known by.
     *
     * @return the key, as {@link WorkerProcessPool#release} takes it
     */
    public String key() {
        return key;
    }

    /**
     * Returns the number of the task in its pool.
     *
     * @return the number
     */
    public long taskId() {
        return taskId;
    }

    /**
     * Returns how the workers ended that the task killed: exit code, signal, last output, each.
     *
     * @return the ends, the first one first; {@code null} in an exception that was itself serialized
     */
    public List<WorkerExit> deaths() {
        return deaths;
    }
}
