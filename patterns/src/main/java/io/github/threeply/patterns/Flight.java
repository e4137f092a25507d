package io.github.threeply.patterns;

import java.util.function.Supplier;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/**
 * What this module tells the JDK's flight recorder, and the only class of it that knows there is one. It is asked on slow
 * paths alone: where a step is about to wait, and where something fails or ends. Then it costs a read of a static field,
 * until somebody records for the first time. Without the module {@code jdk.jfr} all of it does nothing.
 *
 * <p>No signature here has a type of that module in it, so that this class can be loaded where it is missing. Whatever goes
 * wrong in telling must not change what is told of.
 *
 * <p>Names and fields are seen by those who read recordings: none is changed lightly.
 */
final class Flight {
    private static final boolean HAS_RECORDER = hasRecorder();

    private Flight() {}

    private static boolean hasRecorder() {
        try {
            boolean ignored = FlightRecorder.isInitialized();
            return true;
        } catch (LinkageError e) {
            return false; // a runtime without the module jdk.jfr, or a module path on which it is not ours to use
        }
    }

    /** Whether anybody records, or has recorded. The events below, whose making costs milliseconds once, are not touched before. */
    private static boolean isOn() {
        return HAS_RECORDER && FlightRecorder.isInitialized();
    }

    /**
     * A thread of a step is about to wait.
     *
     * @param kind what for, as {@link Tally} has it
     * @return what {@link #stepWaited} takes; null if nobody wants to know
     */
    static @Nullable Object stepWaits(Step step, int kind) {
        if (!isOn()) {
            return null;
        }
        try {
            StepWaitEvent event = new StepWaitEvent();
            if (!event.isEnabled()) {
                return null;
            }
            event.pipeline = step.pipeline;
            event.step = step.name();
            event.what = kind == Tally.FOR_INPUT ? "input" : kind == Tally.FOR_ROOM ? "room" : "retry";
            event.begin();
            return event;
        } catch (Throwable e) {
            return null;
        }
    }

    static void stepWaited(@Nullable Object wait) {
        try {
            if (wait instanceof StepWaitEvent event) {
                event.commit();
            }
        } catch (Throwable e) {
            // told to nobody
        }
    }

    /**
     * A step has failed at something, or the pipeline was aborted.
     *
     * @param step null if it was not a step
     */
    static void failed(String pipeline, @Nullable String step, String outcome, Throwable cause) {
        if (!isOn()) {
            return;
        }
        try {
            StepFailureEvent event = new StepFailureEvent();
            event.pipeline = pipeline;
            event.step = step;
            event.outcome = outcome;
            event.cause = cause.toString();
            event.commit();
        } catch (Throwable e) {
            // told to nobody
        }
    }

    /** The last thread of a step has ended. */
    static void stepEnded(Step step, Supplier<PipelineStatistics> statistics) {
        if (!isOn()) {
            return;
        }
        try {
            StepEndEvent event = new StepEndEvent();
            if (event.isEnabled()) {
                event.pipeline = step.pipeline;
                event.fill(statistics.get().step(step.name()));
                event.commit();
            }
        } catch (Throwable e) {
            // told to nobody
        }
    }

    /** The last thread of a pipeline is about to end. */
    static void pipelineEnded(String pipeline, long beganNanos, Supplier<PipelineReport> report) {
        if (!isOn()) {
            return;
        }
        try {
            PipelineEndEvent event = new PipelineEndEvent();
            if (event.isEnabled()) {
                event.pipeline = pipeline;
                event.lasted = System.nanoTime() - beganNanos;
                event.fill(report.get());
                event.commit();
            }
        } catch (Throwable e) {
            // told to nobody
        }
    }

    @Name("io.github.threeply.StepWait")
    @Label("Step Wait")
    @Description("A thread of a pipeline's step waited for items, for room, or before it tried again")
    @Category({"Threeply", "Pipeline"})
    @Threshold("10 ms")
    @StackTrace(false)
    static final class StepWaitEvent extends Event {
        @Label("Pipeline")
        @Nullable
        String pipeline;

        @Label("Step")
        @Nullable
        String step;

        @Label("Waited For")
        @Description("input, room or retry")
        @Nullable
        String what;
    }

    @Name("io.github.threeply.StepFailure")
    @Label("Step Failure")
    @Description("A step of a pipeline has failed at an item, or the pipeline was aborted")
    @Category({"Threeply", "Pipeline"})
    static final class StepFailureEvent extends Event {
        @Label("Pipeline")
        @Nullable
        String pipeline;

        @Label("Step")
        @Description("Null if the pipeline was aborted from outside")
        @Nullable
        String step;

        @Label("Outcome")
        @Description("to be retried, skipped, ends the pipeline, or aborted")
        @Nullable
        String outcome;

        @Label("Cause")
        @Nullable
        String cause;
    }

    @Name("io.github.threeply.StepEnd")
    @Label("Step End")
    @Description("The last thread of a pipeline's step has ended. Times are the sum over its threads")
    @Category({"Threeply", "Pipeline"})
    @StackTrace(false)
    static final class StepEndEvent extends Event {
        @Label("Pipeline")
        @Nullable
        String pipeline;

        @Label("Step")
        @Nullable
        String step;

        @Label("Threads")
        int threads;

        @Label("Items In")
        long in;

        @Label("Items Out")
        long out;

        @Label("Retries")
        long retries;

        @Label("Items Skipped")
        long skipped;

        @Label("Items Dropped")
        long dropped;

        @Label("Capacity")
        @Description("Of the channel before it; 0 for a source")
        int capacity;

        @Label("High Water")
        @Description("The most items that were seen in that channel")
        int highWater;

        @Label("Waited for Input")
        @Timespan(Timespan.NANOSECONDS)
        long waitedForInput;

        @Label("Waited for Room")
        @Timespan(Timespan.NANOSECONDS)
        long waitedForRoom;

        @Label("Worked")
        @Timespan(Timespan.NANOSECONDS)
        long worked;

        void fill(PipelineStatistics.Step numbers) {
            step = numbers.name();
            threads = numbers.threads();
            in = numbers.in();
            out = numbers.out();
            retries = numbers.retries();
            skipped = numbers.skipped();
            dropped = numbers.dropped();
            capacity = numbers.capacity();
            highWater = numbers.highWater();
            waitedForInput = numbers.waitedForInput().toNanos();
            waitedForRoom = numbers.waitedForRoom().toNanos();
            worked = numbers.worked().toNanos();
        }
    }

    @Name("io.github.threeply.PipelineEnd")
    @Label("Pipeline End")
    @Description("A pipeline has ended: its ledger. Accepted = consumed + returned + dropped + in flight + merged")
    @Category({"Threeply", "Pipeline"})
    @StackTrace(false)
    static final class PipelineEndEvent extends Event {
        @Label("Pipeline")
        @Nullable
        String pipeline;

        @Label("Lasted")
        @Timespan(Timespan.NANOSECONDS)
        long lasted;

        @Label("Items Accepted")
        long accepted;

        @Label("Items Consumed")
        long consumed;

        @Label("Items Returned")
        long returned;

        @Label("Items Dropped")
        long dropped;

        @Label("Items in Flight")
        long inFlight;

        @Label("Items Merged")
        long merged;

        @Label("Failure")
        @Nullable
        String failure;

        void fill(PipelineReport report) {
            accepted = report.accepted();
            consumed = report.consumed();
            returned = report.returned().size();
            dropped = report.dropped();
            inFlight = report.inFlight();
            merged = report.merged();
            PipelineFailedException why = report.failure();
            failure = why == null ? null : why.getMessage();
        }
    }
}
