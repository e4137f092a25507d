package io.github.threeply.ipc.process;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;

/**
 * How many tasks a {@link WorkerProcessPool} takes in, and what a submission does that finds no room. A value: it may be
 * used for several pools.
 * <pre>{@code
 * WorkerProcessPool.builder().admission(Admission.blockFor(Duration.ofSeconds(5)).maxTasks(20_000))
 * }</pre>
 *
 * <p><b>What counts.</b> Tasks that were submitted and have not ended, and the bytes of their encoded forms: tasks that run
 * too, and the bytes also of those that have started, though these are no longer held. The arguments of {@link
 * WorkerProcessPool#submitEach} do not count among these: the credits of whoever reads its results bound them, and each
 * such call by itself holds about as many bytes as the limit here says.
 *
 * <p><b>The limits.</b> By default {@value #DEFAULT_TASKS} tasks and 256 MiB, or a quarter of this JVM's largest heap where
 * that is less. A task that is larger than the limit in bytes gets in when no other is there. A submission that waits
 * holds its task encoded, and that is not counted, so each waiting thread may have up to {@link
 * WorkerProcessPoolBuilder#maxPayload} more.
 *
 * <p><b>Waiting.</b> Threads that wait are let in in the order in which they came, as tasks end. A thread that is
 * interrupted while it waits, or before, gets a {@link RejectedExecutionException}, because {@code submit} cannot throw
 * {@link InterruptedException}; its interrupt status is set again, and the task was not submitted. When the pool is shut
 * down or breaks, all that wait are refused. Waiting holds no monitor: a virtual thread gives its carrier back.
 *
 * <p>There is no policy by which the caller runs the task itself, as thread pools have: a task is sent to another process
 * so that it can crash, leak or hang there, and this one must not be what it does that to.
 */
public final class Admission {
    static final int DEFAULT_TASKS = 1_000_000;
    static final int MOST_TASKS = 100_000_000;
    static final long MOST_BYTES = 1L << 39;

    private static final long DEFAULT_BYTES = 256L << 20;

    private final long waitNanos; // 0: refuse at once; Long.MAX_VALUE: wait
    private final int maxTasks;
    private final long maxBytes;

    private Admission(long waitNanos, int maxTasks, long maxBytes) {
        this.waitNanos = waitNanos;
        this.maxTasks = maxTasks;
        this.maxBytes = maxBytes;
    }

    private static Admission withDefaults(long waitNanos) {
        long share = Runtime.getRuntime().maxMemory() / 4;
        return new Admission(waitNanos, DEFAULT_TASKS, Math.min(DEFAULT_BYTES, share));
    }

    /**
     * Waits until there is room. This is the default.
     *
     * @return the value
     */
    public static Admission block() {
        return withDefaults(Long.MAX_VALUE);
    }

    /**
     * Waits for room, at most for {@code limit}, then throws {@link PoolFullException}.
     *
     * @param limit how long to wait at most; zero or less refuses at once
     * @return the value
     */
    public static Admission blockFor(Duration limit) {
        return withDefaults(Math.max(0, Durations.nanos(requireNonNull(limit, "limit"))));
    }

    /**
     * Throws {@link PoolFullException} at once where there is no room.
     *
     * @return the value
     */
    public static Admission reject() {
        return withDefaults(0);
    }

    /**
     * The same, with another number of tasks.
     *
     * @param tasks how many may be there, from 1 to 100 million
     * @return the value
     */
    public Admission maxTasks(int tasks) {
        if (tasks < 1 || tasks > MOST_TASKS) {
            throw new IllegalArgumentException("maxTasks must be between 1 and " + MOST_TASKS + ", but was " + tasks);
        }
        return new Admission(waitNanos, tasks, maxBytes);
    }

    /**
     * The same, with another number of bytes.
     *
     * @param bytes how many bytes all may have together, from 1 to 512 GiB
     * @return the value
     */
    public Admission maxBytes(long bytes) {
        if (bytes < 1 || bytes > MOST_BYTES) {
            throw new IllegalArgumentException("maxBytes must be between 1 and " + MOST_BYTES + ", but was " + bytes);
        }
        return new Admission(waitNanos, maxTasks, bytes);
    }

    /**
     * Returns how many tasks may be there.
     *
     * @return the number
     */
    public int maxTasks() {
        return maxTasks;
    }

    /**
     * Returns how many bytes they may have together.
     *
     * @return the number
     */
    public long maxBytes() {
        return maxBytes;
    }

    long waitNanos() {
        return waitNanos;
    }

    @Override
    public String toString() {
        String policy = waitNanos == 0
                ? "reject"
                : waitNanos == Long.MAX_VALUE ? "block" : "block for " + Duration.ofNanos(waitNanos);
        return "Admission[" + policy + ", at most " + maxTasks + " tasks and " + maxBytes + " bytes]";
    }
}
