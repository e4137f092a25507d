package io.github.threeply.ipc.shared;

import static io.github.threeply.ipc.shared.QueueLayout.*;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * How a queue ends: one word in the file, and the cause of a failure.
 *
 * <pre>
 *   bits 4-63  who is failing or has frozen it, see Membership
 *   bit  3     FROZEN: an abort takes what is inside; takes wait for moments
 *   bits 1-2   0 undecided, FAILING while the cause is written, FAILED, DRAINED
 *   bit  0     CLOSED: no put is accepted any more
 * </pre>
 *
 * FAILED and DRAINED are only ever set together with CLOSED, and are final. An owner that dies leaves FAILING or FROZEN
 * behind; whoever finds that takes it back: FAILING is as if the failure had never been tried, FROZEN with FAILED is an abort
 * that has failed the queue and left the rest of the items inside.
 */
final class QueueEnd {
    static final long CLOSED = 1;
    private static final long OUTCOME = 6;
    private static final long FAILING = 2;
    static final long FAILED = 4;
    static final long DRAINED = 6;
    static final long FROZEN = 8;

    private static final int SPINS = 100;
    private static final int YIELDS = 200;

    private final Mapping mapping;
    private final Membership membership;
    private final long base;

    /** What was given here, or was read from the file. */
    private volatile @Nullable Throwable known;

    QueueEnd(MemoryFile file, long base) {
        this.mapping = file.mapping();
        this.membership = file.membership();
        this.base = base;
    }

    /** Acquire, as it pairs with the compare-and-sets here: who sees FAILED sees the cause. */
    long look() {
        return mapping.getLongAcquire(base + END_AT);
    }

    static boolean isClosed(long end) {
        return (end & CLOSED) != 0;
    }

    static long outcome(long end) {
        return end & OUTCOME;
    }

    private long now() {
        return mapping.getLong(base + END_AT);
    }

    private boolean change(long from, long to) {
        return mapping.compareAndSetLong(base + END_AT, from, to);
    }

    /** Returns whether this call closed it. */
    boolean close() {
        while (true) {
            long end = now();
            if (isClosed(end)) {
                return false;
            }
            if (change(end, end | CLOSED)) {
                return true;
            }
        }
    }

    /** Closes it with a cause. Returns false if it has failed before or is drained. */
    boolean fail(Throwable cause) {
        long begun = begin(0);
        if (begun < 0) {
            return false;
        }
        writeCause(cause, begun);
        decide(FAILED);
        return true;
    }

    /**
     * Fails it, unless it has failed, and keeps takes away until {@link #thaw}.
     *
     * @return false if it is drained: then nothing was done
     */
    boolean freeze(Throwable cause) {
        while (true) {
            long begun = begin(FROZEN);
            if (begun >= 0) {
                writeCause(cause, begun);
                decide(FAILED | FROZEN | membership.me());
                return true;
            }
            long end = now();
            if (outcome(end) == DRAINED) {
                return false;
            }
            if (outcome(end) == FAILED
                    && (end & FROZEN) == 0
                    && change(end, CLOSED | FAILED | FROZEN | membership.me())) {
                return true;
            }
            settle();
        }
    }

    /** Ends {@link #freeze}. */
    void thaw() {
        decide(FAILED);
    }

    /** Returns CLOSED or 0 as it was when FAILING became ours, or -1 if it is decided. */
    private long begin(long frozen) {
        while (true) {
            long end = settle();
            if (outcome(end) == FAILED || outcome(end) == DRAINED) {
                return -1;
            }
            if (outcome(end) == 0 && change(end, (end & CLOSED) | FAILING | frozen | membership.me())) {
                return end & CLOSED;
            }
        }
    }

    private void decide(long outcome) {
        long end;
        do {
            end = now(); // FAILING or FROZEN and ours; but somebody may close it meanwhile
        } while (!change(end, CLOSED | outcome));
    }

    /**
     * To be called when it was seen closed and empty, before anybody is told: from then on it cannot fail.
     *
     * @return FAILED or DRAINED, or 0 if somebody is deciding just now
     */
    long drain() {
        while (true) {
            long end = now();
            long outcome = outcome(end);
            if (outcome == FAILED || outcome == DRAINED) {
                return outcome;
            }
            if (outcome == FAILING) {
                return 0;
            }
            if (change(end, CLOSED | DRAINED)) {
                return DRAINED;
            }
        }
    }

