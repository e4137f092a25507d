package io.github.threeply.ipc.process;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The result that a reading thread is making an object of, under a watch. A constructor or a {@code readObject} that
 * never returns, or a set of a million elements with one hash, would else keep that thread, and with it a worker's place
 * in the pool, for ever. Nobody can stop such a thread; but the task fails, the worker is replaced, and the place has
 * another reading thread.
 *
 * <p>Exactly one decides the outcome of the job: the thread, if it takes the job out by {@link #end}; else the watch.
 */
final class Rebuilding {
    /** So many looks at the same job are the limit. */
    static final int LOOKS = 4;

    private final AtomicReference<@Nullable Job> current = new AtomicReference<>();

    // For the watch alone.
    private @Nullable Job seen;
    private int looks;

    private volatile boolean abandoned;

    /** Looks at all workers of a pool now, and again and again until the pool has ended. */
    static void watch(PoolCore pool) {
        Duration limit = pool.settings().values().rebuildLimit();
        for (WorkerLink link : pool.placement().links()) {
            Job stuck = link.reader().rebuilding().look();
            if (stuck != null) {
                giveUp(stuck, link, limit);
            }
        }
        var unused = pool.threads().after(Math.max(limit.toNanos() / LOOKS, 1_000_000), () -> watch(pool));
    }

    private static void giveUp(Job stuck, WorkerLink link, Duration limit) {
        Logging.rebuildingNeverEnds(link, stuck.id);
        link.isEnding(); // nothing more is sent to where nobody reads the answers
        link.handle().kill();
        stuck.fail(new ValueNotRebuiltException(
                "the result of task " + stuck.id + " took longer than " + limit + " to be made an object again",
                "",
                null));
    }

    /** What begins with this byte takes no code but ours, and no time but that of a copy. */
    static boolean needsWatch(int tag) {
        return tag > ValueTags.STRINGS;
    }

    void begin(Job job) {
        current.set(job);
    }

    /** Ends it. False if it took too long, and the outcome is decided. */
    boolean end(Job job) {
        return current.compareAndSet(job, null);
    }

    /** The watch's look, four times in the limit: the job that it takes over, because it has been there all the time. */
    @Nullable
    @SuppressWarnings("ReferenceEquality") // a job is itself and no other
    Job look() {
        Job job = current.get();
        if (job == null || job != seen) {
            seen = job;
            looks = 0;
            return null;
        }
        if (++looks < LOOKS || !current.compareAndSet(job, null)) {
            return null;
        }
        abandoned = true;
        seen = null;
        return job;
    }

    /** Whether something is being made an object again, which the watch will see to. */
    boolean isBusy() {
        return current.get() != null;
    }

    /** Whether the reading thread is not waited for any more. */
    boolean isAbandoned() {
        return abandoned;
    }
}
