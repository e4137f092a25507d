package io.github.threeply.ipc.shared;

import java.io.Serial;
import java.time.Duration;

/**
 * A value in one word at the start of its line.
 *
 * <p>The wait cell is in the same line, in its second half, which has been zeros, and nobody's, since format 1.0: so values
 * in files of that version can be waited for too, and take no more room. A version that knows nothing of it changes the
 * value and wakes nobody; then those who wait see it when they look again by themselves. The half is another cache line
 * where these have 64 bytes; it is only written while somebody waits, so who changes the value finds it in his cache.
 */
abstract class WordValue extends MappedObject {
    @Serial
    private static final long serialVersionUID = 1;

    /** A wait cell takes 24 bytes; it has 64 here. */
    static final int CELL_AT = 64;

    WordValue(MemoryFile file, Entry entry) {
        super(file, entry);
    }

    /** To be called after each change. */
    final void changed() {
        try {
            file.waits().wake(offset + CELL_AT);
        } catch (SharedMemoryClosedException e) {
            // The change was made before this process detached, so it succeeds. All waiters here find the memory
            // closed.
        }
    }

    final void awaitWord(Question question) throws InterruptedException {
        file.waits().await(offset + CELL_AT, question, Waits.FOR_EVER);
    }

    final boolean tryAwaitWord(Question question, Duration limit) throws InterruptedException {
        return file.waits().await(offset + CELL_AT, question, Limits.nanos(limit));
    }
}
