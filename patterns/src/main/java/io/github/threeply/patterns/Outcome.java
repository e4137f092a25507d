package io.github.threeply.patterns;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What became of a task: a value, or a failure.
 *
 * @param <T> the type of the value
 */
public sealed interface Outcome<T extends @Nullable Object> {

    /**
     * Tells whether there is a value.
     *
     * @return whether the task has succeeded
     */
    boolean isSuccess();

    /**
     * Returns the value.
     *
     * @return the value
     * @throws ExecutionException around the failure, if there is no value
     * @throws CancellationException if the task was cancelled
     */
    T get() throws ExecutionException;

    /**
     * Returns what the task threw.
     *
     * @return the failure, or {@code null} if there is a value
     */
    @Nullable
    Throwable failure();

    /**
     * A value.
     *
     * @param value the value
     * @param <T> its type
     */
    record Success<T extends @Nullable Object>(T value) implements Outcome<T> {

        @Override
        public boolean isSuccess() {
            return true;
        }

        @Override
        public T get() {
            return value;
        }

        @Override
        public @Nullable Throwable failure() {
            return null;
        }
    }

    /**
     * A failure.
     *
     * @param failure what the task threw; a {@link CancellationException} if it was cancelled
     * @param <T> the type of the value that there would be
     */
    record Failure<T extends @Nullable Object>(Throwable failure) implements Outcome<T> {

        /** Makes the outcome. */
        public Failure {
            requireNonNull(failure, "failure");
        }

        @Override
        public boolean isSuccess() {
            return false;
        }

        @Override
        public T get() throws ExecutionException {
            if (failure instanceof CancellationException e) {
                throw e;
            }
            throw new ExecutionException(failure);
        }
    }
}
