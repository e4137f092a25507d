package io.github.threeply.ipc.shared;

import java.io.Serial;

/**
 * Thrown when a process gives back more permits of a {@link SharedSemaphore} than it holds. Nothing was given back.
 *
 * <p>It travels between processes: it holds text and numbers only.
 */
public final class PermitsNotHeldException extends IllegalStateException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int released;
    private final int held;

    PermitsNotHeldException(Object semaphore, int released, int held) {
        super(semaphore + ": this process cannot release " + released + (released == 1 ? " permit" : " permits")
                + ", since it holds " + held + "; only who took a permit gives it back, and only once");
        this.released = released;
        this.held = held;
    }

    /**
     * Returns how many permits were to be given back.
     *
     * @return the argument of {@code release}
     */
    public int released() {
        return released;
    }

    /**
     * Returns how many permits the process held.
     *
     * @return the number at that moment
     */
    public int held() {
        return held;
    }
}
