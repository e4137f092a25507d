package io.github.threeply.patterns;

import java.io.Serial;
import java.time.Duration;
import java.util.List;

/** Thrown by a gather whose limit ended before its tasks had. It has what came until then. */
public class GatherTimedOutException extends TasksTimedOutException {
    @Serial
    private static final long serialVersionUID = 1;

    @SuppressWarnings("serial") // values need not be serializable; a copy from elsewhere has none
    private final transient List<? extends Outcome<?>> outcomes;

    GatherTimedOutException(Duration limit, List<String> notDone, List<? extends Outcome<?>> outcomes) {
        super(limit, notDone);
        this.outcomes = outcomes;
    }

    /**
     * Returns the outcomes, in the order of the tasks: the values that came, and a
     * {@link java.util.concurrent.CancellationException} for each task that was cut off.
     *
     * @return one for each task; none if this exception was serialized
     */
    @SuppressWarnings("NullAway") // null after deserialization
    public List<? extends Outcome<?>> outcomes() {
        return outcomes == null ? List.of() : outcomes;
    }
}
