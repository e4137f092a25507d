package io.github.threeply.core;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The results of {@link BulkExecutor#submitEach}, in the order in which they come: a cursor for one consumer.
 * <pre>{@code
 * try (BulkResults<Long> results = pool.submitEach(Sums::ofSquaresBelow, numbers.iterator(), 16)) {
 *     while (results.next()) {
 *         use(results.index(), results.value());
 *         results.request(1);
 *     }
 * }
 * }</pre>
 *
 * <p><b>Credits.</b> An argument is taken from its source only against a credit, and each uses one up. So at most as
 * many results as there were credits are under way or wait to be read; a slow consumer slows the workers.
 * {@link #request} adds credits.
 *
 * <p><b>Threads.</b> Not for several threads at once; only {@link #cancel} may be called from anywhere. The source of
 * arguments is used only by the thread that calls {@code submitEach}, {@link #next}, {@link #tryNext} or
 * {@link #request}, inside that call.
 *
 * <p><b>Every argument taken gets one outcome</b>: a value, the failure of the function, or a
 * {@link CancellationException}; it comes when the code has really ended, not when its cancellation was asked for. So
 * to wait for cancelled work is to read on until {@link #isDrained}.
 *
 * @param <R> the type of the results
 */
public interface BulkResults<R extends @Nullable Object> extends AutoCloseable {

    /**
     * Moves to the next outcome, waiting for it.
     *
     * @return whether there is one; false when all outcomes have been read, or when no credit is left to wait for
     * @throws InterruptedException if the thread is interrupted before or while it waits; no outcome is lost
     * @throws RuntimeException what the source of arguments threw, once the outcomes before it have been read; an error
     *     likewise
     */
    boolean next() throws InterruptedException;

    /**
     * Moves to the next outcome, waiting for it at most for {@code limit}.
     *
     * @param limit how long to wait at most
     * @return whether it moved; false also when all have been read ({@link #isDrained} tells)
     * @throws InterruptedException if the thread is interrupted before or while it waits; no outcome is lost
     * @throws RuntimeException what the source of arguments threw, once the outcomes before it have been read; an error
     *     likewise
     */
    boolean tryNext(Duration limit) throws InterruptedException;

    /**
     * Tells whether all outcomes have been read: the source has ended, or was cut off by {@link #cancel}, and nothing
     * is under way.
     *
     * @return whether there is nothing more to come
     */
    boolean isDrained();

    /**
     * Returns the index of the argument of the current outcome, counted from 0 in the order of the source.
     *
     * @return the index
     * @throws IllegalStateException if the cursor is not on an outcome
     */
    long index();

    /**
     * Returns the current result.
     *
     * @return the result
     * @throws ExecutionException around the failure, if the function failed for this argument
     * @throws CancellationException if it was cancelled
     * @throws IllegalStateException if the cursor is not on an outcome
     */
    R value() throws ExecutionException;

    /**
     * Returns the current failure.
     *
     * @return what the function threw, a {@link CancellationException}, or {@code null} if there is a result
     * @throws IllegalStateException if the cursor is not on an outcome
     */
    @Nullable
    Throwable failure();

    /**
     * Allows so many more arguments to be taken.
     *
     * @param credits how many, at least 1
     * @throws IllegalArgumentException if {@code credits} is not positive
     */
    void request(int credits);

    /**
     * Takes no more arguments, drops what has not started and interrupts what runs. Does not wait. The outcomes of all
     * arguments taken can still be read, those cut short as {@link CancellationException}.
     */
    void cancel();

    /** As {@link #cancel}; nothing can be read any more. Does not wait. Closing again has no effect. */
    @Override
    void close();
}
