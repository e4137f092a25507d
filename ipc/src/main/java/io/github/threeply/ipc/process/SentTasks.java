package io.github.threeply.ipc.process;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which tasks the last numbers in one worker belong to, also when they have ended: what a task printed may be
 * read after its answer. Keeps no task, no value and no result alive.
 *
 * <p>One thread at a time writes, any may read. Each place has a number beside what it says, which is taken away before the
 * rest changes and put back after it; a reader that does not find the same number before and after knows nothing.
 */
final class SentTasks {
    private static final int MOST = 2 * InFlight.MOST;

    private final AtomicLongArray numbers = new AtomicLongArray(MOST); // one more than the number; 0: nothing is known
    private final long[] ids = new long[MOST];
    private final @Nullable String[] names = new String[MOST];

    /** A task, as labels have it. */
    record Label(long id, String name) {}

    void sent(long number, long id, String name) {
        int place = (int) number & (MOST - 1);
        numbers.setOpaque(place, 0);
        // These two fences are free on x86. The first keeps what is written next from being seen beside the old number.
        VarHandle.storeStoreFence();
        ids[place] = id;
        names[place] = name;
        numbers.setRelease(place, number + 1); // with it the reader's acquire sees the two lines above
    }

    @Nullable
    Label find(long number) {
        if (number < 0) {
            return null;
        }
        int place = (int) number & (MOST - 1);
        if (numbers.getAcquire(place) != number + 1) {
            return null;
        }
        long id = ids[place];
        String name = names[place];
        VarHandle.loadLoadFence(); // the look below comes after the two above
        return numbers.getOpaque(place) == number + 1 && name != null ? new Label(id, name) : null;
    }
}
