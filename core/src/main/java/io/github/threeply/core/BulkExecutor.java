package io.github.threeply.core;

import static java.util.Objects.requireNonNull;

import java.util.Iterator;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * An executor that also takes one function with a source of many arguments, and whose tasks can travel.
 *
 * <p>This is the line that one changes to move a program from threads to processes:
 * <pre>{@code
 * try (BulkExecutor pool = BulkExecutor.threads(4)) { ... }
 * try (BulkExecutor pool = WorkerProcessPool.builder().workers(4).start()) { ... }
 * }</pre>
 *
 * <p>It is {@link AutoCloseable} on every JDK: {@link #close} does what {@code ExecutorService.close} does since 19.
 */
public interface BulkExecutor extends ExecutorService, AutoCloseable {

    /**
     * Applies one function to many arguments, taken from their source one by one as credits allow.
     *
     * @param function what to apply
     * @param arguments the source of arguments, used only by the thread that reads the results; may be endless
     * @param credits how many arguments may be taken at first, at least 1; {@link BulkResults#request} allows more
     * @param <A> the type of the arguments
     * @param <R> the type of the results
     * @return the results, as they come
     * @throws IllegalArgumentException if {@code credits} is not positive
     * @throws RejectedExecutionException if the executor takes no more work
     */
    <A extends @Nullable Object, R extends @Nullable Object> BulkResults<R> submitEach(
            TaskFunction<? super A, ? extends R> function, Iterator<? extends A> arguments, int credits);

    /**
     * Submits a task. A lambda given here is a {@link Task} and can travel; a method reference to an overloaded method
     * needs {@link Task#of} to say which.
     *
     * @param task what to do
     * @param <T> the type of the result
     * @return the future result
     * @throws RejectedExecutionException if the executor takes no more work
     */
    <T extends @Nullable Object> Future<T> submit(Task<T> task);

    /**
     * Submits a task without a result.
     *
     * @param action what to do
     * @return the future end, with {@code null} as its value
     * @throws RejectedExecutionException if the executor takes no more work
     */
    Future<?> submit(Task.Action action);

    /**
     * Tells how many tasks run at a time, as far as the executor knows. Who feeds it lazily looks that much ahead, or a
     * multiple of it.
     *
     * @return the number, at least 1; by default the number of processors
     */
    default int parallelism() {
        return Runtime.getRuntime().availableProcessors();
    }

    /**
     * Tells how many credits to begin {@link #submitEach} with where nobody has said how far to work ahead of the reader.
     * Enough that the executor is never idle while arguments take little. An executor that takes fewer arguments than it
     * may while they take long should say how many it takes then.
     *
     * @return the number, at least 1; by default 64 for each task that {@linkplain #parallelism runs at a time}, at most
     *     65536
     */
    default int lookAhead() {
        return (int) Math.min(64L * parallelism(), 1 << 16);
    }

    /**
     * Tells whether tasks run in this JVM as the very objects that were submitted, so that they need not be
     * serializable and may refer to anything.
     *
     * @return whether they do; false, the careful answer, by default
     */
    default boolean runsInPlace() {
        return false;
    }

    /**
     * Takes no more work and waits until all that was submitted has ended. If the thread is interrupted while it waits,
     * the work is stopped as by {@link #shutdownNow}, the wait goes on, and this returns with the interrupt status set.
     * Closing again waits again.
     */
    @Override
    void close();

    /**
     * Makes a pool of so many daemon threads, named {@code threeply-pool-N-thread-M}.
     *
     * @param threads how many, at least 1
     * @return the pool
     * @throws IllegalArgumentException if {@code threads} is not positive
     */
    static BulkExecutor threads(int threads) {
        return threads(threads, Threads.daemon("threeply-pool-" + ExecutorAsBulk.POOLS.incrementAndGet() + "-thread-"));
    }

    /**
     * Makes a pool of so many threads.
     *
     * @param threads how many, at least 1
     * @param factory makes them
     * @return the pool
     * @throws IllegalArgumentException if {@code threads} is not positive
     */
    static BulkExecutor threads(int threads, ThreadFactory factory) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, but was " + threads);
        }
        return over(Executors.newFixedThreadPool(threads, requireNonNull(factory, "factory")));
    }

    /**
     * Makes an executor with a thread of its own for each task: a virtual one on JDK 21 and later, a daemon platform
     * thread before, which is kept for a minute to be used again.
     *
     * @return the executor
     */
    static BulkExecutor threadPerTask() {
        return over(Threads.executorOfVirtualThreads(
                "threeply-pool-" + ExecutorAsBulk.POOLS.incrementAndGet() + "-thread-"));
    }

    /**
     * Gives any executor this interface. Closing or shutting down the one does it to the other; the common pool, which
     * cannot be shut down, is left as it is.
     *
     * <p>Arguments of {@link #submitEach} that the executor rejects, because its queue is full for example, fail with
     * what it threw. One that drops tasks without a word, or runs them in its own time only, must not be used for that:
     * the outcomes would be waited for in vain.
     *
     * @param executor the executor
     * @return the executor itself if it is a {@code BulkExecutor}, else a view of it
     */
    static BulkExecutor over(ExecutorService executor) {
        requireNonNull(executor, "executor");
        return executor instanceof BulkExecutor bulk ? bulk : new ExecutorAsBulk(executor);
    }
}
