package io.github.threeply.core;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * How a channel ends: undecided, failed with a cause, or drained. Decided once. It says nothing about whether the channel
 * is closed: a cause is set just before the channel is closed, so it counts only once that is seen.
 */
final class ChannelEnd {
    private static final Object DRAINED = new Object();
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(ChannelEnd.class, "state", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Null while undecided, DRAINED, or the cause. */
    private volatile @Nullable Object state;

    /** Sets the cause. Returns false if there was one before, or if somebody has learned that the channel is drained. */
    boolean fail(Throwable cause) {
        return STATE.compareAndSet(this, null, cause);
    }

    /**
     * To be called when the channel was seen closed and empty, before anybody is told: from then on it cannot fail.
     *
     * @return the cause if it failed before
     */
    @Nullable
    Throwable drain() {
        if (state == null) {
            STATE.compareAndSet(this, null, DRAINED);
        }
        return cause();
    }

    @Nullable
    Throwable cause() {
        return state instanceof Throwable cause ? cause : null;
    }
}
