package io.github.threeply.patterns;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The results of a {@linkplain Tasks#map map}, computed while they are read.
 * <pre>{@code
 * try (Results<Long> sums = Tasks.map(pool, n -> sumOfSquaresBelow(n), numbers)) {
 *     for (long sum : sums) { ... }
 * }
 * }</pre>
 *
 * <p><b>One reader.</b> They can be read once, in one of the three ways: {@link #iterator}, {@link #stream} or
 * {@link #toList}; the next attempt throws {@link IllegalStateException}. Not for several threads at once.
 *
 * <p><b>Failure.</b> When the reader comes to an argument for which the function failed, the work ahead is cancelled and
 * waited for, at most for the grace time of {@link Tasks}; then the failure is thrown. Other failures that came until
 * then are suppressed by it. What was read before stays read. The iterator and the stream throw
 * {@link TaskFailedException}, whatever went wrong, or {@link TasksStillRunningException} if cancelled work did not end.
 *
 * @param <R> the type of the results
 */
public interface Results<R extends @Nullable Object> extends Iterable<R>, AutoCloseable {

    /**
     * Returns an iterator over the results. Its {@code hasNext} and {@code next} wait for the next one.
     *
     * @return the iterator
     * @throws IllegalStateException if the results were read or closed before
     */
    @Override
    Iterator<R> iterator();

    /**
     * Returns a sequential stream of the results. Closing it closes the results.
     *
     * @return the stream
     * @throws IllegalStateException if the results were read or closed before
     */
    Stream<R> stream();

    /**
     * Waits for all results.
     *
     * @return the results; the list cannot be changed, and may contain nulls
     * @throws ExecutionException around what the function or the source of arguments threw first
     * @throws InterruptedException if the thread is interrupted while it waits; the work was cancelled and has ended
     * @throws TasksStillRunningException if the work was cancelled and did not end within the grace time
     * @throws IllegalStateException if the results were read or closed before
     */
    List<R> toList() throws ExecutionException, InterruptedException;

    /**
     * Cancels what has not been read and waits until it has ended, at most for the grace time. Has no effect when all was
     * read, and when called again. An interrupt does not shorten the wait; the interrupt status stays set.
     *
     * @throws TasksStillRunningException if cancelled work did not end within the grace time
     */
    @Override
    void close();
}
