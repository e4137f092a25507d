package io.github.threeply.patterns;

import io.github.threeply.core.BulkExecutor;
import io.github.threeply.core.BulkResults;
import io.github.threeply.core.TaskFunction;
import java.util.Collections;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One call of a function somewhere else, waited for. A bulk result of one argument is used for that since it alone tells
 * when code that was cancelled has really ended, and since it takes the function as it is, which can travel.
 */
final class Errand {
    private Errand() {}

    /**
     * Does it. An interrupt cancels the call; this returns or throws when that has ended.
     *
     * @throws InterruptedException if interrupted, and the call has ended without a result
     * @throws RejectedExecutionException if the executor has refused the call, or lost it
     * @throws Throwable what the function threw
     */
    static @Nullable Object run(
            String step, BulkExecutor executor, TaskFunction<Object, @Nullable Object> function, Object argument)
            throws Throwable {
        boolean interrupted = false;
        try (BulkResults<@Nullable Object> results =
                executor.submitEach(function, Collections.singleton(argument).iterator(), 1)) {
            boolean told = false;
            boolean waiting = true;
            while (waiting) {
                try {
                    told = results.next();
                    waiting = false;
                } catch (InterruptedException e) {
                    interrupted = true;
                    results.cancel();
                }
            }
            if (!told) {
                throw lost(step, null);
            }
            Throwable failure = results.failure();
            if (failure == null) {
                return results.value();
            }
            if (!(failure instanceof CancellationException)) {
                throw failure;
            }
            if (!interrupted) {
                throw lost(step, failure);
            }
            interrupted = false; // the exception says it
            throw new InterruptedException("interrupted while an item of step '" + step + "' was out");
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RejectedExecutionException lost(String step, @Nullable Throwable cause) {
        return new RejectedExecutionException(
                "the executor of step '" + step + "' did not run an item to its end: it was shut down, or cancelled it",
                cause);
    }
}
