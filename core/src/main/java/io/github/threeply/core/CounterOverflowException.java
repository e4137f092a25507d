package io.github.threeply.core;

import java.io.Serial;

/** Thrown when a change would take a {@link SharedCounter} out of its range. The counter keeps its value. */
public class CounterOverflowException extends ArithmeticException {
    @Serial
    private static final long serialVersionUID = 1;

    private final long minimum;
    private final long maximum;

    /**
     * Makes the exception.
     *
     * @param change what was asked, such as {@code add(5) to 98}
     * @param minimum the inclusive lower bound of the counter
     * @param maximum the inclusive upper bound of the counter
     */
    public CounterOverflowException(String change, long minimum, long maximum) {
        super(change + " would leave the range " + minimum + " to " + maximum + " of the counter; it was not done");
        this.minimum = minimum;
        this.maximum = maximum;
    }

    /**
     * Returns the inclusive lower bound of the counter.
     *
     * @return the bound
     */
    public long minimum() {
        return minimum;
    }

    /**
     * Returns the inclusive upper bound of the counter.
     *
     * @return the bound
     */
    public long maximum() {
        return maximum;
    }
}
