package io.github.threeply.patterns;

import static java.util.Objects.requireNonNull;

import io.github.threeply.core.Channel;
import java.time.Duration;

/**
 * Producers, stages and consumers around bounded channels, with a ledger of every item.
 * <pre>{@code
 * Event stop = Event.create();
 * BoundedPipeline pipeline = BoundedPipeline.from("receive", 2, network::receive)
 *         .capacity(10)
 *         .stage("parse", 2, Order::parse)
 *         .to("store", 3, store::save)
 *         .stopOn(stop)
 *         .start();
 * try (pipeline) {
 *     Thread.sleep(500);
 *     stop.set();
 * }
 * System.out.println(pipeline.report()); // accepted 812 = consumed 810 + returned 2 + dropped 0 + in flight 0
 * }</pre>
 *
 * <p><b>Words.</b> {@link #stop} refuses new items and returns at once; what was accepted drains. {@link #close} stops
 * and waits for that. {@link #close(Duration)} waits so long and reports what was left. {@link #abort} ends everything
 * now and gives back what was not delivered.
 *
 * <p><b>States.</b> RUNNING; then STOPPED, by {@link #stop} or because the source has ended; or FAILED, because a step
 * threw or by {@link #abort}. It has ended when all its threads have. No state is ever left backwards.
 * <pre>
 *            stop, or the end of the source           what was accepted has drained
 *   RUNNING -------------------------------&gt; STOPPED -------------------------------&gt; ended
 *      |                                        |                                       ^
 *      |   a step throws, abort                 |                                       |
 *      +--------------------+-------------------+                                       |
 *                           v                                                           |
 *                        FAILED --------------------------------------------------------+
 *                              channels aborted, threads interrupted; all threads ended
 * </pre>
 *
 * <p><b>The ledger.</b> Accepted = consumed + returned + dropped + in flight ({@link PipelineReport}). The pipeline
 * itself calls the source and puts the item into the first channel. So an item that the source returned, and that the
 * channel refused because of a stop, is not lost: it was accepted and is in the report as returned. A stage makes one
 * item of each item; if it returns {@code null} the item is dropped, and counted so. Stages of batches make n items of m;
 * the report says how many fewer.
 *
 * <p><b>Options</b> ({@link PipelineDescription}). A stage of several threads can be {@linkplain
 * PipelineDescription.Stage#ordered() ordered}, work on {@linkplain PipelineDescription.From#batchStage batches}, or hand
 * its items to {@linkplain PipelineDescription.Stage#on an executor}. {@link BackPressure} says what happens at a full
 * channel, {@link FailurePolicy} what happens when a step throws. A {@link PipelineListener} is told what happens, {@link
 * #statistics} how it goes. Actions and listeners are called outside all locks; one that throws is logged and counted.
 *
 * <p><b>Failure.</b> Where no other policy was chosen, what a step throws ends the whole pipeline, in both directions, as an {@link #abort} with that
 * cause would: threads that wait in a put or a take are released, the others are interrupted, undelivered items are
 * returned, channels given from outside fail with a {@link PipelineFailedException}. The first failure counts, others
 * are suppressed by it. An interrupt that did not come from the pipeline is a failure too.
 *
 * <p><b>The end of the source.</b> One {@code null} ends it for all its threads: it is not called again, calls under way
 * are waited for, and what they return is accepted. A stop interrupts the threads that wait in the source, or
 * to put what it returned, and those only. After a stop an exception of the source is no failure: an interruption is what was asked for, any other is
 * logged.
 *
 * <p><b>Channels from outside.</b> The pipeline is the reading end of the channel it is {@linkplain #from(Channel) made
 * from}: it closes that when stopped, and items it has not taken when it fails are in its report. It is the writing end
 * of the channel it {@linkplain PipelineDescription.From#to(Channel) leads to}: it closes that at its end, and what it has put there counts
 * as consumed. To share a channel with others, use {@code channel::take} as a source or {@code channel::put} as a sink;
 * the pipeline then never closes it.
 *
 * <p><b>Threads.</b> Any thread may call any method. Each step runs on threads of its own, named {@code
 * pipeline-STEP-1} and so on, so no step can starve another: daemon threads, others on {@linkplain
 * PipelineDescription.Ready#threads request}. Methods that wait for the end refuse to be called
 * on these threads.
 *
 * <p><b>Memory consistency effects.</b> Actions of one step on an item <i>happen-before</i> those of the next step on
 * it; all actions of all steps <i>happen-before</i> the return of a method that has waited for the end.
 */
public final class BoundedPipeline implements AutoCloseable {
    private final PipelineRun run;

