package io.github.threeply.ipc.shared;

import java.io.Serial;

/**
 * What {@link SharedQueue#failure} returns where the queue was failed or aborted through another mapping, mostly by another
 * process: the class, the message and the stack of the cause that was given there, as text.
 */
public final class RemoteCauseException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final String className;
    private final String text;
    private final long pid;

    RemoteCauseException(String className, String text, long pid) {
        super("process " + pid + " gave as cause: " + text.lines().findFirst().orElse(className));
        this.className = className;
        this.text = text;
        this.pid = pid;
    }

    /**
     * Returns the class of the cause.
     *
     * @return its name
     */
    public String className() {
        return className;
    }

    /**
     * Returns the cause as it would have been printed, as far as there was room.
     *
     * @return its class, message and stack
     */
    public String text() {
        return text;
    }

    /**
     * Returns the process that gave it.
     *
     * @return its pid, as it knew itself
     */
    public long pid() {
        return pid;
    }
}
