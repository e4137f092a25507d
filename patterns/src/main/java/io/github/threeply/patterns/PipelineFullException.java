package io.github.threeply.patterns;

import java.io.Serial;

/**
 * The cause with which a {@link BoundedPipeline} fails when the channel before a step is full, and its {@link BackPressure}
 * is to fail then.
 */
public class PipelineFullException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String step;
    private final int capacity;

    PipelineFullException(String step, int capacity) {
        super("the channel before step '" + step + "' is full with its " + capacity
                + " items: give it more room or that step more threads, or let the step before wait");
        this.step = step;
        this.capacity = capacity;
    }

    /**
     * Returns the name of the step whose channel was full.
     *
     * @return the name
     */
    public String step() {
        return step;
    }

    /**
     * Returns how many items that channel holds.
     *
     * @return the capacity
     */
    public int capacity() {
        return capacity;
    }
}
