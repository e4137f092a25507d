package io.github.threeply.patterns;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Learns what happens in a {@link BoundedPipeline}. Implement what is wanted; all methods do nothing by default.
 *
 * <p>A method runs on the thread on which the thing happens, outside all locks, and that thread waits for it; several
 * threads may call at once. What it throws is logged and counted ({@link PipelineStatistics#callbackFailures}), and
 * changes nothing. It may call any method of the pipeline that does not wait for the end, and {@code abort}, which does
 * not wait there; but {@link #stopped} may be told on a thread that the end does not wait for, where all may be called.
 *
 * <p>{@link #started} comes first and {@link #ended} last. Nothing is told for each item that goes its way.
 */
public interface PipelineListener {

    /** The threads are about to be started. */
    default void started() {}

    /** The pipeline was asked to stop for the first time. Not told when its source ends by itself, or when it fails. */
    default void stopped() {}

    /**
     * All threads of a step have ended.
     *
     * @param step the name of the step
     */
    default void stepEnded(String step) {}

    /**
     * An item was dropped, for any reason but that a step failed at it.
     *
     * @param step the name of the step on whose account it is
     * @param item the item
     * @param reason why
     */
    default void dropped(String step, Object item, DropReason reason) {}

    /**
     * A step failed at an item, and goes on with the next.
     *
     * @param step the name of the step
     * @param item the item; of a batch, each of them
     * @param why what the step threw at last
     */
    default void skipped(String step, Object item, Exception why) {}

    /**
     * A step failed at an item, and is about to try again.
     *
     * @param step the name of the step
     * @param item the item, or the list of items of a batch
     * @param retry which try after the first one comes next, counted from 1
     * @param pause how long the step waits before it
     * @param why what the step threw
     */
    default void retried(String step, Object item, int retry, Duration pause, Exception why) {}

    /**
     * The pipeline has failed or was aborted. Its channels are ended and its threads interrupted.
     *
     * @param step the name of the step that failed, or {@code null} if it was aborted from outside
     * @param cause why
     */
    default void failed(@Nullable String step, Throwable cause) {}

    /**
     * The pipeline has ended: the last thread is about to. Those who wait for the end wait for this too.
     *
     * @param report what has become of the items; it is final
     */
    default void ended(PipelineReport report) {}
}
