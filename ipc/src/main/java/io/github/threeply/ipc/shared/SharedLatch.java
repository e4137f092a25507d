package io.github.threeply.ipc.shared;

import java.time.Duration;

/**
 * A gate that opens once, for all processes and for ever, when it has been counted down: a
 * {@link java.util.concurrent.CountDownLatch} in a {@link SharedMemory}.
 *
 * <p>It begins with its full count when it is added to the memory, and stays open once it is open, as long as the file is
 * there; who wants to wait again takes another name, or a {@link SharedBarrier}.
 *
 * <p><b>Death.</b> A process that is killed has counted, or has not; nobody waits for one who waited. A latch does not know
 * who is going to count it down: for parties that may die before they come there is the {@link SharedBarrier}, and a limit
 * for the wait.
 *
 * <p><b>Memory consistency effects.</b> Actions before a {@link #countDown} <i>happen-before</i> the return of an await that
 * it helped to end, in whichever process.
 *
 * <p><b>Errors.</b> Every operation can throw {@link SharedMemoryClosedException}, also while it waits, and
 * {@link SharedStateLostException}.
 */
public interface SharedLatch extends SharedObject {

    /**
     * Counts down by one, and opens the latch for all who wait if that was the last. Has no effect on an open one.
     */
    void countDown();

    /**
     * Returns how often it must still be counted down.
     *
     * @return the count; 0 if it is open
     */
    long getCount();

    /**
     * Waits until the latch is open.
     *
     * @throws InterruptedException if the thread is interrupted before or while it waits
     */
    void await() throws InterruptedException;

    /** Waits until the latch is open. An interrupt does not end the wait, and is kept. */
    void awaitUninterruptibly();

    /**
     * Waits until the latch is open, at most for {@code limit}.
     *
     * @param limit how long to wait at most; zero or less only looks
     * @return whether it was open in time
     * @throws InterruptedException if the thread is interrupted before or while it waits
     */
    boolean tryAwait(Duration limit) throws InterruptedException;
}
