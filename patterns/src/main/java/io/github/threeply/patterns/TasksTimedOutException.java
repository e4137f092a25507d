package io.github.threeply.patterns;

import java.io.Serial;
import java.time.Duration;
import java.util.List;

/**
 * Thrown when tasks were cancelled because their time was over: the deadline of a {@link TaskGroup}, or the limit of a
 * method of {@link Tasks}. The tasks have ended. What others had thrown until then is {@linkplain #getSuppressed()
 * suppressed}.
 */
public class TasksTimedOutException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final Duration limit;

    @SuppressWarnings("serial") // always an immutable list of the JDK, which is serializable
    private final List<String> notDone;

    TasksTimedOutException(Duration limit, List<String> notDone) {
        super(notDone.size() + " tasks had not ended after " + limit.toString().substring(2) + " and were cancelled: "
                + shortened(notDone));
        this.limit = limit;
        this.notDone = List.copyOf(notDone);
    }

    private static String shortened(List<String> names) {
        int most = 20;
        return names.size() <= most
                ? names.toString()
                : names.subList(0, most) + " and " + (names.size() - most) + " more";
    }

    /**
     * Returns the time that the tasks had.
     *
     * @return the limit; of a child group that has its deadline from its parent, the limit of the parent
     */
    public Duration limit() {
        return limit;
    }

    /**
     * Returns a description of each task that was cut off: its place among the tasks, and its name if it has one.
     *
     * @return the descriptions
     */
    public List<String> notDone() {
        return notDone;
    }
}
