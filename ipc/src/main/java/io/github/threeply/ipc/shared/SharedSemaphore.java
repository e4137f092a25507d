package io.github.threeply.ipc.shared;

import java.time.Duration;

/**
 * A number of permits that the threads of all processes take and give back, as those of a
 * {@link java.util.concurrent.Semaphore}; those of a process that dies come back by themselves.
 *
 * <pre>{@code
 * SharedSemaphore connections = memory.semaphore("connections", 10);
 * connections.acquire();
 * try {
 *     ...
 * } finally {
 *     connections.release();
 * }
 * }</pre>
 *
 * <p><b>Whose permits.</b> A permit belongs to the process that took it, that is to its {@link SharedMemory}: any of its
 * threads may give it back, and a thread that ends leaves its permits to its process. Another process cannot give it back:
 * {@link #release} of more than this process has throws {@link PermitsNotHeldException}. So a semaphore is no means to send
 * signals from one process to another; a {@link SharedEvent} or a {@link SharedLatch} is.
 *
 * <p><b>Death.</b> What a process holds that was killed, or closed its memory, is taken back by whoever needs it: by those
 * who wait, within milliseconds, and by a {@code tryAcquire} without limit that finds too few, if this process has not
 * looked for the dead within the last millisecond. A process that is stopped, or slow, or in a long garbage collection
 * keeps its permits. At whatever instruction a process is killed, no permit is lost or doubled.
 *
 * <p><b>Order.</b> Nobody stands in a queue: who comes at the right moment gets the permits, and who wants many may wait
 * long while others come and go with few.
 *
 * <p><b>Memory consistency effects.</b> Actions before a {@code release} <i>happen-before</i> the return of an
 * {@code acquire} that got the permits, in whichever process.
 *
 * <p><b>Errors.</b> Every operation can throw {@link SharedMemoryClosedException}, also while it waits, and
 * {@link SharedStateLostException}; then nothing is held any more.
 */
public interface SharedSemaphore extends SharedObject {

    /** The most permits that a semaphore can have. */
    int MAX_PERMITS = (1 << 24) - 1;

    /**
     * Returns how many permits there are, taken or not.
     *
     * @return the number that the semaphore was made with
     */
    int permits();

    /**
     * Takes a permit, waiting while there is none.
     *
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing was taken
     */
    default void acquire() throws InterruptedException {
        acquire(1);
    }

    /**
     * Takes permits, all at one instant, waiting while there are not enough.
     *
     * @param permits how many, from 0 to {@link #permits()}
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing was taken
     * @throws IllegalArgumentException if there are never so many
     */
    void acquire(int permits) throws InterruptedException;

    /** Takes a permit, waiting while there is none. An interrupt does not end the wait, and is kept. */
    default void acquireUninterruptibly() {
        acquireUninterruptibly(1);
    }

    /**
     * Takes permits, all at one instant, waiting while there are not enough. An interrupt does not end the wait, and is
     * kept.
     *
     * @param permits how many, from 0 to {@link #permits()}
     * @throws IllegalArgumentException if there are never so many
     */
    void acquireUninterruptibly(int permits);

    /**
     * Takes a permit if there is one now.
     *
     * @return whether it was taken
     */
    default boolean tryAcquire() {
        return tryAcquire(1);
    }

    /**
     * Takes permits if there are enough now.
     *
     * @param permits how many, from 0 to {@link #permits()}
     * @return whether they were taken
     * @throws IllegalArgumentException if there are never so many
     */
    boolean tryAcquire(int permits);

    /**
     * Takes a permit, waiting at most for {@code limit} while there is none.
     *
     * @param limit how long to wait at most; zero or less does not wait
     * @return whether it was taken
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing was taken
     */
    default boolean tryAcquire(Duration limit) throws InterruptedException {
        return tryAcquire(1, limit);
    }

    /**
     * Takes permits, all at one instant, waiting at most for {@code limit} while there are not enough.
     *
     * @param permits how many, from 0 to {@link #permits()}
     * @param limit how long to wait at most; zero or less does not wait
     * @return whether they were taken
     * @throws InterruptedException if the thread is interrupted before or while it waits; nothing was taken
     * @throws IllegalArgumentException if there are never so many
     */
    boolean tryAcquire(int permits, Duration limit) throws InterruptedException;

    /**
     * Takes all permits that are there now.
     *
     * @return how many were taken
     */
    int drainPermits();

    /** Gives a permit back. Never waits. */
    default void release() {
        release(1);
    }

    /**
     * Gives permits back. Never waits.
     *
     * @param permits how many, from 0 up
     * @throws PermitsNotHeldException if this process has not so many; nothing was given back
     * @throws IllegalArgumentException if it is negative
     */
    void release(int permits);

    /**
     * Returns how many permits nobody holds now. Those of a process that died count as held until somebody took them back.
     *
     * @return the number; it may be another one at once
     */
    int availablePermits();

    /**
     * Returns how many permits this process holds now.
     *
     * @return the number
     */
    int heldPermits();
}