    BoundedPipeline(PipelineRun run) {
        this.run = run;
    }

    /**
     * Begins the description of a pipeline with a source.
     *
     * @param name the name of the step, part of its threads' names
     * @param parallelism how many threads call the source, at least 1
     * @param source where the items come from
     * @param <T> the type of the items
     * @return the description so far
     * @throws IllegalArgumentException if the name is blank or {@code parallelism} is not positive
     */
    public static <T> PipelineDescription.From<T> from(String name, int parallelism, Source<? extends T> source) {
        return PipelineBuilder.begin(name, parallelism, source);
    }

    /**
     * Begins the description of a pipeline with a channel that others fill. The first stage or sink takes from it.
     *
     * @param channel where the items come from; the pipeline closes it when stopped, and fails it when it fails
     * @param <T> the type of the items
     * @return the description so far
     */
    public static <T> PipelineDescription.From<T> from(Channel<? extends T> channel) {
        return PipelineBuilder.begin(channel);
    }

    /**
     * Refuses new items from now on and returns at once. What was accepted drains. A put into the first channel that
     * waits is refused, and its item is returned in the report. Threads that wait in the source are interrupted. Has no
     * effect on a pipeline that is stopped.
     */
    public void stop() {
        run.stop();
    }

    /**
     * Stops, and waits until every accepted item is consumed, dropped or returned and all threads have ended. There is
     * no limit to this wait: a step that never returns is for {@link #close(Duration)} or {@link #abort}. Only after a
     * failure the wait is limited by the grace time.
     *
     * <p>If the thread is interrupted before or while it waits, the pipeline is aborted, and this returns with the
     * interrupt status set after the threads have ended or the grace time is over.
     *
     * <p>Closing again waits again, and does not repeat a failure that somebody was told before this call.
     *
     * @throws PipelineFailedException if the pipeline failed or was aborted, and no method has told anybody so before
     *     this call; also if threads still run after the grace time
     * @throws IllegalStateException if called on a thread of the pipeline, which would wait for itself
     */
    @Override
    public void close() {
        refuseOwnThread("close()");
        boolean toldBefore = run.isTold();
        run.stop();
        boolean ended;
        boolean abortedHere = false;
        try {
            ended = run.await(Long.MAX_VALUE);
        } catch (InterruptedException e) {
            abortedHere = run.fail(null, new InterruptedException("interrupted in close()"));
            ended = run.awaitEndWithinGraceUninterruptibly();
            Thread.currentThread().interrupt();
        }
        PipelineFailedException failure = run.failure();
        if (failure != null) {
            run.setTold();
            if (!ended || !(toldBefore || abortedHere)) {
                throw failure;
            }
        }
    }

    /**
     * Stops, and waits for the end as {@link #close} does, at most for {@code limit}. Throws no failure: the report
     * tells it. When the limit is over, what was accepted goes on draining; {@link #abort} ends that.
     *
     * <p>If the thread is interrupted before or while it waits, the pipeline is aborted and this returns with the
     * interrupt status set after the threads have ended or the grace time is over.
     *
     * @param limit how long to wait at most
     * @return what has become of the items so far, and the names of the threads that still run
     * @throws IllegalStateException if called on a thread of the pipeline, which would wait for itself
     */
    public PipelineReport close(Duration limit) {
        requireNonNull(limit, "limit");
        refuseOwnThread("close(Duration)");
        run.stop();
        try {
            run.await(Limits.nanos(limit));
        } catch (InterruptedException e) {
            run.fail(null, new InterruptedException("interrupted in close(Duration)"));
            run.awaitEndWithinGraceUninterruptibly();
            Thread.currentThread().interrupt();
        }
        PipelineReport report = run.report();
        run.setTold();
        return report;
    }

    /**
     * Ends everything now: refuses new items, takes the undelivered ones back, interrupts all threads and waits until
     * they have ended, at most for the grace time or until this thread is interrupted, which leaves the interrupt
     * status set. An item that was being worked on is consumed if its step ends in spite of the interrupt, returned if
     * it throws, and in flight while it does neither.
     *
     * <p>Has no effect on a pipeline that has ended, and only waits for one that has failed. Called on a thread of the
     * pipeline it does not wait.
     *
     * @param cause why; others who wait for the pipeline see it
     * @return what has become of the items: the undelivered ones are {@linkplain PipelineReport#returned() returned}
     */
    public PipelineReport abort(Throwable cause) {
        run.fail(null, requireNonNull(cause, "cause"));
        if (!run.isOwnThread()
                && !run.awaitEndWithinGrace()
                && !Thread.currentThread().isInterrupted()) {
            run.warnOfThoseStillRunning();
        }
        PipelineReport report = run.report();
        run.setTold();
        return report;
    }