    /** Waits for moments while somebody writes a cause, or aborts. Returns the word. */
    private long settle() {
        for (int round = 0; ; round++) {
            long end = now();
            if (outcome(end) != FAILING && (end & FROZEN) == 0) {
                return end;
            }
            pause(round);
            if (round > SPINS + YIELDS && round % 10 == 0) {
                takeBack();
            }
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // a hint is all that is wanted: nothing here relies on it
    static void pause(int round) {
        if (round < SPINS) {
            Thread.onSpinWait();
        } else if (round < SPINS + YIELDS) {
            Thread.yield();
        } else {
            LockSupport.parkNanos(50_000);
        }
    }

    /** Takes back what a dead process left half done. Returns whether there was such. */
    boolean takeBack() {
        long end = now();
        if (outcome(end) != FAILING && (end & FROZEN) == 0) {
            return false;
        }
        long owner = end & (-1L << Membership.FLAG_BITS);
        return owner != membership.me()
                && membership.isDead(owner)
                && change(end, outcome(end) == FAILED ? CLOSED | FAILED : end & CLOSED);
    }

    /** Returns the cause, or null if it has not failed. */
    @Nullable
    Throwable cause() {
        if (outcome(look()) != FAILED) {
            return null;
        }
        Throwable cause = known;
        if (cause == null) {
            cause = readCause();
        }
        return cause;
    }

    private void writeCause(Throwable cause, long before) {
        boolean written = false;
        try {
            byte[] name = utf8(cause.getClass().getName(), CAUSE_TEXT_BYTES / 2);
            byte[] text = utf8(print(cause), CAUSE_TEXT_BYTES - name.length);
            WeakWords.setLongOpaque(
                    mapping, base + CAUSE_AT, ProcessHandle.current().pid());
            WeakWords.setLongOpaque(mapping, base + CAUSE_AT + 8, ((long) name.length << 32) | text.length);
            WeakWords.write(mapping, base + CAUSE_TEXT_AT, name, 0, name.length);
            WeakWords.write(mapping, base + CAUSE_TEXT_AT + name.length, text, 0, text.length);
            known = cause;
            written = true;
        } finally {
            if (!written && !mapping.isDetached()) {
                undo(before); // as if it had not been tried: the caller gets what went wrong
            }
        }
    }

    private void undo(long before) {
        long end;
        do {
            end = now();
        } while (!change(end, (end & CLOSED) | before));
    }

    private static String print(Throwable cause) {
        StringWriter text = new StringWriter();
        try {
            cause.printStackTrace(new PrintWriter(text, true));
        } catch (RuntimeException e) {
            return cause.getClass().getName() + " (which cannot be printed: "
                    + e.getClass().getName() + ")";
        }
        return text.toString();
    }

    private static byte[] utf8(String text, int maxBytes) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int end = Math.min(bytes.length, maxBytes);
        while (end > 0 && end < bytes.length && (bytes[end] & 0xc0) == 0x80) {
            end--; // not in the middle of a character
        }
        return Arrays.copyOf(bytes, end);
    }

    private synchronized Throwable readCause() {
        Throwable cause = known;
        if (cause == null) {
            long lengths = WeakWords.getLongOpaque(mapping, base + CAUSE_AT + 8);
            int nameBytes = clamp((int) (lengths >>> 32));
            int textBytes = clamp((int) lengths);
            byte[] bytes = new byte[CAUSE_TEXT_BYTES];
            WeakWords.read(mapping, base + CAUSE_TEXT_AT, bytes, 0, bytes.length);
            textBytes = Math.min(textBytes, CAUSE_TEXT_BYTES - nameBytes);
            cause = new RemoteCauseException(
                    new String(bytes, 0, nameBytes, StandardCharsets.UTF_8),
                    new String(bytes, nameBytes, textBytes, StandardCharsets.UTF_8),
                    WeakWords.getLongOpaque(mapping, base + CAUSE_AT));
            known = cause;
        }
        return cause;
    }

    private static int clamp(int bytes) {
        return Math.max(0, Math.min(CAUSE_TEXT_BYTES, bytes));
    }
}
