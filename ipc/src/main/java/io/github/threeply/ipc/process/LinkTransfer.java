package io.github.threeply.ipc.process;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** A task that is too large for one frame, on its way to a worker, perhaps behind its function. For the pump's owner. */
final class LinkTransfer {
    private final ArrayDeque<ChunkWriter> parts = new ArrayDeque<>();
    private @Nullable Job job;

    boolean isActive() {
        return !parts.isEmpty();
    }

    void add(ChunkWriter part) {
        parts.add(part);
    }

    /** The job whose sending is complete when the last part is written. */
    void isFor(Job sent) {
        job = sent;
    }

    @SuppressWarnings("ReferenceEquality") // a job is itself and no other
    boolean isOf(Job other) {
        return isActive() && job == other;
    }

    @Nullable
    Job job() {
        return isActive() ? job : null;
    }

    void writeNext(OutputStream pipe) throws IOException {
        if (parts.element().writeNext(pipe)) {
            parts.remove();
            if (parts.isEmpty()) {
                job = null;
            }
        }
    }

    /**
     * Stops sending, and appends what the worker must know of that. The function, if it is one of the parts, is sent
     * again with the next task that needs it: true then.
     */
    boolean giveUp(ByteWriter out) {
        boolean withFunction = parts.size() > 1;
        if (isActive()) {
            parts.element().giveUp(out);
        }
        clear();
        return withFunction;
    }

    void clear() {
        parts.clear();
        job = null;
    }
}
