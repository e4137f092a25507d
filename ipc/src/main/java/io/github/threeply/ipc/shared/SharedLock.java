package io.github.threeply.ipc.shared;

import io.github.threeply.core.Guard;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Lock} that all processes of a {@link SharedMemory} share, and that survives the death of its holder.
 *
 * <pre>{@code
 * SharedLock ledger = memory.lock("ledger");
 * ledger.withLock(
 *         () -> {
 *             move(amount);
 *             return null;
 *         },
 *         found -> recountAll());     // only if the last holder died in the middle
 * }</pre>
 *
 * <p><b>States.</b> FREE and HELD, as any lock. ABANDONED: its holder has died, or the memory was closed, or the thread
 * has ended, without releasing it; so what the lock protects may be half changed. INCONSISTENT: somebody took over an
 * abandoned lock, and released it without saying that all is well again. UNRECOVERABLE: a holder said that it never
 * will be; this is final.
 * <pre>
 *           lock                      its holder dies
 *   FREE &lt;---------&gt; HELD -------------------------------&gt; ABANDONED
 *          unlock     ^ |                                      |
 *                     | |  acquire, withLock with a repair     |
 *                     | |  &lt;-----------------------------------+
 *                     | |     markConsistent: HELD as any other
 *                     | |     unlock without it: INCONSISTENT --- recover ---+
 *                     +-+----------------------------------------------------+
 *                       |
 *                       +--- markUnrecoverable ---&gt; UNRECOVERABLE
 * </pre>
 *
 * <p><b>The death of a holder</b> is noticed by those who wait within milliseconds: as soon as the system says that the
 * process has ended, however long it held the lock and they have waited; at the end of their sleep if it left its sockets to
 * a process that lives on: see {@linkplain io.github.threeply.ipc.shared the package}. A holder that is stopped, slow, or collects garbage lives. If only a thread has ended, other
 * processes learn it within a quarter of a second, its own within milliseconds.
 *
 * <p><b>Who is told.</b> The operations of {@link Lock} have no way to say "you have it, but mind the mess". So none of
 * them takes an abandoned or inconsistent lock: they throw {@link InconsistentStateException}, at once or as soon as the
 * death is noticed, and the caller does not hold the lock. Nobody waits for the dead, and nobody works on half a change
 * without having been told. The lock stays abandoned until somebody takes it who can hear it:
 * <ul>
 *   <li>{@link #withLock(Guard.Body, Consumer)} repairs and goes on;
 *   <li>{@link #repairedBy} is a plain {@link Lock} with a repair, for code that knows only those; a repair that does
 *       nothing is right where each single change leaves all consistent, as with one number;
 *   <li>{@link #acquire} returns what it found, and {@link #markConsistent} ends the matter;
 *   <li>{@link #recover} takes a lock in any state but UNRECOVERABLE, and is the only way out of INCONSISTENT.
 * </ul>
 *
 * <p><b>Reentrant.</b> A thread that holds it may take it again, and must release it as often. Only the first of these
 * finds something, only the last releases.
 *
 * <p><b>Order.</b> Who comes at the right moment gets it, so a busy process can have it many times in a row. But who has
 * waited for some milliseconds gets the next turn: a process gets its share in portions of about five milliseconds. In
 * each process one waiting thread at a time stands for all.
 *
 * <p><b>Fencing.</b> Each holding can draw a {@link #token}, greater than all before. Something outside of the memory can
 * refuse what comes with a smaller one than it has seen. A holder that was wrongly taken for dead, or whose memory was
 * closed under it, is told by a {@link LockLostException} when it releases the lock.
 *
 * <p><b>Memory consistency effects.</b> A release <i>happens-before</i> each later acquisition, in whatever process, as
 * does all that a dead holder did before its death.
 *
 * <p><b>Interrupts.</b> As {@link Lock} says. Who is interrupted while it waits does not hold the lock.
 *
 * <p><b>Closing</b> the memory while a thread of this process holds the lock abandons it. Who waits gets
 * {@link SharedMemoryClosedException}. So may who is just about to return with the lock, and then gives it back as it found it;
 * only if the close has ended before it notices, the next one finds the lock abandoned, though nobody had begun to change
 * anything.
 *
 * <p><b>Errors.</b> Every operation can throw {@link SharedMemoryClosedException} and {@link SharedStateLostException},
 * and the first that takes the lock {@link SharedMemoryUsersException}. An uncontended lock and unlock cost two
 * compare-and-sets and allocate nothing.
 */
public interface SharedLock extends Lock, SharedObject {

    /**
     * Takes the lock, and waits as long as it is held by others.
     *
     * @throws InconsistentStateException if its holder died, or left it inconsistent; the caller does not hold it
     * @throws LockLostException if this thread held it, and was taken for dead
     */
    @Override
    void lock();

    /**
     * Takes the lock, and waits as long as it is held by others.
     *
     * @throws InterruptedException if the thread is interrupted before or while it waits; it does not hold the lock.
     * @throws InconsistentStateException if its holder died, or left it inconsistent; the caller does not hold it
     * @throws LockLostException if this thread held it, and was taken for dead
     */
    @Override
    void lockInterruptibly() throws InterruptedException;

    /**
     * Takes the lock if nobody holds it, ahead of those who wait.
     *
     * @return whether this thread holds it now
     * @throws InconsistentStateException if its holder died, or left it inconsistent; the caller does not hold it
     * @throws LockLostException if this thread held it, and was taken for dead
     */
    @Override
    boolean tryLock();

    /**
     * Takes the lock, and waits so long at most.
     *
     * @param time how long; zero or less does not wait
     * @param unit the unit of the time
     * @return whether this thread holds it now
     * @throws InterruptedException if the thread is interrupted before or while it waits; it does not hold the lock
     * @throws InconsistentStateException if its holder died, or left it inconsistent; the caller does not hold it
     * @throws LockLostException if this thread held it, and was taken for dead
     */
    @Override
    boolean tryLock(long time, TimeUnit unit) throws InterruptedException;

    /**
     * Releases the lock, if this thread has taken it once only; else takes back one taking. A lock that was taken over and
     * not {@linkplain #markConsistent marked as consistent} is INCONSISTENT from now on.
     *
     * @throws IllegalMonitorStateException if this thread does not hold it
     * @throws LockLostException if this thread held it, and was taken for dead; it holds nothing any more
     */
    @Override
    void unlock();

    /**
     * Returns the condition without a name. All that are returned here, by whatever process, are the same.
     *
     * @return as {@link #condition}, which is to be preferred
     */
    @Override
    Condition newCondition();

    /**
     * Returns the condition with a name: those who wait for it can be in other processes than those who signal.
     *
     * <p><b>A signal wakes all.</b> {@link Condition#signal} does what {@link Condition#signalAll} does: one that was
     * chosen alone could die before it acts. And a wait may end without a signal, as {@link Condition} allows: two names
     * can share a place in the memory, and a holder that dies may have been about to signal. So wait in a loop.
     *
     * <p><b>After the wait</b> the thread holds the lock again, as often as before, with another {@link #token}. If it came
     * back abandoned or inconsistent, {@link InconsistentStateException} is thrown, and the thread holds the lock all the
     * same: the caller's {@code unlock} is due, and leaves it INCONSISTENT. With {@link #repairedBy} the wait repairs.
     *
     * <p>{@link Condition#awaitUntil} computes how long to wait when it begins, and does not follow later steps of the
     * clock.
     *
     * @param name the name, any text
     * @return the condition
     */
    Condition condition(String name);

    /**
     * Takes the lock, an abandoned one too, and waits as long as it is held by others.
     *
     * @return what it found; if that is {@link Acquisition.Verdict#ABANDONED}, repair and call {@link #markConsistent}
     * @throws InconsistentStateException if it is inconsistent or unrecoverable; the caller does not hold it
     * @throws LockLostException if this thread held it, and was taken for dead
     */
    Acquisition acquire();

    /**
     * Takes the lock, an abandoned one too, and waits as long as it is held by others.
     *
     * @return what it found; if that is {@link Acquisition.Verdict#ABANDONED}, repair and call {@link #markConsistent}
     * @throws InterruptedException if the thread is interrupted before or while it waits; it does not hold the lock
     * @throws InconsistentStateException if it is inconsistent or unrecoverable; the caller does not hold it
     * @throws LockLostException if this thread held it, and was taken for dead
     */
    Acquisition acquireInterruptibly() throws InterruptedException;

    /**
     * Takes the lock if nobody alive holds it.
     *
     * @return what it found, or {@code null} if somebody holds it
     * @throws InconsistentStateException if it is inconsistent or unrecoverable; the caller does not hold it
     * @throws LockLostException if this thread held it, and was taken for dead
     */
    @Nullable
    Acquisition tryAcquire();

    /**
     * Takes the lock, an abandoned one too, and waits so long at most.
     *
     * @param limit how long; zero or less does not wait
     * @return what it found, or {@code null} if the limit ended first
     * @throws InterruptedException if the thread is interrupted before or while it waits; it does not hold the lock
     * @throws InconsistentStateException if it is inconsistent or unrecoverable; the caller does not hold it
     * @throws LockLostException if this thread held it, and was taken for dead
     */
    @Nullable
    Acquisition tryAcquire(Duration limit) throws InterruptedException;

    /**
     * Runs a body with the lock. Waits as {@link #lock} does.
     *
     * @param body what to do
     * @param <T> what it returns
     * @param <X> what it throws
     * @return what the body returned
     * @throws X what the body threw; the lock is released
     * @throws InconsistentStateException if the last holder died, or left it inconsistent; the body was not run
     */
    <T extends @Nullable Object, X extends Exception> T withLock(Guard.Body<T, X> body) throws X;

    /**
     * Runs a body with the lock, after a repair if the last holder died. Waits as {@link #acquire} does. When the repair
     * returns, the state counts as consistent. If it throws, the lock is INCONSISTENT: nobody tries again until
     * {@link #recover}. If this process dies in the middle of it, the next one repairs. A thread that holds the lock
     * already repairs nothing here.
     *
     * @param body what to do
     * @param repair makes the state consistent again, whatever change was half done
     * @param <T> what the body returns
     * @param <X> what the body throws
     * @return what the body returned
     * @throws X what the body threw; the lock is released
     * @throws InconsistentStateException if it is inconsistent or unrecoverable; nothing was run
     */
    <T extends @Nullable Object, X extends Exception> T withLock(
            Guard.Body<T, X> body, Consumer<? super Acquisition> repair) throws X;

    /**
     * Returns a form of this lock that repairs by itself, for code that knows only {@link Lock}. Each of its operations
     * that would find the lock abandoned takes it, runs the repair, and goes on; if the repair throws, the lock is
     * INCONSISTENT, and what it threw comes out. So do waits for its conditions, which hold the lock even then.
     *
     * @param repair makes the state consistent again, whatever change was half done
     * @return a lock; the same one in all other respects
     */
    Lock repairedBy(Consumer<? super Acquisition> repair);

    /**
     * Takes the lock whatever state it is in, UNRECOVERABLE excepted, and waits as long as it is held by others. Then make
     * all consistent, call {@link #markConsistent} and {@link #unlock}.
     *
     * <p>If the thread or process that recovers dies before it has marked the state as consistent, the lock is abandoned, as
     * after any death of a holder, and the next one is told that, or repairs.
     *
     * @return what it found
     * @throws InconsistentStateException if it is unrecoverable
     * @throws LockLostException if this thread held it, and was taken for dead
     */
    Acquisition recover();

    /**
     * Says that the state is consistent again. Has no effect if it was not in doubt.
     *
     * @throws IllegalMonitorStateException if this thread does not hold the lock
     * @throws LockLostException if this thread held it, and was taken for dead
     */
    void markConsistent();

    /**
     * Says that the state can never be repaired. From now on everybody who asks for the lock, or waits for it, gets
     * {@link InconsistentStateException}, for ever. This thread holds the lock until it releases it.
     *
     * @throws IllegalMonitorStateException if this thread does not hold the lock
     * @throws LockLostException if this thread held it, and was taken for dead
     */
    void markUnrecoverable();

    /**
     * Returns the number of this holding, greater than that of all earlier ones that asked. It is drawn at the first call.
     *
     * @return the number, at least 1
     * @throws IllegalMonitorStateException if this thread does not hold the lock
     * @throws LockLostException if this thread held it, and was taken for dead
     */
    long token();

    /**
     * Tells whether this thread holds the lock.
     *
     * @return whether it does; not if it was taken for dead meanwhile
     */
    boolean isHeldByCurrentThread();

    /**
     * Looks at the lock, without taking it.
     *
     * @return what it saw, which may be over by now
     */
    Status status();

    /**
     * What somebody saw of a lock.
     *
     * @param state the state
     * @param owner a few words about the process that holds it, or held it when it came into this state; {@code null} if
     *     it is free
     * @param threadId the identifier of the thread that holds it, in its process; 0 if nobody does
     * @param waiting whether somebody has waited so long for it that the next turn is his
     * @param lastToken the last token that was drawn, 0 if none was
     * @param takeovers how often it was taken over from a holder that died
     * @param generation how often it was marked as consistent after that
     */
    record Status(
            State state,
            @Nullable String owner,
            long threadId,
            boolean waiting,
            long lastToken,
            long takeovers,
            long generation) {}

    /** The state of a lock. */
    enum State {
        /** Nobody holds it, and all is well. */
        FREE,
        /** Somebody holds it. */
        HELD,
        /** Its holder died, or ended, and nobody has taken it over yet. */
        ABANDONED,
        /** It was taken over and released, and nobody said that all is well. */
        INCONSISTENT,
        /** Somebody said that it can never be repaired. */
        UNRECOVERABLE
    }
}
