package io.github.threeply.core;

import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A function that can travel: it is {@link Serializable}, and it may throw.
 *
 * @param <A> the type of the argument
 * @param <R> the type of the result
 */
@FunctionalInterface
public interface TaskFunction<A extends @Nullable Object, R extends @Nullable Object> extends Serializable {

    /**
     * Applies the function.
     *
     * @param argument the argument
     * @return the result
     * @throws Exception if the function fails for this argument; other arguments are not affected
     */
    R apply(A argument) throws Exception;

    /**
     * Returns the function itself. It exists to give a lambda or an overloaded method reference this type.
     *
     * @param function the function
     * @param <A> the type of the argument
     * @param <R> the type of the result
     * @return {@code function}
     */
    static <A extends @Nullable Object, R extends @Nullable Object> TaskFunction<A, R> of(TaskFunction<A, R> function) {
        return Objects.requireNonNull(function, "function");
    }
}
