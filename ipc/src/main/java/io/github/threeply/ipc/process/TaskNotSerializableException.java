package io.github.threeply.ipc.process;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A task, an argument or a result holds something that cannot be serialized, so it cannot go to another process. It
 * names the field. Thrown by {@code submit} for the task itself, and the failure of the future for a result; other tasks
 * are not affected.
 *
 * <p>To cure it: make the named class {@link Serializable}, make the field {@code transient}, or open the thing inside
 * the task instead of carrying it there. A lambda must be given as a {@link io.github.threeply.core.Task}, for instance
 * by {@code Task.of(...)}; one that was compiled as a plain {@code Callable} or {@code Runnable} can never travel.
 */
public final class TaskNotSerializableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String path;
    private final String className;

    TaskNotSerializableException(String message, String path, String className, @Nullable Throwable cause) {
        super(message, cause);
        this.path = path;
        this.className = className;
    }

    /**
     * Returns the way from the task, argument or result to what cannot be serialized, as {@code MyTask.connection}.
     *
     * @return the path of fields
     */
    public String path() {
        return path;
    }

    /**
     * Returns the class that cannot be serialized.
     *
     * @return its name
     */
    public String className() {
        return className;
    }
}
