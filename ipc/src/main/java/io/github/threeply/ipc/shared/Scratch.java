package io.github.threeply.ipc.shared;

import org.jspecify.annotations.Nullable;

/**
 * Contents that one thread uses again and again. Who takes one has it alone until it gives it back, also if code of the
 * user's that runs meanwhile comes here again.
 */
final class Scratch {
    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

    /** Larger ones are left to the garbage collector. */
    private static final int MOST_BYTES = 8192;

    private final @Nullable Content[] free = new @Nullable Content[4];
    private int count;

    static Scratch ofThread() {
        return SCRATCH.get();
    }

    /** Returns a content with anything in it. */
    Content take() {
        if (count > 0) {
            Content content = free[--count];
            free[count] = null;
            if (content != null) {
                return content;
            }
        }
        return new Content();
    }

    void give(Content content) {
        if (count < free.length && content.array().length <= MOST_BYTES) {
            free[count++] = content;
        }
    }
}
