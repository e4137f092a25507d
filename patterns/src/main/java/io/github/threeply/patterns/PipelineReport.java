package io.github.threeply.patterns;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has become of the items of a {@link BoundedPipeline}: its ledger.
 *
 * <p>At any time <i>accepted = consumed + returned + dropped + in flight</i>. While the pipeline works the parts are read
 * one after the other, and {@link #inFlight} takes up the difference. Once no thread of the pipeline runs any more, the
 * numbers are exact and nothing is in flight.
 *
 * @param steps the steps in the order of the flow; a channel given as the end of the pipeline counts as a step without
 *     threads, named {@code (channel)}
 * @param returned the items that were accepted and not consumed, because the pipeline was stopped, failed or was aborted
 * @param failure why the pipeline failed or was aborted, or {@code null}
 * @param stillRunning the names of the pipeline's threads that have not ended
 * @param isFinal whether the pipeline has ended: nothing changes these numbers any more
 */
public record PipelineReport(
        List<Step> steps,
        List<Returned> returned,
        @Nullable PipelineFailedException failure,
        List<String> stillRunning,
        boolean isFinal) {

    /**
     * Makes a report.
     *
     * @throws IllegalArgumentException if there is no step
     */
    public PipelineReport {
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a report needs at least one step");
        }
        steps = List.copyOf(steps);
        returned = List.copyOf(returned);
        stillRunning = List.copyOf(stillRunning);
    }

    /**
     * The numbers of one step. What it received is what the step before it delivered, items that still wait to be
     * worked on included.
     *
     * @param name its name
     * @param threads how many threads it has
     * @param received how many items were handed to it; for a source: how many it returned
     * @param delivered how many items it handed on; for a sink: how many it consumed
     * @param dropped how many items it ended without handing anything on
     * @param returned how many items it did not get to work on, or failed at
     */
    public record Step(String name, int threads, long received, long delivered, long dropped, long returned) {

        /** Makes the numbers of one step. */
        public Step {
            requireNonNull(name, "name");
        }

        /**
         * Returns how many items wait before the step or are being worked on.
         *
         * @return the number
         */
        public long inFlight() {
            return received - delivered - dropped - returned;
        }
    }

    /**
     * An item that was accepted and not consumed. It is as the named step received it.
     *
     * @param step the step that was to work on it next
     * @param tried whether that step had begun to work on it and failed, so that some of its effects may exist
     * @param item the item
     */
    public record Returned(String step, boolean tried, Object item) {

        /** Makes the entry. */
        public Returned {
            requireNonNull(step, "step");
            requireNonNull(item, "item");
        }
    }

    /**
     * Returns how many items the pipeline has got: from its source, or out of the channel that it reads.
     *
     * @return the number
     */
    public long accepted() {
        return steps.get(0).received();
    }

    /**
     * Returns how many items have come out at the end: the sink has returned, or the last channel has taken them.
     *
     * @return the number
     */
    public long consumed() {
        return steps.get(steps.size() - 1).delivered();
    }

    /**
     * Returns for how many items a stage returned {@code null}.
     *
     * @return the number
     */
    public long dropped() {
        return steps.stream().mapToLong(Step::dropped).sum();
    }

    /**
     * Returns how many items are inside: they wait, or are being worked on.
     *
     * @return the number
     */
    public long inFlight() {
        return steps.stream().mapToLong(Step::inFlight).sum();
    }

    /** Returns the ledger in one line. The items themselves are not in it. */
    @Override
    public String toString() {
        return "accepted " + accepted() + " = consumed " + consumed() + " + returned " + returned.size() + " + dropped "
                + dropped() + " + in flight " + inFlight()
                + (stillRunning.isEmpty() ? "" : "; still running: " + stillRunning)
                + (failure == null ? "" : "; " + failure.getMessage());
    }
}
