package io.github.threeply.ipc.process;

import org.jspecify.annotations.Nullable;

/**
 * Outcomes of arguments that follow each other: the bytes that a worker sent, not looked into yet, or one failure that all
 * of them share.
 */
final class Segment {
    final long first;
    final long firstId; // the number of the first as a task of its pool
    final int count;
    final byte[] items; // their form and they; belongs to this segment
    final @Nullable Throwable failure;
    final boolean cancelled;
    final String worker;

    private Segment(
            long first,
            long firstId,
            int count,
            byte[] items,
            @Nullable Throwable failure,
            boolean cancelled,
            String worker) {
        this.first = first;
        this.firstId = firstId;
        this.count = count;
        this.items = items;
        this.failure = failure;
        this.cancelled = cancelled;
        this.worker = worker;
    }

    static Segment answered(long first, long firstId, int count, byte[] items, String worker) {
        return new Segment(first, firstId, count, items, null, false, worker);
    }

    /** Whether a worker has sent outcomes. */
    boolean isAnswered() {
        return failure == null && !cancelled;
    }

    static Segment failed(long first, int count, Throwable failure) {
        return new Segment(first, 0, count, new byte[0], failure, false, "");
    }

    static Segment cancelled(long first, int count) {
        return new Segment(first, 0, count, new byte[0], null, true, "");
    }
}
