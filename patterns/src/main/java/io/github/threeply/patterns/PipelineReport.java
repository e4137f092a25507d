package io.github.threeply.patterns;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What has become of the items of a {@link BoundedPipeline}: its ledger.
 *
 * <p><b>The account of a step.</b> <i>Received = worked + dropped + returned + in flight</i>, all counted in the items that
 * come to it. What a step received is what the step before it delivered. A stage delivers one result for each item that it
 * worked on; a stage of batches delivers as many as its function makes of a batch.
 *
 * <p><b>The whole.</b> <i>Accepted = consumed + returned + dropped + in flight + merged</i>, the sum of these accounts. Merged
 * is what the stages of batches made fewer of: worked less delivered. Where there are none it is 0.
 *
 * <p>While the pipeline works the parts are read one after the other, and what is in flight takes up the difference. Once
 * no thread of the pipeline runs any more, the numbers are exact and nothing is in flight.
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
     * The account of one step. Items that still wait to be worked on are included.
     *
     * @param name its name
     * @param threads how many threads it has
     * @param received how many items were handed to it; for a source: how many it returned
     * @param worked how many of them it has made into results; for a sink: how many it consumed
     * @param delivered how many results it handed on; for a sink: how many items it consumed
     * @param drops how many items it ended without handing anything on, by the reasons that occurred
     * @param returned how many items it did not get to work on, or failed at
     */
    public record Step(
            String name,
            int threads,
            long received,
            long worked,
            long delivered,
            Map<DropReason, Long> drops,
            long returned) {

        /** Makes the numbers of one step. */
        public Step {
            requireNonNull(name, "name");
            Map<DropReason, Long> copy = new EnumMap<>(DropReason.class);
            copy.putAll(drops);
            drops = Collections.unmodifiableMap(copy);
        }

        /**
         * Returns how many items it ended without handing anything on, for whatever reason.
         *
         * @return the number
         */
        public long dropped() {
            return drops.values().stream().mapToLong(Long::longValue).sum();
        }

        /**
         * Returns how many items it ended without handing anything on, for one reason.
         *
         * @param reason the reason
         * @return the number
         */
        public long dropped(DropReason reason) {
            return drops.getOrDefault(requireNonNull(reason, "reason"), 0L);
        }

        /**
         * Returns how many items wait before the step or are being worked on.
         *
         * @return the number
         */
        public long inFlight() {
            return received - worked - dropped() - returned;
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
     * Returns how many items were ended without handing anything on, at all steps and for whatever reason.
     *
     * @return the number
     */
    public long dropped() {
        return steps.stream().mapToLong(Step::dropped).sum();
    }

    /**
     * Returns how many items were ended without handing anything on, at all steps and for one reason.
     *
     * @param reason the reason
     * @return the number
     */
    public long dropped(DropReason reason) {
        return steps.stream().mapToLong(step -> step.dropped(reason)).sum();
    }

    /**
     * Returns by how many items the stages of batches made the stream smaller.
     *
     * @return the number; negative if they made more items than they were given
     */
    public long merged() {
        return steps.stream()
                .mapToLong(step -> step.worked() - step.delivered())
                .sum();
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
                + (merged() == 0 ? "" : " + merged " + merged())
                + (stillRunning.isEmpty() ? "" : "; still running: " + stillRunning)
                + (failure == null ? "" : "; " + failure.getMessage());
    }
}
