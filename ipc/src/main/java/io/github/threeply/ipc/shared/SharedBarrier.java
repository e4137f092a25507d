package io.github.threeply.ipc.shared;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

/**
 * A point where a fixed number of parties, threads of one or many processes, wait for each other again and again: a
 * {@link java.util.concurrent.CyclicBarrier} in a {@link SharedMemory}. A party that dies breaks it, and is named.
 *
 * <p><b>States.</b> Each <i>generation</i> begins with no party there, and is passed when the last one comes: all return,
 * and the next generation begins. One in which a party gives up (by an interrupt, at the end of its limit, by an exception
 * of its action), or dies, is <i>broken</i>: all who wait in it, and all who come later, get a
 * {@link SharedBarrierBrokenException} that says why, until somebody calls {@link #reset}.
 *
 * <p><b>Parties.</b> It does not matter which threads come, nor how many of one process. For death, the process counts,
 * that is its {@link SharedMemory}: it takes part from its first await, or from {@link #join} on, until it calls
 * {@link #leave} or closes the memory while none of its threads waits. If it ends in another way while it takes part,
 * killed or not, those who wait find that out within milliseconds, or as soon as somebody waits for some, and the barrier
 * is broken: the dead party would never come. One that is going to end while others go on calls {@code leave}, and another
 * may come in its place. A process that is stopped, or slow, is waited for; so is one that has not joined yet, since
 * nobody knows of it. A thread that ends without coming is not noticed while its process lives.
 *
 * <p><b>Memory consistency effects.</b> Actions before an await <i>happen-before</i> the action of the party that came
 * last, and that <i>happens-before</i> what the other parties do after they have returned, in whichever process.
 *
 * <p><b>Errors.</b> Every operation can throw {@link SharedMemoryClosedException}, also while it waits, and
 * {@link SharedStateLostException}; for the others this party has died.
 */
public interface SharedBarrier extends SharedObject {

    /** The most parties that a barrier can have. */
    int MAX_PARTIES = (1 << 15) - 1;

    /**
     * Returns how many parties pass together.
     *
     * @return the number that the barrier was made with
     */
    int getParties();

    /**
     * Returns how many parties wait now.
     *
     * @return the number; 0 if the barrier is broken
     */
    int getNumberWaiting();

    /**
     * Tells whether the barrier is broken now. Does not look for the dead; those who wait do.
     *
     * @return whether an await would throw
     */
    boolean isBroken();

    /**
     * Waits until all parties have come.
     *
     * @return how many were still missing when this one came: 0 for the last
     * @throws InterruptedException if the thread is interrupted before or while it waits; the barrier is broken
     * @throws SharedBarrierBrokenException if the barrier is, or gets, broken
     */
    int await() throws InterruptedException, SharedBarrierBrokenException;

    /**
     * Waits until all parties have come, at most for {@code limit}.
     *
     * @param limit how long to wait at most; zero or less waits for nobody
     * @return how many were still missing when this one came: 0 for the last
     * @throws InterruptedException if the thread is interrupted before or while it waits; the barrier is broken
     * @throws SharedBarrierBrokenException if the barrier is, or gets, broken
     * @throws TimeoutException if the limit ends first; the barrier is broken
     */
    int await(Duration limit) throws InterruptedException, SharedBarrierBrokenException, TimeoutException;

    /**
     * Waits until all parties have come, and has the action done if this is the last of them: it runs on this thread before
     * anybody goes on. The other parties may bring actions too; that of the last one runs. If it throws, so does this, and
     * the barrier is broken. Those who wait go on waiting while it runs, up to their limits. A thread
     * that comes only then belongs to the next generation: if it gives up before that begins, nothing is broken.
     *
     * @param action what to do when all are there
     * @return how many were still missing when this one came: 0 for the last
     * @throws InterruptedException if the thread is interrupted before or while it waits; the barrier is broken
     * @throws SharedBarrierBrokenException if the barrier is, or gets, broken, be it while the action runs
     */
    int await(Runnable action) throws InterruptedException, SharedBarrierBrokenException;

    /**
     * Waits until all parties have come. An interrupt does not end the wait, and is kept.
     *
     * @return how many were still missing when this one came: 0 for the last
     * @throws SharedBarrierBrokenException if the barrier is, or gets, broken
     */
    int awaitUninterruptibly() throws SharedBarrierBrokenException;

    /**
     * Begins a new generation that is not broken, without the dead. Those who wait in the present one get a
     * {@link SharedBarrierBrokenException}; so reset when they have gone, or let one of them do it.
     */
    void reset();

    /**
     * Makes this process a party before its first await: from now on its death breaks the barrier. Has no effect if it is
     * one.
     *
     * @throws SharedBarrierBrokenException if the barrier is broken
     */
    void join() throws SharedBarrierBrokenException;

    /**
     * Says that this process does not take part any more, until its next await: its end does not break the barrier. Has no
     * effect if it does not take part.
     *
     * @throws IllegalStateException if threads of it wait here now
     */
    void leave();
}
