package io.github.threeply.ipc.shared;

import static java.util.Objects.requireNonNull;

import java.io.Serial;
import java.util.concurrent.BrokenBarrierException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown to those who wait at a {@link SharedBarrier} that is broken, or gets broken, with the reason.
 *
 * <p>It travels between processes: it holds text only.
 */
public final class SharedBarrierBrokenException extends BrokenBarrierException {
    @Serial
    private static final long serialVersionUID = 1;

    private final Reason reason;
    private final @Nullable String deadParty;

    SharedBarrierBrokenException(Object barrier, Reason reason, @Nullable String deadParty) {
        super(barrier + " is broken: "
                + (deadParty == null ? reason.text : "the party " + deadParty + " " + reason.text)
                + "; call reset() when those who waited have gone");
        this.reason = requireNonNull(reason, "reason");
        this.deadParty = deadParty;
    }

    /**
     * Returns what broke the barrier.
     *
     * @return the first thing that did
     */
    public Reason reason() {
        return reason;
    }

    /**
     * Returns which process died, if one did.
     *
     * @return a few words about it; null if the reason is another
     */
    public @Nullable String deadParty() {
        return deadParty;
    }

    /** What can break a barrier. */
    public enum Reason {
        /** A party ended without leaving. */
        PARTY_DIED(0, "has ended"),
        /** A party was interrupted. */
        INTERRUPTED(1, "a party was interrupted while it waited"),
        /** A party's limit ended. */
        TIMED_OUT(2, "a party's limit ended while it waited"),
        /** The action of the party that came last threw an exception. */
        ACTION_FAILED(3, "the action of the last party threw"),
        /** Somebody called {@link SharedBarrier#reset} while parties waited. */
        RESET(4, "it was reset while parties waited");

        /** Part of the file format: never change one. */
        final int code;

        final String text;

        Reason(int code, String text) {
            this.code = code;
            this.text = text;
        }
    }
}
