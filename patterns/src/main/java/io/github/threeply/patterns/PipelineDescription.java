package io.github.threeply.patterns;

import io.github.threeply.core.Channel;
import io.github.threeply.core.Event;
import io.github.threeply.core.TaskFunction;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * The words in which a {@link BoundedPipeline} is described, step after step, from {@link BoundedPipeline#from} to
 * {@link Ready#start}. Options apply to the step before them, and may be said in any order; said again, an option replaces
 * what was said before. Each description can be continued once. It is not for several threads.
 */
public final class PipelineDescription {
    private PipelineDescription() {}

    /**
     * The description of a pipeline up to some step.
     *
     * @param <T> the type of the items that come out of the step
     */
    public interface From<T> {

        /**
         * Sets how many items may wait between the step before and the one after. 16 by default.
         *
         * @param items how many, from 1 to 2<sup>30</sup>
         * @return this description
         * @throws IllegalArgumentException if {@code items} is out of that range
         * @throws IllegalStateException if a channel was given for this place
         */
        From<T> capacity(int items);

        /**
         * Leads the items of the step before through a channel of another kind, which the pipeline then owns.
         *
         * @param channel the channel, empty and open
         * @return this description
         * @throws IllegalStateException if a channel or a capacity was given for this place
         */
        From<T> via(Channel<T> channel);

        /**
         * Sets what the step before does when the channel after it is full. {@link BackPressure#block} by default.
         *
         * @param policy what to do
         * @return this description
         * @throws IllegalStateException if the pipeline begins with a channel and has no step yet
         */
        From<T> backPressure(BackPressure<? super T> policy);

        /**
         * Adds a step that makes one item of each item. Between its threads items may overtake each other, unless it is
         * {@linkplain Stage#ordered() ordered}.
         *
         * @param name the name of the step, part of its threads' names
         * @param parallelism how many threads call the function, at least 1
         * @param function what to do; an item for which it returns {@code null} is dropped, and counted so
         * @param <R> the type of the items that come out
         * @return the description so far
         * @throws IllegalArgumentException if the name is blank or taken, or {@code parallelism} is not positive
         */
        <R> Stage<R> stage(String name, int parallelism, TaskFunction<? super T, ? extends @Nullable R> function);

        /**
         * Adds a step that makes any number of items of several items at once. A batch is full when it has {@code maxSize}
         * items, or when the first of them was taken out of the channel {@code maxAge} ago. What has come when the stream
         * ends is the last batch. Each thread of the step collects a batch of its own; those of an ordered step do that one
         * after the other.
         *
         * @param name the name of the step, part of its threads' names
         * @param parallelism how many threads call the function, at least 1
         * @param maxSize how many items a batch has at most, at least 1
         * @param maxAge how long the first item waits for others at most; zero: not at all, a batch is what is there
         * @param function what to do with the items, a list that cannot be changed; its results are handed on in their order.
         *     That it returns {@code null}, or a collection with a {@code null} in it, counts as a failure
         * @param <R> the type of the items that come out
         * @return the description so far
         * @throws IllegalArgumentException if the name is blank or taken, a number is not positive or {@code maxAge} is
         *     negative
         */
        <R> Stage<R> batchStage(
                String name,
                int parallelism,
                int maxSize,
                Duration maxAge,
                TaskFunction<? super List<T>, ? extends Collection<? extends R>> function);

        /**
         * Ends the pipeline with a step that consumes the items.
         *
         * @param name the name of the step, part of its threads' names
         * @param parallelism how many threads call the sink, at least 1
         * @param sink what to do with the items
         * @return the whole description
         * @throws IllegalArgumentException if the name is blank or taken, or {@code parallelism} is not positive
         * @throws IllegalStateException if the back-pressure of some step does not go with the step after it
         */
        Ready to(String name, int parallelism, Sink<? super T> sink);

        /**
         * Ends the pipeline with a step that consumes several items at once. Batches are as in {@link #batchStage}.
         *
         * @param name the name of the step, part of its threads' names
         * @param parallelism how many threads call the sink, at least 1
         * @param maxSize how many items a batch has at most, at least 1
         * @param maxAge how long the first item waits for others at most; zero: not at all, a batch is what is there
         * @param sink what to do with the items, a list that cannot be changed
         * @return the whole description
         * @throws IllegalArgumentException if the name is blank or taken, a number is not positive or {@code maxAge} is
         *     negative
         * @throws IllegalStateException if the back-pressure of some step does not go with the step after it
         */
        Ready batchTo(String name, int parallelism, int maxSize, Duration maxAge, Sink<? super List<T>> sink);

        /**
         * Ends the pipeline with a channel from which others take. The step before puts into it directly.
         *
         * @param channel where the items go; the pipeline closes it at its end, and fails it when it fails
         * @return the whole description
         * @throws IllegalStateException if a capacity or a channel was given for this place, if the pipeline begins
         *     with a channel and has no step, or if the back-pressure of the step before is to drop the oldest item, which
         *     is not the pipeline's any more there, or to run the next step
         */
        Ready to(Channel<? super T> channel);
    }

    /**
     * The description of a pipeline up to a stage.
     *
     * @param <T> the type of the items that come out of the stage
     */
    public interface Stage<T> extends From<T> {
        @Override
        Stage<T> capacity(int items);

        @Override
        Stage<T> via(Channel<T> channel);

        @Override
        Stage<T> backPressure(BackPressure<? super T> policy);

        /**
         * Lets results leave the stage in the order in which its items came, with a window of the number of its threads.
         *
         * @return this description
         */
        Stage<T> ordered();

        /**
         * Lets results leave the stage in the order in which its items came. Items that are being worked on, and results
         * that wait for one before them, are together never more than the window: when the item at the head of the line
         * takes long, the others wait, and no more are taken. An item that is dropped or skipped makes way for those behind
         * it. For a stage of batches the order and the window are those of the batches.
         *
         * @param window how many, from the number of the stage's threads to 2<sup>20</sup>
         * @return this description
         * @throws IllegalArgumentException if {@code window} is out of that range
         */
        Stage<T> ordered(int window);

        /**
         * Hands each item, or batch, to an executor as a task: to a pool, to a virtual thread each, to worker processes,
         * for which the function and the items must be serializable. The parallelism of the stage says how many are out at
         * once; a thread of the stage waits for each, and hands its result on. So a stage with hundreds of them is best on
         * {@linkplain Ready#threads virtual threads}.
         *
         * <p>An abort cancels what is out, and an item counts as out until its code has really ended. What the executor
         * refuses, or loses because it is shut down, is returned, and fails the pipeline with a
         * {@link java.util.concurrent.RejectedExecutionException}. The pipeline never shuts the executor down.
         *
         * @param executor where the function is called
         * @return this description
         */
        Stage<T> on(ExecutorService executor);

        /**
         * Sets what is done when the function throws. {@link FailurePolicy#failAll} by default.
         *
         * @param policy what to do
         * @return this description
         */
        Stage<T> onFailure(FailurePolicy policy);
    }

    /** The whole description of a pipeline. */
    public interface Ready {

        /**
         * Sets what is done when the sink throws. {@link FailurePolicy#failAll} by default.
         *
         * @param policy what to do
         * @return this description
         * @throws IllegalStateException if the pipeline ends with a channel
         */
        Ready onFailure(FailurePolicy policy);

        /**
         * Stops the pipeline when the event is set, as {@link BoundedPipeline#stop} does, on the thread that sets it. If
         * it is set already, the source is never called. Several events may be given.
         *
         * @param event the event
         * @return this description
         */
        Ready stopOn(Event event);

        /**
         * Sets how long those who wait for a failed or aborted pipeline wait for code that was interrupted. 10 seconds
         * by default.
         *
         * @param limit how long, zero or more
         * @return this description
         * @throws IllegalArgumentException if {@code limit} is negative
         */
        Ready grace(Duration limit);

        /**
         * Adds a listener. Several may be given; they are told in their order.
         *
         * @param listener learns what happens
         * @return this description
         */
        Ready listener(PipelineListener listener);

        /**
         * Sets the kind of the pipeline's threads. {@link ThreadKind#DAEMON} by default.
         *
         * @param kind the kind
         * @return this description
         */
        Ready threads(ThreadKind kind);

        /**
         * Starts the threads.
         *
         * @return the pipeline at work
         * @throws IllegalStateException if this description was started before
         */
        BoundedPipeline start();
    }
}
