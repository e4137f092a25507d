package io.github.threeply.patterns;

import java.io.Serial;

/**
 * Thrown where a task has failed and a checked exception is not possible: by the iterator and the stream of
 * {@link Results}, and by {@link TaskGroup#close}. Its {@linkplain #getCause() cause} is what the task threw, or what the
 * source of arguments threw, or an {@link InterruptedException} if the thread that waited was interrupted; its interrupt
 * status is then set. Failures of other tasks are {@linkplain #getSuppressed() suppressed}.
 */
public class TaskFailedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    TaskFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
