package io.github.threeply.ipc.process;

import org.jspecify.annotations.Nullable;

/**
 * A task, an argument or a result came over the pipe and could not be made an object again: its class is missing there,
 * is of another version, or is not on the allow-list. That task alone fails.
 */
public final class ValueNotRebuiltException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String className;

    ValueNotRebuiltException(String message, String className, @Nullable Throwable cause) {
        super(message, cause);
        this.className = className;
    }

    /**
     * Returns the class at which it failed.
     *
     * @return its name, or the empty string where no class was to blame
     */
    public String className() {
        return className;
    }
}
