package io.github.threeply.core;

import java.io.Serializable;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A piece of work that can travel: a {@link Callable} that is {@link Serializable}.
 *
 * <p>A lambda or method reference given where a {@code Task} is expected is serializable, and so is everything it
 * captures if it is to run in another process. Between threads a task runs in place and nothing is serialized.
 *
 * <p>A lambda given where a plain {@link Callable} is expected can never travel, because the compiler has already made
 * it without the means; {@link #of} gives it the right type:
 * <pre>{@code
 * ExecutorService anyPool = ...;
 * anyPool.submit(Task.of(() -> sumOfSquares(3_000_000)));
 * }</pre>
 *
 * @param <T> the type of the result
 */
@FunctionalInterface
public interface Task<T extends @Nullable Object> extends Callable<T>, Serializable {

    /**
     * Does the work.
     *
     * @return the result
     * @throws Exception if the work fails; whoever waits for the result sees it
     */
    @Override
    T call() throws Exception;

    /**
     * Returns the task itself. It exists to give a lambda or an overloaded method reference this type.
     *
     * @param task the task
     * @param <T> the type of the result
     * @return {@code task}
     */
    static <T extends @Nullable Object> Task<T> of(Task<T> task) {
        return Objects.requireNonNull(task, "task");
    }

    /**
     * A piece of work without a result that can travel. Implement {@link #act}; {@link #run} is what executors call.
     */
    @FunctionalInterface
    interface Action extends Runnable, Serializable {

        /**
         * Does the work.
         *
         * @throws Exception if the work fails; whoever waits for its end sees it
         */
        void act() throws Exception;

        /**
         * Does the work, for callers that know only {@link Runnable}.
         *
         * @throws CompletionException around a checked exception of {@link #act}; unchecked ones are thrown as they are
         */
        @Override
        @SuppressWarnings("FunctionalInterfaceMethodChanged") // a lambda for Runnable never is an Action
        default void run() {
            try {
                act();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                throw new CompletionException(e);
            }
        }

        /**
         * Returns the action itself. It exists to give a lambda this type.
         *
         * @param action the action
         * @return {@code action}
         */
        static Action of(Action action) {
            return Objects.requireNonNull(action, "action");
        }
    }
}
