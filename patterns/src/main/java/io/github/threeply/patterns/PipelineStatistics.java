package io.github.threeply.patterns;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How a {@link BoundedPipeline} is doing: how full its channels are, how fast each step is, and what it waits for. For
 * display and for tuning; the exact account of the items is the {@link PipelineReport}.
 *
 * <p>The numbers are read one after the other while the steps work on. Rates over a time that ends now are got from two of
 * these: {@link #since}.
 *
 * @param elapsed the time since the pipeline was started, or since an earlier reading
 * @param steps the steps in the order of the flow; a channel given as the end of the pipeline counts as a step without
 *     threads, named {@code (channel)}
 * @param callbackFailures how often a listener, or an action given for dropped or skipped items, has thrown something
 */
public record PipelineStatistics(Duration elapsed, List<Step> steps, long callbackFailures) {

    /** Makes the statistics. */
    public PipelineStatistics {
        requireNonNull(elapsed, "elapsed");
        steps = List.copyOf(steps);
    }

    /**
     * The numbers of one step. Times are the sum over its threads; a step of three threads has three seconds each second.
     *
     * <p>The clock is read only when a thread really has to wait, not for each item. So a time of waiting has no part that
     * is too short to be one, and what is no time of waiting is one of working.
     *
     * @param name its name
     * @param threads how many threads it has
     * @param elapsed the time over which the items were counted
     * @param depth how many items wait before it now; 0 for a source
     * @param capacity how many items can wait before it; 0 for a source
     * @param highWater the greatest depth seen: whenever somebody found no room, else after each 64th item that a thread put
     *     there, and now
     * @param in how many items it has begun to work on; for a source: how many it returned
     * @param out how many items it handed on; for a sink: how many it consumed
     * @param retries how often it tried again after a failure
     * @param skipped how many items it skipped
     * @param dropped how many other items were dropped on its account
     * @param waitedForInput how long its threads waited for items, or for other threads of an ordered step to take theirs
     * @param waitedForRoom how long its threads waited until there was room for a result, in the channel after it or in the
     *     window of an ordered step
     * @param paused how long its threads paused before they tried again
     * @param worked the rest: the time in the source, the function or the sink, and of handing on
     */
    public record Step(
            String name,
            int threads,
            Duration elapsed,
            int depth,
            int capacity,
            int highWater,
            long in,
            long out,
            long retries,
            long skipped,
            long dropped,
            Duration waitedForInput,
            Duration waitedForRoom,
            Duration paused,
            Duration worked) {

        /** Makes the numbers of one step. */
        public Step {
            requireNonNull(name, "name");
            requireNonNull(elapsed, "elapsed");
            requireNonNull(waitedForInput, "waitedForInput");
            requireNonNull(waitedForRoom, "waitedForRoom");
            requireNonNull(paused, "paused");
            requireNonNull(worked, "worked");
        }

        /**
         * Returns how many items a second it has begun to work on.
         *
         * @return the rate over the elapsed time; 0 if there was none
         */
        public double inPerSecond() {
            return rate(in);
        }

        /**
         * Returns how many items a second it has handed on or consumed.
         *
         * @return the rate over the elapsed time; 0 if there was none
         */
        public double outPerSecond() {
            return rate(out);
        }

        private double rate(long count) {
            double seconds = elapsed.toNanos() / 1e9;
            return seconds > 0 ? count / seconds : 0;
        }

        private Step since(Step earlier) {
            return new Step(
                    name,
                    threads,
                    difference(elapsed, earlier.elapsed),
                    depth,
                    capacity,
                    highWater,
                    in - earlier.in,
                    out - earlier.out,
                    retries - earlier.retries,
                    skipped - earlier.skipped,
                    dropped - earlier.dropped,
                    difference(waitedForInput, earlier.waitedForInput),
                    difference(waitedForRoom, earlier.waitedForRoom),
                    difference(paused, earlier.paused),
                    difference(worked, earlier.worked));
        }

        /** A wait that ends while it is read may be in the earlier reading, and not yet in this one. */
        private static Duration difference(Duration now, Duration before) {
            Duration difference = now.minus(before);
            return difference.isNegative() ? Duration.ZERO : difference;
        }
    }

    /**
     * Returns what was counted and timed between an earlier reading of the same pipeline and this one. Depths, capacities
     * and high-water marks are those of this one.
     *
     * @param earlier the earlier reading
     * @return the difference
     * @throws IllegalArgumentException if it is of a pipeline with other steps
     */
    public PipelineStatistics since(PipelineStatistics earlier) {
        List<String> names = steps.stream().map(Step::name).toList();
        List<String> otherNames = earlier.steps.stream().map(Step::name).toList();
        if (!names.equals(otherNames)) {
            throw new IllegalArgumentException(
                    "the earlier reading is of another pipeline: its steps are " + otherNames + ", not " + names);
        }
        List<Step> differences = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            differences.add(steps.get(i).since(earlier.steps.get(i)));
        }
        return new PipelineStatistics(
                Step.difference(elapsed, earlier.elapsed), differences, callbackFailures - earlier.callbackFailures);
    }

    /**
     * Returns the numbers of one step.
     *
     * @param name its name
     * @return its numbers
     * @throws IllegalArgumentException if there is no such step
     */
    public Step step(String name) {
        return steps.stream()
                .filter(step -> step.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no step '" + name + "', only "
                        + steps.stream().map(Step::name).toList()));
    }

    /**
     * Returns a table for people: a line for each step, with a bar for the channel before it and one for how the time of its
     * threads went.
     */
    @Override
    public String toString() {
        return PipelineText.of(this);
    }
}