    /**
     * Waits until the pipeline has ended, because its source has, or because it was stopped.
     *
     * @return what has become of the items
     * @throws InterruptedException if the thread is interrupted while it waits; the pipeline is not affected
     * @throws PipelineFailedException if the pipeline failed or was aborted; after a failure the wait is limited by the
     *     grace time
     * @throws IllegalStateException if called on a thread of the pipeline, which would wait for itself
     */
    public PipelineReport awaitEnd() throws InterruptedException {
        refuseOwnThread("awaitEnd()");
        run.await(Long.MAX_VALUE);
        throwFailure();
        return run.report();
    }

    /**
     * Waits until the pipeline has ended, at most for {@code limit}.
     *
     * @param limit how long to wait at most
     * @return whether it has ended
     * @throws InterruptedException if the thread is interrupted while it waits; the pipeline is not affected
     * @throws PipelineFailedException if the pipeline has ended by failing or being aborted, or has failed and not ended
     *     within the grace time
     * @throws IllegalStateException if called on a thread of the pipeline, which would wait for itself
     */
    public boolean tryAwaitEnd(Duration limit) throws InterruptedException {
        requireNonNull(limit, "limit");
        refuseOwnThread("tryAwaitEnd(Duration)");
        boolean ended = run.await(Limits.nanos(limit));
        if (ended || run.isGraceOver()) {
            throwFailure();
        }
        return ended;
    }

    /**
     * Waits until all items that the pipeline had accepted before this call are consumed, dropped or returned, while it
     * goes on with those that come later. Items that came of them count as they do. Where the pipeline reads a channel, the
     * items that lay in it when this was called count as accepted. That a channel has handed an item to a waiting thread is
     * not seen before this thread has woken: at a {@linkplain Channel#fair fair} channel or a {@linkplain Channel#rendezvous
     * rendezvous} with which the pipeline begins, an item from each thread may be missed.
     *
     * <p>It waits by looking again after pauses, of at most ten milliseconds, and costs the pipeline nothing. With a source
     * that never rests it may wait a little longer than needed, for an item more or so from each thread. Items in a batch
     * that is not full are through when its age has made it go.
     *
     * @throws InterruptedException if the thread is interrupted before or while it waits; the pipeline is not affected
     * @throws PipelineFailedException if the pipeline failed or was aborted
     * @throws IllegalStateException if called on a thread of the pipeline, which would wait for itself
     */
    public void joinProcessed() throws InterruptedException {
        refuseOwnThread("joinProcessed()");
        run.joinProcessed(Long.MAX_VALUE);
        throwFailure();
    }

    /**
     * Waits as {@link #joinProcessed()} does, at most for {@code limit}.
     *
     * @param limit how long to wait at most
     * @return whether it came to that
     * @throws InterruptedException if the thread is interrupted before or while it waits; the pipeline is not affected
     * @throws PipelineFailedException if the pipeline failed or was aborted
     * @throws IllegalStateException if called on a thread of the pipeline, which would wait for itself
     */
    public boolean tryJoinProcessed(Duration limit) throws InterruptedException {
        requireNonNull(limit, "limit");
        refuseOwnThread("tryJoinProcessed(Duration)");
        boolean processed = run.joinProcessed(Limits.nanos(limit));
        throwFailure();
        return processed;
    }

    /**
     * Returns how the pipeline is doing now. Does not wait.
     *
     * @return the statistics of all steps
     */
    public PipelineStatistics statistics() {
        return run.statistics();
    }

    /**
     * Tells whether the pipeline takes no more from its source, for whatever reason but the end of the source.
     *
     * @return whether it was stopped, failed or was aborted
     */
    public boolean isStopped() {
        return run.isStopped();
    }

    /**
     * Returns the ledger as it is now. Does not wait.
     *
     * @return what has become of the items so far
     */
    public PipelineReport report() {
        return run.report();
    }

    private void throwFailure() {
        PipelineFailedException failure = run.failure();
        if (failure != null) {
            run.setTold();
            throw failure;
        }
    }

    private void refuseOwnThread(String method) {
        if (run.isOwnThread()) {
            throw new IllegalStateException(
                    method + " was called on " + Thread.currentThread().getName()
                            + ", a thread of the pipeline, and would wait for itself: call stop() or abort(cause) there");
        }
    }

    @Override
    public String toString() {
        return "BoundedPipeline[" + report() + "]";
    }
}
