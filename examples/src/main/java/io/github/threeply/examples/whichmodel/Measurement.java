package io.github.threeply.examples.whichmodel;

import java.time.Duration;

/**
 * How a kind of work went under a model.
 *
 * @param model the model
 * @param workers how many workers it had; 0 if it has no such number
 * @param start how long the workers took to start, and to do a first task each
 * @param elapsed how long the tasks took from then on
 * @param done how many tasks gave a result
 * @param tasks how many there were
 * @param processorNanos the processor time that the tasks themselves have told, for tasks that do
 * @param note what there is to say beside
 */
public record Measurement(
        Model model,
        int workers,
        Duration start,
        Duration elapsed,
        int done,
        int tasks,
        long processorNanos,
        String note) {

    /** Results in a second. */
    public double perSecond() {
        return done / Math.max(1e-9, elapsed.toNanos() / 1e9);
    }

    /** Which part of its time a worker spent computing, if its tasks have told. */
    double computing() {
        return (double) processorNanos / Math.max(1, elapsed.toNanos()) / Math.max(1, workers);
    }

    /** Whether all tasks that could succeed did. */
    boolean isComplete(int possible) {
        return done >= possible;
    }
}
